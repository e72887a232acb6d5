import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCounter, createFolders, createFakeClient, must, openAt, putCard } from './bench.ts';
import { SCHEMA_VERSION } from '../../../../src/main/registrations/schema.ts';

/** Made by the program when its store had version 1: a draft, one ready, one unknown, one submitted. Sealed with the tests' key. */
const VERSION_1 = path.join(import.meta.dirname, 'store-version-1.sqlite');
/** Likewise of version 2: two drafts, with the pictures of the card, the second with a photo too. */
const VERSION_2 = path.join(import.meta.dirname, 'store-version-2.sqlite');
const folders = createFolders();
let file = '';

const take = async (old: string): Promise<void> => {
  file = path.join(await folders.make(), 'store.sqlite');
  copyFileSync(old, file);
};
afterEach(folders.remove);

const columns = (of: string): unknown[] => {
  const raw = new DatabaseSync(of, { readOnly: true });
  const found = raw.prepare("SELECT name, type FROM pragma_table_info('registration') ORDER BY name").all();
  raw.close();
  return found;
};
const version = (): unknown => {
  const raw = new DatabaseSync(file, { readOnly: true });
  const found = raw.prepare('PRAGMA user_version').get();
  raw.close();
  return found?.['user_version'];
};

describe('a store of version 1', () => {
  beforeEach(() => take(VERSION_1));

  it('is opened with everything in it, and is one of this version then', async () => {
    expect(version()).toBe(1);
    const store = await openAt(file);
    const rows = must(await store.list('all'));
    expect(rows.map(({ reference, state }) => [reference, state])).toEqual([
      ['0142-3-0004', 'submitted'],
      ['0142-3-0003', 'unknown'],
      ['0142-3-0002', 'ready'],
      ['0142-3-0001', 'draft'],
    ]);
    for (const { id } of rows) {
      expect(must(await store.get(id))).toMatchObject({ baseline: null, absentSeen: 0, reducedAt: null, body: { evidence: null, decisions: [] } });
    }
    expect(must(await store.part(rows[2]!.id, 'photo'))?.toString()).toBe('a picture');
    store.close();
    expect(version()).toBe(SCHEMA_VERSION);
    const fresh = path.join(path.dirname(file), 'fresh.sqlite');
    (await openAt(fresh)).close();
    expect(columns(file)).toEqual(columns(fresh));
    (await openAt(file)).close();
  });

  it('has what was unknown and submitted asked for at once', async () => {
    const service = createFakeClient();
    const counter = await createCounter({ file, service });
    const [submitted, unknown] = must(await counter.registrations.list('all'));
    const numbers = (): unknown[] => service.calls.verificationStatus.map(([, mobile]) => mobile);
    await counter.until(unknown!.id, () => numbers().length >= 2);
    const polls = await Promise.all([submitted!, unknown!].map(async ({ id }) => must(await counter.store.get(id)).nextPoll));
    expect(polls.every((at) => at !== null && at > counter.clock.now)).toBe(true);
    await counter.stop();
  });
});

describe('a store of version 2', () => {
  beforeEach(() => take(VERSION_2));

  it('keeps its pictures, and takes the scans they are cut from now', async () => {
    expect(version()).toBe(2);
    const counter = await createCounter({ file });
    const [second, first] = must(await counter.registrations.list('all'));
    for (const part of ['front', 'back', 'photo'] as const) {
      expect(must(await counter.store.part(second!.id, part))?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    }
    expect(must(await counter.store.part(first!.id, 'photo'))).toBeNull();
    const opened = must(await counter.registrations.open(first!.id));
    expect(opened.pictures.front).toMatchObject({ widthPx: 1_011, crop: null });
    await putCard(counter.registrations, first!.id);
    expect(must(await counter.store.part(first!.id, 'back-source'))).not.toBeNull();
    await counter.stop();
    expect(version()).toBe(SCHEMA_VERSION);
    (await openAt(file)).close();
  });
});
