/**
 * A data folder whose store holds three registrations in each state, copied anew for each test: as closed in order (`closed`),
 * or as an app that was killed leaves it, with changes in the journal (`killed`).
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { RegistrationEvent } from '#main/record/transitions.ts';
import type { OpenedStoreFile } from '#main/store/open-store-file.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { ackOf, isWhole, must, openIn, start, type Ack } from './registrations.ts';

export const TRIALS = 40;
export const AT = Date.UTC(2026, 10, 23, 8, 15);
const PICTURE_BYTES = 20_000;

/** The events that lead to each state. */
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

const fill = async (store: OpenedStoreFile['store']): Promise<Ack[]> => {
  const made: Ack[] = [];
  for (const [state, events] of Object.entries(EVENTS_TO)) {
    for (let copy = 0; copy < 3; copy += 1) {
      let record = await start(store, `${state} ${String(copy)}`.toUpperCase(), PICTURE_BYTES);
      for (const event of events)
        record = must(
          await store.write(record, { move: { event }, submittedAt: 2, unknownSince: 2 }, 2),
        )!;
      made.push(ackOf(record));
    }
  }
  return made;
};

/** The state of every registration in a store. */
export const statesIn = async ({
  store,
}: OpenedStoreFile): Promise<Map<string, RegistrationState>> =>
  new Map(must(await store.list('all')).map((row) => [row.id, row.state]));

/** Changes one byte of a file; without `bits`, by a random value. */
export const flip = (
  file: string,
  at: number,
  bits = 1 + Math.floor(Math.random() * 255),
): void => {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ bits;
  writeFileSync(file, bytes);
};

/** Registers the hooks that make and remove the folders. */
export const useStoredModel = () => {
  let root = '';
  let acks: Ack[] = [];
  let dataDir = '';
  const copyOf = (how: 'closed' | 'killed'): void => {
    rmSync(dataDir, { recursive: true, force: true });
    cpSync(path.join(root, how), dataDir, { recursive: true });
  };

  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-damage-'));
    dataDir = path.join(root, 'data');
    const opened = await openIn(path.join(root, 'closed'));
    acks = await fill(opened.store);
    cpSync(path.join(root, 'closed'), path.join(root, 'killed'), { recursive: true });
    opened.store.close();
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  beforeEach(() => copyOf('closed'));

  /** The stores that were set aside. */
  const asides = (): string[] =>
    readdirSync(dataDir).filter(
      (file) => file.startsWith('store.set-aside-') && file.endsWith('.sqlite'),
    );
  /** Expects needs-review for the states that need it, and every stored value as it was written. */
  const expectUnderReview = async (opened: OpenedStoreFile, code: string): Promise<void> => {
    for (const [id, state] of await statesIn(opened)) {
      const before = acks.find((ack) => ack.id === id)!;
      const reviewed = NEEDING_REVIEW.includes(before.state as RegistrationState);
      expect([id, state]).toEqual([id, reviewed ? 'needs-review' : before.state]);
      const record = must(await opened.store.get(id));
      if (reviewed) expect(record.body.lastError).toEqual({ code });
      expect([
        record.body.fields.applicant_name_eng.value,
        await isWhole(opened.store, record),
      ]).toEqual([before.name, true]);
    }
  };

  return {
    root: () => root,
    acks: () => acks,
    dataDir: () => dataDir,
    main: () => path.join(dataDir, 'store.sqlite'),
    anchor: () => path.join(dataDir, 'store.anchor'),
    open: (): Promise<OpenedStoreFile> => openIn(dataDir, AT),
    copyOf,
    asides,
    expectUnderReview,
  };
};
