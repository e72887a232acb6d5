import { mobile } from '#tests/support/numbers.ts';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFolders,
  MASTER_KEY,
  must,
  openStoreAt,
  VALUES,
} from '#tests/support/test-counter.ts';
import { newBody, type Body } from '#main/record/body.ts';
import { BODY_VERSION } from '#main/record/upgrades.ts';
import { SCHEMA_VERSION } from '#main/store/schema.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/store.ts';
import { fieldNames } from '#shared/domain/fields.ts';
import { err } from '#shared/result.ts';

const folders = createFolders();
let file = '';
let store: Store;

beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openStoreAt(file);
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

const createBody = (clerk = '01300000042', changes: Partial<typeof VALUES> = {}): Body => {
  const body = newBody(mobile(clerk), 1);
  const values = { ...VALUES, ...changes };
  const fields = Object.fromEntries(
    fieldNames.map((name) => [
      name,
      { value: values[name], source: 'typed', touched: true, readings: {} },
    ]),
  );
  return {
    ...body,
    fields: fields as Body['fields'],
    lastError: {
      code: 'SVC-REFUSED',
      service: 'Applicant NOWSHEEN is blocked',
      fields: { nominee: 'KARIM UDDIN has no account' },
    },
  };
};
const createDraft = async (body = createBody(), at = 1) =>
  must(await store.create({ body, prefix: '0142-3-', at }));
const createSubmitted = async (body = createBody(), at = 1) =>
  must(
    await store.write(
      await createDraft(body, at),
      { move: { event: 'submit' }, submittedAt: at },
      at,
    ),
  )!;

/** Returns the content of all files of the open store, including the journal. */
const readFiles = (): Buffer =>
  Buffer.concat(
    readdirSync(path.dirname(file)).map((name) =>
      readFileSync(path.join(path.dirname(file), name)),
    ),
  );

