import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import type { Body } from '#main/record/body.ts';
import { BODY_VERSION } from '#main/record/upgrades.ts';
import type { Store } from '#main/store/port.ts';
import { err } from '#shared/result.ts';
import { createBody, createDraft, createSubmitted } from './registration-fixtures.ts';

const folders = createTemporaryFolders();
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

/** Returns the content of all files of the open store, including the journal. */
const readFiles = (): Buffer =>
  Buffer.concat(
    readdirSync(path.dirname(file)).map((name) =>
      readFileSync(path.join(path.dirname(file), name)),
    ),
  );

describe('createStore', () => {
  it('returns STORE-DAMAGED for a box that was moved to another registration or part', async () => {
    const [one, two] = [
      await createDraft(store),
      await createDraft(store, createBody('01300000042', { applicant_name_eng: 'OTHER PERSON' })),
    ];
    unwrap(
      await store.write(
        one,
        { parts: { front: Buffer.from('front of one'), back: Buffer.from('back of one') } },
        2,
      ),
    );
    store.close();
    const raw = new DatabaseSync(file);
    raw.exec(
      `UPDATE registration SET body = (SELECT body FROM registration WHERE id = '${two.id}') WHERE id = '${one.id}'`,
    );
    raw.exec(
      "UPDATE part SET box = (SELECT box FROM part WHERE name = 'back') WHERE name = 'front'",
    );
    raw.close();
    store = await openStoreAt(file);
    expect(await store.get(one.id)).toEqual(err('STORE-DAMAGED'));
    expect(await store.part(one.id, 'front')).toEqual(err('STORE-DAMAGED'));
    expect(unwrap(await store.part(one.id, 'back'))?.toString()).toBe('back of one');
    expect(unwrap(await store.get(two.id)).body.fields.applicant_name_eng.value).toBe(
      'OTHER PERSON',
    );
  });

  it('returns STORE-NEWER for a registration that a newer program wrote, and leaves it unchanged', async () => {
    const body = { ...createBody(), version: BODY_VERSION + 1 } as unknown as Body;
    expect(await store.create({ body, prefix: '0142-3-', at: 1 })).toEqual(err('STORE-NEWER'));
    const [row] = unwrap(await store.list('all'));
    expect(row).toMatchObject({ state: 'draft', lastError: { code: 'SVC-REFUSED' } });
    expect(await store.get(row!.id)).toEqual(err('STORE-NEWER'));
    expect(unwrap(await store.checkBoxes(0))).toMatchObject({ sound: true });
  });

  it('masks the list, and lists the other entries beside a damaged one', async () => {
    const [one, two] = [await createDraft(store), await createDraft(store, createBody(), 2)];
    store.close();
    const raw = new DatabaseSync(file);
    raw.exec(`UPDATE registration SET summary = zeroblob(60) WHERE id = '${one.id}'`);
    raw.close();
    store = await openStoreAt(file);
    expect(unwrap(await store.list('attention-or-draft'))).toMatchObject([
      {
        id: two.id,
        state: 'draft',
        maskedName: 'N••••••' + ' A•• B••••',
        maskedNid: '012•••••89',
        lastError: { code: 'SVC-REFUSED' },
      },
      { id: one.id, maskedName: '', lastError: { code: 'STORE-DAMAGED' } },
    ]);
  });

  it('leaves no bytes of deleted pictures in its files after the sweep', async () => {
    const made = await createDraft(store);
    const before = unwrap(
      await store.write(made, { parts: { front: Buffer.alloc(300_000, 'x') } }, 2),
    )!;
    const size = readFiles().length;
    const raw = new DatabaseSync(file, { readOnly: true });
    const box = Buffer.from(raw.prepare('SELECT box FROM part').get()!['box'] as Uint8Array);
    raw.close();
    const piece = box.subarray(1_000, 1_064);
    expect(readFiles().includes(piece)).toBe(true);
    unwrap(await store.write(before, { parts: { front: null } }, 3));
    unwrap(await store.sweep());
    expect(readFiles().includes(piece)).toBe(false);
    expect(readFiles().length).toBeLessThan(size - 250_000);
  });
});

describe('files of the store', () => {
  it('contain no value of a person, and no six characters of one, in the database or its journal', async () => {
    const made = await createSubmitted(store);
    unwrap(
      await store.write(
        made,
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
      ...Object.values(FIELD_VALUES),
      made.body.clerk,
      made.body.lastError!.service!,
      ...Object.values(made.body.lastError!.fields!),
      'PICTUREOFTHEFRONT',
      'N•••••',
    ];
    for (const text of texts) {
      const characters = Array.from(text);
      for (let index = 0; index + 6 <= Math.max(characters.length, 6); index += 1) {
        const piece = characters.slice(index, index + 6).join('');
        expect(bytes.includes(piece), piece).toBe(false);
        expect(bytes.includes(Buffer.from(piece, 'utf16le')), `${piece} in UTF-16`).toBe(false);
      }
    }
  });

  it('accept only codes as causes of events', async () => {
    const made = await createDraft(store);
    await expect(
      store.write(
        made,
        { transition: { event: 'discard', cause: 'Nowsheen said so' as 'STORE-FULL' } },
        2,
      ),
    ).resolves.toMatchObject({ ok: false });
    expect(unwrap(await store.get(made.id)).state).toBe('draft');
  });
});
