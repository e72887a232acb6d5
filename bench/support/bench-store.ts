/** Creates stores of a given size, filled in bulk with sealed values, and keeps them in the temporary folder for the length of the run. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeBody, newBody, type Body } from '#main/record/body.ts';
import { openStoreFile } from '#main/store/open-store-file.ts';
import { nameKeyOf, createNameTagger } from '#main/store/name-keys.ts';
import { setMeta } from '#main/store/meta.ts';
import { createSealer, seal } from '#main/store/sealing.ts';
import { maskName } from '#shared/domain/name-mask.ts';
import { maskNid, nidCore } from '#shared/domain/nid.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { must } from './must.ts';
import { tempFolder } from './temp.ts';

export const CLERK = toMobileNumber('01300000042');
export const MASTER_KEY = Buffer.alloc(32, 7);
/** The current time in every bench store: noon of 23 November 2026 in Bangladesh. */
export const NOON = Date.UTC(2026, 10, 23, 6);
const DAY_MS = 86_400_000;
const REDUCED_AFTER_MS = 30 * DAY_MS;
/** At this rate 100,000 rows are seven years. */
const ROWS_PER_DAY = 40;
/** States of the open registrations. Their number does not depend on how long a counter has been in use. */
const OPEN_STATES: readonly RegistrationState[] = [
  'draft',
  'needs-review',
  'refused',
  'on-hold',
  'unknown',
  'waiting',
  'ready',
];
const ROWS_PER_OPEN_STATE = 5;
const FIRST_NAMES = [
  'MD',
  'MOHAMMAD',
  'ABDUL',
  'MST',
  'NUSRAT',
  'RAHELA',
  'KAMAL',
  'ZAHID',
  'FATEMA',
  'SHAHANA',
];
const LAST_NAMES = [
  'UDDIN',
  'KHATUN',
  'BEGUM',
  'RAHMAN',
  'ISLAM',
  'HOSSAIN',
  'AKTER',
  'MIAH',
  'SARKER',
  'CHOWDHURY',
];

export interface StoreSize {
  readonly rows: number;
  /** How many of them still have their three pictures. */
  readonly withPictures?: number;
}

export const nidOf = (index: number): string => String(3_000_000_000 + index);
const mobileOf = (index: number): string => `0131${String(index).padStart(7, '0')}`;
const nameOf = (index: number): string =>
  [
    FIRST_NAMES[index % 10],
    LAST_NAMES[Math.floor(index / 10) % 10],
    LAST_NAMES[Math.floor(index / 100) % 10],
  ].join(' ');

const bodyOf = (index: number, at: number): Body => {
  const body = newBody(CLERK, at);
  const fields = {
    ...body.fields,
    nid_no: { ...body.fields.nid_no, value: nidOf(index) },
    mobile_number: { ...body.fields.mobile_number, value: mobileOf(index) },
    applicant_name_eng: { ...body.fields.applicant_name_eng, value: nameOf(index) },
  };
  return { ...body, fields };
};

const PICTURE_BYTES = 300_000;
const PARTS = ['front', 'back', 'photo'] as const;