describe('openStore', () => {
  it('returns every stored value after it was closed and opened again', async () => {
    const registration = await createDraft();
    const photo = Buffer.from('photo bytes');
    const written = must(
      await store.write(
        registration,
        {
          move: { event: 'submit' },
          submittedAt: 5,
          attempts: 2,
          notBefore: 9,
          waitsFor: 'connection',
          parts: { photo },
        },
        6,
      ),
    );
    store.close();
    store = await openStoreAt(file);
    expect(must(await store.get(registration.id))).toEqual(written);
    expect(written).toMatchObject({
      state: 'ready',
      rev: 1,
      submittedAt: 5,
      attempts: 2,
      notBefore: 9,
      waitsFor: 'connection',
      updatedAt: 6,
    });
    expect(must(await store.part(registration.id, 'photo'))).toEqual(photo);
    expect(must(await store.part(registration.id, 'front'))).toBeNull();
    expect(must(await store.openId())).toBe(registration.id);
  });

  it('uses a WAL journal, incremental vacuum and the current schema version', async () => {
    const registration = await createDraft();
    const connection = new DatabaseSync(file, { readOnly: true });
    const readPragma = (name: string): unknown =>
      Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([
      readPragma('journal_mode'),
      readPragma('auto_vacuum'),
      readPragma('user_version'),
    ]).toEqual(['wal', 2, SCHEMA_VERSION]);
    expect(connection.prepare('SELECT id FROM registration').all()).toEqual([
      { id: registration.id },
    ]);
    connection.close();
  });

  it('numbers registrations consecutively, and issues no number twice', async () => {
    const first = await createDraft();
    store.close();
    store = await openStoreAt(file);
    const second = await createDraft();
    expect([first.reference, second.reference]).toEqual(['0142-3-0001', '0142-3-0002']);
  });

  it('returns null for a write based on an outdated revision, and changes nothing', async () => {
    const record = await createDraft();
    const edited = must(await store.write(record, { body: { ...record.body, step: 'photo' } }, 2))!;
    expect(must(await store.write(record, { move: { event: 'discard' } }, 3))).toBeNull();
    expect(must(await store.get(record.id))).toEqual(edited);
  });

  it('refuses a transition that is not in the table, and writes nothing', async () => {
    const record = await createDraft();
    expect(
      await store.write(
        record,
        { move: { event: 'accepted' }, parts: { photo: Buffer.from('x') } },
        2,
      ),
    ).toEqual(err('REG-STATE'));
    expect(must(await store.get(record.id))).toEqual(record);
    expect(must(await store.part(record.id, 'photo'))).toBeNull();
  });

  it('adds an event with every transition, and refuses to change or delete one', async () => {
    const registration = await createSubmitted();
    store.close();
    const connection = new DatabaseSync(file);
    expect(
      connection
        .prepare(
          'SELECT registration_id AS id, rev, src, dst, event, cause FROM event ORDER BY seq',
        )
        .all(),
    ).toEqual([
      { id: registration.id, rev: 0, src: null, dst: 'draft', event: 'start', cause: null },
      { id: registration.id, rev: 1, src: 'draft', dst: 'ready', event: 'submit', cause: null },
    ]);
    expect(() => connection.exec("UPDATE event SET dst = 'passed'")).toThrow(
      'events are only added',
    );
    expect(() => connection.exec('DELETE FROM event')).toThrow('events are only added');
    connection.close();
    store = await openStoreAt(file);
  });

  it('returns STORE-DAMAGED for a box that was moved to another registration or part', async () => {
    const [first, second] = [
      await createDraft(),
      await createDraft(createBody('01300000042', { applicant_name_eng: 'OTHER PERSON' })),
    ];
    must(
      await store.write(
        first,
        { parts: { front: Buffer.from('front of one'), back: Buffer.from('back of one') } },
        2,
      ),
    );
    store.close();
    const connection = new DatabaseSync(file);
    connection.exec(
      `UPDATE registration SET body = (SELECT body FROM registration WHERE id = '${second.id}') WHERE id = '${first.id}'`,
    );
    connection.exec(
      "UPDATE part SET box = (SELECT box FROM part WHERE name = 'back') WHERE name = 'front'",
    );
    connection.close();
    store = await openStoreAt(file);
    expect(await store.get(first.id)).toEqual(err('STORE-DAMAGED'));
    expect(await store.part(first.id, 'front')).toEqual(err('STORE-DAMAGED'));
    expect(must(await store.part(first.id, 'back'))?.toString()).toBe('back of one');
    expect(must(await store.get(second.id)).body.fields.applicant_name_eng.value).toBe(
      'OTHER PERSON',
    );
  });

  it('returns STORE-NEWER for a registration that a newer program wrote, and leaves it unchanged', async () => {
    const body = { ...createBody(), version: BODY_VERSION + 1 } as unknown as Body;
    expect(await store.create({ body, prefix: '0142-3-', at: 1 })).toEqual(err('STORE-NEWER'));
    const [row] = must(await store.list('all'));
    expect(row).toMatchObject({ state: 'draft', lastError: { code: 'SVC-REFUSED' } });
    expect(await store.get(row!.id)).toEqual(err('STORE-NEWER'));
    expect(must(await store.checkBoxes(0))).toMatchObject({ sound: true });
  });

  it('masks the list, and lists the other entries beside a damaged one', async () => {
    const [first, second] = [await createDraft(), await createDraft(createBody(), 2)];
    store.close();
    const connection = new DatabaseSync(file);
    connection.exec(`UPDATE registration SET summary = zeroblob(60) WHERE id = '${first.id}'`);
    connection.close();
    store = await openStoreAt(file);
    expect(must(await store.list('attention-or-draft'))).toMatchObject([
      {
        id: second.id,
        state: 'draft',
        maskedName: 'N••••••' + ' A•• B••••',
        maskedNid: '012•••••89',
        lastError: { code: 'SVC-REFUSED' },
      },
      { id: first.id, maskedName: '', lastError: { code: 'STORE-DAMAGED' } },
    ]);
  });

  it('returns STORE-KEY-LOST for a store sealed with another key', async () => {
    await createDraft();
    store.close();
    expect(await openStore({ path: file, masterKey: Buffer.alloc(32, 9) })).toEqual(
      err('STORE-KEY-LOST'),
    );
    store = await openStoreAt(file);
    expect(must(await store.list('all'))).toHaveLength(1);
  });

  it('returns STORE-FULL, keeps its data, and continues when there is space', async () => {
    const draft = await createDraft();
    store.close();
    // The page limit makes SQLite return SQLITE_FULL when the file has to grow.
    const opened = await openStore({ path: file, masterKey: MASTER_KEY, maxPages: 40 });
    store = must(opened);
    const refusedWrite = await store.write(
      draft,
      { move: { event: 'submit' }, parts: { front: Buffer.alloc(1_000_000) } },
      2,
    );
    expect(refusedWrite).toEqual(err('STORE-FULL'));
    expect(must(await store.get(draft.id))).toEqual(draft);
    store.close();
    store = await openStoreAt(file);
    expect(
      (
        await store.write(
          draft,
          { move: { event: 'submit' }, parts: { front: Buffer.alloc(1_000_000) } },
          3,
        )
      ).ok,
    ).toBe(true);
  });

  it('leaves no bytes of deleted pictures in its files after the sweep', async () => {
    const registration = await createDraft();
    const before = must(
      await store.write(registration, { parts: { front: Buffer.alloc(300_000, 'x') } }, 2),
    )!;
    const size = readFiles().length;
    const connection = new DatabaseSync(file, { readOnly: true });
    const box = Buffer.from(connection.prepare('SELECT box FROM part').get()!['box'] as Uint8Array);
    connection.close();
    const excerpt = box.subarray(1_000, 1_064);
    expect(readFiles().includes(excerpt)).toBe(true);
    must(await store.write(before, { parts: { front: null } }, 3));
    must(await store.sweep());
    expect(readFiles().includes(excerpt)).toBe(false);
    expect(readFiles().length).toBeLessThan(size - 250_000);
  });
});

