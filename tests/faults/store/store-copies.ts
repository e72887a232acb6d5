/**
 * Fixture of the tests of damaged and rolled-back stores: a store with three registrations in each state, and a fresh copy of its
 * data folder for each test, closed in order (`closed`) or as after a kill of the app, with changes in the journal (`killed`).
 */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { RegistrationEvent } from '#main/record/transitions.ts';
import type { OpenedStoreFile } from '#main/store/open-store-file.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import {
  ackOf,
  hasIntactPictures,
  must,
  openStoreIn,
  createRegistration,
  type Ack,
} from './registrations.ts';

/** Time at which the stores are opened. */
export const OPENED_AT = Date.UTC(2026, 10, 23, 8, 15);
const PICTURE_BYTES = 20_000;
const REGISTRATIONS_PER_STATE = 3;

/**
 * The events that move a draft to each state. Left out are needs-review, which the tests expect as a result, and the states after a
 * verdict, a discard and a transfer, which nothing sends any more.
 */
const EVENTS_TO: Partial<Record<RegistrationState, readonly RegistrationEvent[]>> = {
  draft: [],
  ready: ['submit'],
  'sending-card': ['submit', 'send-card'],
  'sending-form': ['submit', 'send-form'],
  waiting: ['submit', 'send-form', 'not-sent'],
  'on-hold': ['submit', 'hold'],
  unknown: ['submit', 'send-form', 'outcome-unknown'],
  refused: ['submit', 'send-form', 'refused'],
  submitted: ['submit', 'send-form', 'accepted'],
};
/** States that become needs-review in a salvaged or older store, because the form may have been sent since. */
export const NEEDING_REVIEW: readonly RegistrationState[] = [
  'ready',
  'waiting',
  'sending-card',
  'sending-form',
  'on-hold',
];

const createRegistrations = async (store: OpenedStoreFile['store']): Promise<Ack[]> => {
  const acknowledged: Ack[] = [];
  for (const [state, events] of Object.entries(EVENTS_TO)) {
    for (let number = 0; number < REGISTRATIONS_PER_STATE; number += 1) {
      let record = await createRegistration(
        store,
        `${state} ${String(number)}`.toUpperCase(),
        PICTURE_BYTES,
      );
      for (const event of events)
        record = must(
          await store.write(record, { transition: { event }, submittedAt: 2, unknownSince: 2 }, 2),
        )!;
      acknowledged.push(ackOf(record));
    }
  }
  return acknowledged;
};

/** The state of every registration in a store. */
export const readStates = async ({
  store,
}: OpenedStoreFile): Promise<Map<string, RegistrationState>> =>
  new Map(must(await store.list('all')).map((row) => [row.id, row.state]));

/** Registers the hooks that create and remove the folders. @returns accessors, whose values are valid within tests. */
export const useStoreCopies = () => {
  let root = '';
  let acks: Ack[] = [];
  let dataDir = '';
  const restoreCopy = (end: 'closed' | 'killed'): void => {
    rmSync(dataDir, { recursive: true, force: true });
    cpSync(path.join(root, end), dataDir, { recursive: true });
  };

  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-damage-'));
    dataDir = path.join(root, 'data');
    const opened = await openStoreIn(path.join(root, 'closed'));
    acks = await createRegistrations(opened.store);
    // The copy before the store is closed has changes in the journal, as after a kill.
    cpSync(path.join(root, 'closed'), path.join(root, 'killed'), { recursive: true });
    opened.store.close();
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  beforeEach(() => restoreCopy('closed'));

  /** File names of the stores that were set aside. */
  const setAsideStores = (): string[] =>
    readdirSync(dataDir).filter(
      (file) => file.startsWith('store.set-aside-') && file.endsWith('.sqlite'),
    );
  /** Expects needs-review for the states of NEEDING_REVIEW, unchanged other states, and unchanged values. */
  const expectUnderReview = async (opened: OpenedStoreFile, code: string): Promise<void> => {
    for (const [id, state] of await readStates(opened)) {
      const acknowledged = acks.find((ack) => ack.id === id)!;
      const needsReview = NEEDING_REVIEW.includes(acknowledged.state as RegistrationState);
      expect([id, state]).toEqual([id, needsReview ? 'needs-review' : acknowledged.state]);
      const record = must(await opened.store.get(id));
      if (needsReview) expect(record.body.lastError).toEqual({ code });
      expect([
        record.body.fields.applicant_name_eng.value,
        await hasIntactPictures(opened.store, record),
      ]).toEqual([acknowledged.name, true]);
    }
  };

  return {
    root: () => root,
    acks: () => acks,
    dataDir: () => dataDir,
    storeFile: () => path.join(dataDir, 'store.sqlite'),
    anchorFile: () => path.join(dataDir, 'store.anchor'),
    open: (): Promise<OpenedStoreFile> => openStoreIn(dataDir, OPENED_AT),
    restoreCopy,
    setAsideStores: setAsideStores,
    expectUnderReview,
  };
};
