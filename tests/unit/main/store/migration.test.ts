/** Tests opening store files of every earlier schema version, and a kill of the migration between its statements. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClient } from '#tests/support/fake-ekyc-client.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import {
  createTestCounter,
  MASTER_KEY,
  openStoreAt,
  putCard,
} from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { newBody } from '#main/record/body.ts';
import type { Store } from '#main/store/port.ts';
import { salvageStore } from '#main/store/salvage.ts';
import { migrationsFrom, SCHEMA, SCHEMA_VERSION } from '#main/store/schema.ts';
import { createSealer } from '#main/store/sealing.ts';

/** Store written by the program at schema version 1, sealed with the key of the tests: one draft, one ready, one unknown, one submitted. */
const VERSION_1 = path.join(import.meta.dirname, 'store-version-1.sqlite');
/** Store of version 2: two drafts with pictures of the card, the second also with a photo. */
const VERSION_2 = path.join(import.meta.dirname, 'store-version-2.sqlite');
/** Store of version 3: one submitted with pictures, one draft with a name, one on hold, and one draft without a name. */
const VERSION_3 = path.join(import.meta.dirname, 'store-version-3.sqlite');
/** Store of version 4 with bodies of version 1: one in every permanent state, three of them transferred from or to another counter. */
const VERSION_4 = path.join(import.meta.dirname, 'store-version-4.sqlite');
const folders = createTemporaryFolders();
let file = '';

const copyStore = async (storedFile: string): Promise<void> => {
  file = path.join(await folders.make(), 'store.sqlite');
  copyFileSync(storedFile, file);
};
afterEach(folders.remove);

const readColumns = (databaseFile: string): unknown[] => {
  const connection = new DatabaseSync(databaseFile, { readOnly: true });
  const rows = connection
    .prepare("SELECT name, type FROM pragma_table_info('registration') ORDER BY name")
    .all();
  connection.close();
  return rows;
};
const readSchema = (databaseFile: string): unknown[] => {
  const connection = new DatabaseSync(databaseFile, { readOnly: true });
  const rows = connection
    .prepare(
      "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index','trigger') ORDER BY name",
    )
    .all();
  connection.close();
  return rows;
};
const readVersion = (): unknown => {
  const connection = new DatabaseSync(file, { readOnly: true });
  const rows = connection.prepare('PRAGMA user_version').get();
  connection.close();
  return rows?.['user_version'];
};

describe('store of version 1', () => {
  beforeEach(() => copyStore(VERSION_1));

  it('is opened with all its data and is migrated to the current version', async () => {
    expect(readVersion()).toBe(1);
    const store = await openStoreAt(file);
    const rows = unwrap(await store.list('all'));
    expect(rows.map(({ reference, state }) => [reference, state])).toEqual([
      ['0142-3-0004', 'submitted'],
      ['0142-3-0003', 'unknown'],
      ['0142-3-0002', 'ready'],
      ['0142-3-0001', 'draft'],
    ]);
    for (const { id } of rows) {
      expect(unwrap(await store.get(id))).toMatchObject({
        baseline: null,
        absentAnswers: 0,
        reducedAt: null,
        body: { evidence: null, decisions: [] },
      });
    }
    expect(unwrap(await store.part(rows[2]!.id, 'photo'))?.toString()).toBe('a picture');
    store.close();
    expect(readVersion()).toBe(SCHEMA_VERSION);
    const newFile = path.join(path.dirname(file), 'fresh.sqlite');
    (await openStoreAt(newFile)).close();
    expect(readColumns(file)).toEqual(readColumns(newFile));
    (await openStoreAt(file)).close();
  });

  it('has its unknown and submitted registrations queried at once', async () => {
    const service = createFakeClient();
    const counter = await createTestCounter({ file, fakeClient: service });
    const [submitted, unknown] = unwrap(await counter.registrations.list('all'));
    const readQueriedNumbers = (): unknown[] =>
      service.calls.verificationStatus.map(([, mobile]) => mobile);
    await counter.waitUntil(unknown!.id, () => readQueriedNumbers().length >= 2);
    const nextPolls = await Promise.all(
      [submitted!, unknown!].map(async ({ id }) => unwrap(await counter.store.get(id)).nextPoll),
    );
    expect(nextPolls.every((at) => at !== null && at > counter.clock.now)).toBe(true);
    await counter.stop();
  });
});