describe('files of the store', () => {
  it('contain no value of a person, and no six characters of one, in the database or its journal', async () => {
    const registration = await createSubmitted();
    must(
      await store.write(
        registration,
        { parts: { front: Buffer.from('JFIF PICTUREOFTHEFRONT NOWSHEEN') } },
        3,
      ),
    );
    const journal = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0);
    expect(journal.length).toBeGreaterThan(0);
    const openFiles = readFiles();
    store.close();
    const bytes = Buffer.concat([openFiles, readFiles()]);
    // The unencrypted reference is found, which shows that the search works.
    expect(bytes.includes('0142-3-0001')).toBe(true);
    const texts = [
      ...Object.values(VALUES),
      registration.body.clerk,
      registration.body.lastError!.service!,
      ...Object.values(registration.body.lastError!.fields!),
      'PICTUREOFTHEFRONT',
      'N•••••',
    ];
    for (const text of texts) {
      const characters = Array.from(text);
      for (let index = 0; index + 6 <= Math.max(characters.length, 6); index += 1) {
        const excerpt = characters.slice(index, index + 6).join('');
        expect(bytes.includes(excerpt), excerpt).toBe(false);
        expect(bytes.includes(Buffer.from(excerpt, 'utf16le')), `${excerpt} in UTF-16`).toBe(false);
      }
    }
  });

  it('accept only codes as causes of events', async () => {
    const registration = await createDraft();
    await expect(
      store.write(
        registration,
        { move: { event: 'discard', cause: 'Nowsheen said so' as 'STORE-FULL' } },
        2,
      ),
    ).resolves.toMatchObject({ ok: false });
    expect(must(await store.get(registration.id)).state).toBe('draft');
  });
});

describe('registration to be sent next', () => {
  const CLERK = mobile('01300000042');

  it('is the one of this clerk that is due and waits longest', async () => {
    const late = await createSubmitted(createBody(CLERK, { nid_no: '0000000001' }), 30);
    const early = await createSubmitted(createBody(CLERK, { nid_no: '0000000002' }), 20);
    await createSubmitted(createBody('01300000043', { nid_no: '0000000003' }), 10);
    const paused = await createSubmitted(createBody(CLERK, { nid_no: '0000000004' }), 5);
    must(await store.write(paused, { notBefore: 500 }, 6));
    expect(must(await store.nextDue(CLERK, 100, []))).toBe(early.id);
    expect(must(await store.nextDue(CLERK, 100, [early.id]))).toBe(late.id);
    expect(must(await store.nextDue(CLERK, 100, [early.id, late.id]))).toBeNull();
    expect(must(await store.nextDueAt(CLERK, 100, [early.id, late.id]))).toBe(500);
    expect(must(await store.nextDue(CLERK, 600, [early.id, late.id]))).toBe(paused.id);
  });

  it('is never a later registration of a person whose earlier one is not settled, for any notation of the NID', async () => {
    const first = await createSubmitted(createBody(CLERK, { nid_no: '1980 0123456789012' }), 1);
    const second = await createSubmitted(createBody(CLERK, { nid_no: '0123456789012' }), 2);
    must(await store.write(first, { notBefore: 1_000 }, 3));
    expect(must(await store.nextDue(CLERK, 100, []))).toBeNull();
    expect(must(await store.nextDueAt(CLERK, 100, []))).toBe(1_000);
    const current = must(await store.get(first.id));
    must(await store.write(current, { move: { event: 'hold' } }, 4));
    expect(must(await store.nextDue(CLERK, 100, []))).toBe(second.id);
  });

  it('is due at once when its time is further ahead than any pause, because the clock was set back', async () => {
    const registration = await createSubmitted(createBody(CLERK), 1);
    must(await store.write(registration, { notBefore: 100 + 2 * 60 * 60_000 }, 2));
    expect(must(await store.nextDue(CLERK, 100, []))).toBe(registration.id);
  });
});

describe('counts of the day', () => {
  it('contain those accepted today in Bangladesh, those waiting and those that need action', async () => {
    const midnight = Date.UTC(2026, 10, 22, 18);
    const acceptRegistration = async (at: number, nid: string) => {
      const ready = await createSubmitted(createBody('01300000042', { nid_no: nid }), at);
      const sending = must(await store.write(ready, { move: { event: 'send-form' } }, at))!;
      return must(await store.write(sending, { move: { event: 'accepted' }, acceptedAt: at }, at))!;
    };
    await acceptRegistration(midnight - 1, '0000000001');
    await acceptRegistration(midnight, '0000000002');
    await acceptRegistration(midnight + 60_000, '0000000003');
    await createSubmitted(createBody('01300000042', { nid_no: '0000000004' }), midnight + 5);
    await createDraft();
    expect(must(await store.counts(midnight + 3_600_000))).toEqual({
      submittedToday: 2,
      passedToday: 0,
      failedOrInvalidToday: 0,
      openToday: 2,
      waiting: 1,
      attentionOrDraft: 1,
      oldestWaitingSince: midnight + 5,
    });
  });
});
