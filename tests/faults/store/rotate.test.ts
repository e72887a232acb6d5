/** Tests the rotation of the master key with a kill at every durable step and at random times. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { createFileKeychain } from './file-keychain.ts';
import {
  ackOf,
  compareWithAcks,
  hasIntactPictures,
  must,
  createRegistration,
  type Ack,
} from './registrations.ts';

const RECORDS = 12;
const RANDOM_KILLS = 40;
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

/** Runs the child process. @param kill the durable step of the kill, or its delay after the first rotation in ms. */
const runChild = (
  kill: { readonly step: number } | { readonly afterMs: number },
): Promise<{ wasKilled: boolean; output: string }> =>
  new Promise((resolve, reject) => {
    const stepArgument = 'step' in kill ? String(kill.step) : 'endless';
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'rotate-child.ts'), dataDir, keychainFile, stepArgument],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'compiled') },
      },
    );
    let output = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => {
      // The delay begins with the first completed rotation, so that the kill falls into a later one.
      if (output === '' && 'afterMs' in kill) setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
      output += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' || code === 0
        ? resolve({ wasKilled: signal === 'SIGKILL', output })
        : reject(new Error(errors)),
    );
  });

/** Expects that the store opens without a notice, has every registration intact, and accepts writes. @returns the only key left. */
const expectIntactStore = async (killPoint: string, acks: readonly Ack[]): Promise<string> => {
  const startedStore = await open();
  expect({ killPoint, notice: startedStore.notice, keychain: startedStore.keychain }).toEqual({
    killPoint,
    notice: null,
    keychain: 'ok',
  });
  const comparison = await compareWithAcks(startedStore.store, acks);
  expect({ killPoint, ...comparison }).toEqual({
    killPoint,
    intact: acks.length,
    lost: [],
    inconsistent: [],
  });
  for (const row of must(await startedStore.store.list('all')))
    expect(
      await hasIntactPictures(startedStore.store, must(await startedStore.store.get(row.id))),
    ).toBe(true);
  // The store must also accept a write.
  const first = must(await startedStore.store.get(acks[0]!.id));
  must(await startedStore.store.write(first, { attempts: first.attempts + 1 }, 2));
  startedStore.store.close();
  const items = JSON.parse(await readFile(keychainFile, 'utf8')) as Record<string, string>;
  // The other item is the mark with which a restored data folder is detected.
  const keys = Object.keys(items).filter((account) => !account.startsWith('store-mark'));
  expect(keys).toEqual([MASTER_KEY_ACCOUNT]);
  return items[MASTER_KEY_ACCOUNT] ?? '';
};

it('the store opens with every registration intact after a kill at any step of a rotation', async () => {
  const { store } = await open();
  const acks: Ack[] = [];
  for (let number = 0; number < RECORDS; number += 1)
    acks.push(ackOf(await createRegistration(store, `NAME ${String(number)}`, 60_000)));
  store.close();

  let kills = 0;
  const observedKeys = new Set([await expectIntactStore('none', acks)]);
  for (let step = 1; ; step += 1) {
    const { wasKilled } = await runChild({ step });
    if (!wasKilled) break;
    kills += 1;
    // The next start continues the interrupted rotation. It is killed as well, at a step that differs from one round to the next.
    if ((await runChild({ step: 1 + ((step * 7) % 13) })).wasKilled) kills += 1;
    observedKeys.add(await expectIntactStore(`step ${String(step)}`, acks));
  }
  const killsAtSteps = kills;
  for (let randomKill = 0; randomKill < RANDOM_KILLS; randomKill += 1) {
    const { wasKilled, output } = await runChild({ afterMs: Math.random() * 120 });
    expect({ wasKilled, changed: output !== '' }).toEqual({ wasKilled: true, changed: true });
    kills += 1;
    observedKeys.add(await expectIntactStore(`random kill ${String(randomKill)}`, acks));
  }
  console.log(
    `kills ${String(kills)} (${String(killsAtSteps)} at a durable step), different keys ${String(observedKeys.size)}, lost 0, inconsistent 0`,
  );
  expect(kills).toBeGreaterThanOrEqual(60);
  expect(observedKeys.size).toBeGreaterThan(RANDOM_KILLS / 2);
}, 1_800_000);