describe('store of version 2', () => {
  beforeEach(() => copyStore(VERSION_2));

  it('keeps its pictures, and accepts scans', async () => {
    expect(readVersion()).toBe(2);
    const counter = await createTestCounter({ file });
    const [second, first] = unwrap(await counter.registrations.list('all'));
    for (const part of ['front', 'back', 'photo'] as const) {
      expect(unwrap(await counter.store.part(second!.id, part))?.subarray(0, 2)).toEqual(
        Buffer.from([0xff, 0xd8]),
      );
    }
    expect(unwrap(await counter.store.part(first!.id, 'photo'))).toBeNull();
    const opened = unwrap(await counter.registrations.open(first!.id));
    expect(opened.pictures.front).toMatchObject({ widthPx: 1_011, crop: null });
    await putCard(counter.registrations, first!.id);
    expect(unwrap(await counter.store.part(first!.id, 'back-source'))).not.toBeNull();
    await counter.stop();
    expect(readVersion()).toBe(SCHEMA_VERSION);
    (await openStoreAt(file)).close();
  });
});

describe('store of version 3', () => {
  beforeEach(() => copyStore(VERSION_3));
  const createQuery = (searchReferences: string) => ({
    states: registrationStates,
    search: searchReferences,
    clerk: null,
    offset: 0,
    limit: 50,
  });

  it('has its names indexed and its states counted, and the same tables as a new store', async () => {
    expect(readVersion()).toBe(3);
    const store = await openStoreAt(file);
    const searchReferences = async (text: string): Promise<string[]> =>
      unwrap(await store.outboxPage(createQuery(text))).rows.map((row) => row.reference);
    expect(await searchReferences('nowsh ara')).toEqual(['0142-3-0002']);
    expect(await searchReferences('r')).toEqual(['0142-3-0001']);
    expect(await searchReferences('x')).toEqual([]);
    expect(unwrap(await store.outboxPage(createQuery('')))).toMatchObject({
      total: 4,
      byState: { draft: 2, 'on-hold': 1, submitted: 1 },
    });
    expect(unwrap(await store.counts(Date.UTC(2026, 10, 23, 5)))).toMatchObject({
      submittedToday: 1,
      openToday: 1,
      waiting: 0,
      attentionOrDraft: 2,
    });
    store.close();
    expect(readVersion()).toBe(SCHEMA_VERSION);
    const newFile = path.join(path.dirname(file), 'fresh.sqlite');
    (await openStoreAt(newFile)).close();
    expect(readColumns(file)).toEqual(readColumns(newFile));
    expect(readSchema(file)).toEqual(readSchema(newFile));
  });
});

