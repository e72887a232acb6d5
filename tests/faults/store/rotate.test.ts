/** Rotation of the master key with a kill at every durable step and at random times. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { createFileKeychain } from './file-keychain.ts';
import { ackOf, compare, isWhole, must, start, type Ack } from './registrations.ts';

const RECORDS = 12;
const ANYWHERE = 40;
const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
let root = '';
let dataDir = '';
let keychainFile = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-rotate-'));
  dataDir = path.join(root, 'data');
  keychainFile = path.join(root, 'keychain.json');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const open = (): Promise<StartedStore> =>
  startStore({ dataDir, keychain: createFileKeychain(keychainFile), log: quietLog });

/** @param at the durable step it dies at, or after how many milliseconds it is killed. @returns whether it died, and what it said. */
const run = (
  at: { readonly step: number } | { readonly afterMs: number },
): Promise<{ died: boolean; said: string }> =>
  new Promise((resolve, reject) => {
    const which = 'step' in at ? String(at.step) : 'endless';
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'rotate-child.ts'), dataDir, keychainFile, which],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'compiled') },
      },
    );
    let said = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => {
      // The kill is timed from the first change on, so that it falls into one of the next changes.
      if (said === '' && 'afterMs' in at) setTimeout(() => child.kill('SIGKILL'), at.afterMs);
      said += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' || code === 0
        ? resolve({ died: signal === 'SIGKILL', said })
        : reject(new Error(errors)),
    );
  });

/** The store opens as if nothing had happened, with every registration whole, and one key is left. */
const check = async (kill: string, acks: readonly Ack[]): Promise<string> => {
  const startedStore = await open();
  expect({ kill, notice: startedStore.notice, keychain: startedStore.keychain }).toEqual({
    kill,
    notice: null,
    keychain: 'ok',
  });
  const found = await compare(startedStore.store, acks);
  expect({ kill, ...found }).toEqual({ kill, whole: acks.length, lost: [], half: [] });
  for (const row of must(await startedStore.store.list('all')))
    expect(await isWhole(startedStore.store, must(await startedStore.store.get(row.id)))).toBe(
      true,
    );
  // It takes writes, and they are there the next time.
  const first = must(await startedStore.store.get(acks[0]!.id));
  must(await startedStore.store.write(first, { attempts: first.attempts + 1 }, 2));
  startedStore.store.close();
  const items = JSON.parse(await readFile(keychainFile, 'utf8')) as Record<string, string>;
  // One key is left; the mark that a restored folder is noticed by is an item of its own.
  const keys = Object.keys(items).filter((account) => !account.startsWith('store-mark'));
  expect(keys).toEqual([MASTER_KEY_ACCOUNT]);
  return items[MASTER_KEY_ACCOUNT] ?? '';
};

it('opens with every registration intact after a kill at any step', async () => {
  const { store } = await open();
  const acks: Ack[] = [];
  for (let n = 0; n < RECORDS; n += 1)
    acks.push(ackOf(await start(store, `NAME ${String(n)}`, 60_000)));
  store.close();

  let kills = 0;
  const keys = new Set([await check('none', acks)]);
  for (let step = 1; ; step += 1) {
    const { died } = await run({ step });
    if (!died) break;
    kills += 1;
    // A rotation that begins where another one was left off is killed too, before it was completed.
    if ((await run({ step: 1 + ((step * 7) % 13) })).died) kills += 1;
    keys.add(await check(`step ${String(step)}`, acks));
  }
  const steps = kills;
  for (let n = 0; n < ANYWHERE; n += 1) {
    const { died, said } = await run({ afterMs: Math.random() * 120 });
    expect({ died, changed: said !== '' }).toEqual({ died: true, changed: true });
    kills += 1;
    keys.add(await check(`anywhere ${String(n)}`, acks));
  }
  console.log(
    `kills ${String(kills)} (${String(steps)} at a durable step), keys the store was found with ${String(keys.size)}, lost 0, half 0`,
  );
  expect(kills).toBeGreaterThanOrEqual(60);
  expect(keys.size).toBeGreaterThan(ANYWHERE / 2);
}, 1_800_000);
