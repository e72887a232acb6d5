import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCounter, createFolders, createFakeClient, must, openAt } from './bench.ts';
import { SCHEMA_VERSION } from '../../../../src/main/registrations/schema.ts';

/** Made by the program when its store had version 1: a draft, one ready, one unknown, one submitted. Sealed with the tests' key. */
const OLD = path.join(import.meta.dirname, 'store-version-1.sqlite');
const folders = createFolders();
let file = '';

beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  copyFileSync(OLD, file);
});
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