describe('store of version 4', () => {
  beforeEach(() => copyStore(VERSION_4));

  const EXPECTED_STATES = {
    '0142-3-0001': 'transferred',
    '0142-3-0002': 'draft',
    '0142-3-0003': 'refused',
    '0142-3-0004': 'draft',
    '0142-3-0005': 'passed',
    '0142-3-0006': 'verification-failed',
    '0142-3-0007': 'invalid',
    '0142-3-0008': 'needs-review',
    '0142-3-0009': 'discarded',
    '0142-5-0001': 'refused',
    '0142-5-0002': 'unknown',
  };
  const readStates = async (store: Store): Promise<Record<string, string>> =>
    Object.fromEntries(
      unwrap(await store.list('all')).map(({ reference, state }) => [reference, state]),
    );

  it('is opened with states, bodies and summaries in the current names', async () => {
    const store = await openStoreAt(file);
    expect(await readStates(store)).toEqual(EXPECTED_STATES);
    const rows = new Map(unwrap(await store.list('all')).map((row) => [row.reference, row]));
    for (const { id } of rows.values()) expect((await store.get(id)).ok).toBe(true);
    const failure = { code: 'TRANSFER-OUT', params: { counter: '0142-4' } };
    const { id, lastError } = rows.get('0142-3-0001')!;
    expect(lastError).toEqual(failure);
    expect(unwrap(await store.get(id)).body).toMatchObject({ lastError: failure });
    const unknown = unwrap(await store.get(rows.get('0142-5-0002')!.id));
    expect(unknown.body).toMatchObject({ transferredIn: true });
    const reading = unwrap(await store.get(rows.get('0142-3-0004')!.id)).body.reading;
    expect(reading).toMatchObject({ state: 'failed', error: { code: 'NET-TIMEOUT' } });
    store.close();
  });

  it('has its timelines in the current names, and accepts only additions to them', async () => {
    const store = await openStoreAt(file);
    const rows = new Map(unwrap(await store.list('all')).map((row) => [row.reference, row.id]));
    const readTimeline = async (reference: string): Promise<unknown[]> =>
      unwrap(await store.timeline(rows.get(reference)!)).map(({ event, from, to, cause }) =>
        [event, from, to, cause].join(' '),
      );
    expect((await readTimeline('0142-3-0001')).at(-1)).toBe(
      'transfer-out draft transferred LEAD-TRANSFERRED-OUT',
    );
    expect((await readTimeline('0142-3-0006')).at(-1)).toBe(
      'verification-failed submitted verification-failed ',
    );
    expect((await readTimeline('0142-3-0009')).at(-1)).toBe('discard draft discarded ');
    expect((await readTimeline('0142-5-0001')).slice(-2)).toEqual([
      'refused sending-form refused SVC-REFUSED',
      'transfer-in refused refused LEAD-TRANSFERRED-IN',
    ]);
    store.close();
    const connection = new DatabaseSync(file);
    expect(() => connection.exec("UPDATE event SET dst = 'passed'")).toThrow(
      'events are only added',
    );
    expect(() => connection.exec('DELETE FROM event')).toThrow('events are only added');
    expect(() => connection.exec('DELETE FROM registration')).toThrow('FOREIGN KEY');
    connection.close();
  });

  it('has the tables of a new store and continues its running numbers', async () => {
    const store = await openStoreAt(file);
    const newRegistration = unwrap(
      await store.create({
        body: newBody(toMobileNumber('01300000042'), 1),
        prefix: '0142-3-',
        at: 1,
      }),
    );
    expect(newRegistration.reference).toBe('0142-3-0010');
    store.close();
    const newFile = path.join(path.dirname(file), 'fresh.sqlite');
    (await openStoreAt(newFile)).close();
    expect(readColumns(file)).toEqual(readColumns(newFile));
    expect(readSchema(file)).toEqual(readSchema(newFile));
  });

  it('is unchanged and can be opened after a kill between two statements of the migration', async () => {
    const statements = migrationsFrom(4)
      .join('')
      .split(/;\n+(?!END)(?=[A-Z])/);
    expect(statements.length).toBeGreaterThan(15);
    for (let executedCount = 1; executedCount <= statements.length; executedCount += 4) {
      await copyStore(VERSION_4);
      const interruptedConnection = new DatabaseSync(file, { enableForeignKeyConstraints: false });
      // With a small cache, pages are written to the journal before the transaction ends.
      interruptedConnection.exec(
        'PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE',
      );
      interruptedConnection.exec(`${statements.slice(0, executedCount).join(';\n')};`);
      const interruptedFile = path.join(path.dirname(file), 'interrupted');
      for (const suffix of ['', '-wal']) copyFileSync(file + suffix, interruptedFile + suffix);
      interruptedConnection.close();
      const store = await openStoreAt(interruptedFile);
      expect(await readStates(store)).toEqual(EXPECTED_STATES);
      store.close();
      await folders.remove();
    }
  });

  it('is salvaged with the current names when it is damaged', async () => {
    const target = new DatabaseSync(':memory:');
    target.exec(SCHEMA);
    const reason = { at: 1, code: 'STORE-DAMAGED' } as const;
    const sealer = createSealer(MASTER_KEY);
    expect(
      salvageStore({ damaged: file, to: target, sealer, reason, setAsideName: 'aside' }),
    ).toEqual({
      salvaged: 11,
      lost: 0,
    });
    const states = target.prepare('SELECT reference, state FROM registration').all();
    expect(Object.fromEntries(states.map((row) => [row['reference'], row['state']]))).toEqual(
      EXPECTED_STATES,
    );
    target.close();
  });
});

describe.each([
  ['1', VERSION_1],
  ['2', VERSION_2],
  ['3', VERSION_3],
  ['4', VERSION_4],
])('state counts of a store of version %s', (_, storedFile) => {
  beforeEach(() => copyStore(storedFile));

  it('equal its rows after the migration', async () => {
    (await openStoreAt(file)).close();
    const connection = new DatabaseSync(file, { readOnly: true });
    const counted = connection
      .prepare('SELECT state, n FROM state_count WHERE n > 0 ORDER BY state')
      .all();
    expect(counted).toEqual(
      connection
        .prepare('SELECT state, count(*) AS n FROM registration GROUP BY state ORDER BY state')
        .all(),
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(
      connection.prepare('SELECT count(*) AS n FROM registration WHERE name_key IS NULL').get(),
    ).toEqual({ n: 0 });
    connection.close();
  });
});