const fillStore = (file: string, { rows, withPictures = 0 }: StoreSize): void => {
  const db = new DatabaseSync(file);
  const sealer = createSealer(MASTER_KEY);
  const insert = db.prepare(
    `INSERT INTO registration(id, reference, state, rev, created_at, updated_at, submitted_at, accepted_at, reduced_at, clerk_mac, nid_mac,
     mobile_mac, name_key, data_key, summary, body) VALUES(?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertEvent = db.prepare(
    "INSERT INTO event(registration_id, rev, at, src, dst, event) VALUES(?, 0, ?, NULL, ?, 'start')",
  );
  // Caches the mask and the search key, so that each of the thousand different names is masked and keyed once.
  const nameEntries = new Map<string, { key: Uint8Array; masked: string }>();
  const nameEntryOf = (name: string) => {
    const entry = nameEntries.get(name) ?? {
      key: nameKeyOf(createNameTagger(sealer), name),
      masked: maskName(name),
    };
    nameEntries.set(name, entry);
    return entry;
  };
  const clerk = sealer.keyedHash('clerk', CLERK);
  const reducedBody = encodeBody(newBody(CLERK, 1));
  const insertPart = db.prepare('INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?)');
  const picture = Buffer.alloc(PICTURE_BYTES, 0xa5);
  // Filled without a journal, which takes a fraction of the time. SQLite leaves the WAL mode for DELETE only, so OFF is set after it.
  db.exec(
    'PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN',
  );
  for (let index = 0; index < rows; index += 1) {
    const at = NOON - Math.round((DAY_MS * (rows - index)) / ROWS_PER_DAY);
    const isOpen = rows - index <= OPEN_STATES.length * ROWS_PER_OPEN_STATE;
    const state: RegistrationState = isOpen
      ? (OPEN_STATES[index % OPEN_STATES.length] ?? 'draft')
      : index % 50 === 0
        ? 'discarded'
        : index % 20 === 0
          ? 'verification-failed'
          : 'passed';
    const acceptedAt = state === 'passed' || state === 'verification-failed' ? at : null;
    const reducedAt =
      acceptedAt !== null && at < NOON - REDUCED_AFTER_MS ? at + REDUCED_AFTER_MS : null;
    const id = randomUUID();
    const { key: nameKey, masked } = nameEntryOf(nameOf(index));
    const summary = Buffer.from(
      JSON.stringify({
        maskedName: masked,
        maskedNid: maskNid(nidOf(index)),
        step: 'card',
        lastError: null,
      }),
    );
    const { key, wrapped } = sealer.newKey(id);
    insert.run(
      id,
      `0142-3-${String(index + 1).padStart(4, '0')}`,
      state,
      at,
      at,
      state === 'draft' ? null : at,
      acceptedAt,
      reducedAt,
      clerk,
      sealer.keyedHash('nid', nidCore(nidOf(index))),
      sealer.keyedHash('mobile', mobileOf(index)),
      nameKey,
      wrapped,
      seal(key, id, 'summary', summary),
      seal(key, id, 'body', reducedAt === null ? encodeBody(bodyOf(index, at)) : reducedBody),
    );
    insertEvent.run(id, at, state);
    if (rows - index <= withPictures)
      for (const part of PARTS) insertPart.run(id, part, seal(key, id, `part ${part}`, picture));
  }
  setMeta(db, 'next-number', rows + 1);
  db.exec('COMMIT');
  db.close();
};

/** @returns the folder of a store of this size that was closed cleanly. It is created once per run; copy it before writing to it. */
export const createBenchStore = async (size: StoreSize): Promise<string> => {
  const dataDir = path.join(
    await tempFolder(),
    `store-${String(size.rows)}-${String(size.withPictures ?? 0)}`,
  );
  if (existsSync(dataDir)) return dataDir;
  const partialDir = `${dataDir}.making`;
  await mkdir(partialDir, { recursive: true });
  must(
    await openStoreFile({ dataDir: partialDir, masterKey: MASTER_KEY, now: () => NOON }),
  ).store.close();
  fillStore(path.join(partialDir, 'store.sqlite'), size);
  // Opening the store once more updates its anchor to the rows that were inserted in bulk.
  must(
    await openStoreFile({ dataDir: partialDir, masterKey: MASTER_KEY, now: () => NOON }),
  ).store.close();
  await rename(partialDir, dataDir);
  return dataDir;
};

/** A writable copy of the store of this size. */
export const copyBenchStore = async (size: StoreSize): Promise<string> => {
  const copy = path.join(await tempFolder(), randomUUID());
  await cp(await createBenchStore(size), copy, { recursive: true });
  return copy;
};
