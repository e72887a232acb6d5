/** Simulates power cuts: replays random prefixes of the disk writes that power-shim.c recorded, and opens the store from the result. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDisk, parseLog, type DiskOperation } from './power-log.ts';
import { compareWithAcks, openStoreIn, type Ack } from './registrations.ts';

const CUTS = 300;
const CONTROL_CUTS = 100;
const execFileAsync = promisify(execFile);

const hasCompiler = ((): boolean => {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

let folder = '';
let shim = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-power-'));
  shim = path.join(folder, 'shim.so');
  if (hasCompiler)
    execFileSync('gcc', [
      '-shared',
      '-fPIC',
      '-O2',
      '-o',
      shim,
      path.join(import.meta.dirname, 'power-shim.c'),
      '-ldl',
      '-lpthread',
    ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the child process. @param synchronous value of SQLite's setting. @returns its disk writes in order. */
const recordWrites = async (synchronous: string): Promise<DiskOperation[]> => {
  const dataDir = path.join(folder, `data-${synchronous}`);
  const log = path.join(folder, `log-${synchronous}`);
  mkdirSync(dataDir);
  await execFileAsync(
    process.execPath,
    [path.join(import.meta.dirname, 'power-child.ts'), dataDir, synchronous],
    {
      env: { ...process.env, LD_PRELOAD: shim, POWER_FOLDER: dataDir, POWER_LOG: log },
    },
  );
  return parseLog(readFileSync(log));
};

interface Outcome {
  cuts: number;
  acknowledged: number;
  lost: number;
  cutsThatLost: number;
  inconsistent: number;
  notices: Record<string, number>;
  /** Cuts that lost a registration without a notice. */
  unnoticed: number;
  blocks: { kept: number; lost: number; torn: number };
}

const simulateCuts = async (ops: readonly DiskOperation[], cuts: number): Promise<Outcome> => {
  const outcome: Outcome = {
    cuts: 0,
    acknowledged: 0,
    lost: 0,
    cutsThatLost: 0,
    inconsistent: 0,
    notices: {},
    unnoticed: 0,
    blocks: { kept: 0, lost: 0, torn: 0 },
  };
  const firstAck = ops.findIndex(({ name }) => name === 'acks');
  const cutPoints = Array.from(
    { length: cuts },
    () => firstAck + 1 + Math.floor(Math.random() * (ops.length - firstAck - 1)),
  ).sort((a, b) => a - b);
  const disk = createDisk();
  const acks = new Map<string, Ack>();
  let position = 0;
  for (const cutPoint of cutPoints) {
    for (; position < cutPoint; position += 1) {
      const op = ops[position]!;
      disk.applyOperation(op);
      if (op.kind === 'w' && op.name === 'acks') {
        const ack = JSON.parse(op.data.toString()) as Ack;
        acks.set(ack.id, ack);
        outcome.acknowledged += 1;
      }
    }
    const dataDir = path.join(folder, 'cut');
    const { kept, lost, torn } = disk.writeAfterPowerCut(dataDir, Math.random);
    const { store, notice } = await openStoreIn(dataDir);
    const comparison = await compareWithAcks(store, acks.values());
    store.close();
    await rm(dataDir, { recursive: true });
    const { blocks, notices } = outcome;
    outcome.cuts += 1;
    outcome.lost += comparison.lost.length;
    outcome.inconsistent += comparison.inconsistent.length;
    outcome.cutsThatLost += comparison.lost.length > 0 ? 1 : 0;
    outcome.unnoticed += comparison.lost.length > 0 && notice === null ? 1 : 0;
    notices[notice ?? 'none'] = (notices[notice ?? 'none'] ?? 0) + 1;
    outcome.blocks = {
      kept: blocks.kept + kept,
      lost: blocks.lost + lost,
      torn: blocks.torn + torn,
    };
  }
  return outcome;
};

describe.skipIf(!hasCompiler)('the store after a power cut (needs gcc on Linux)', () => {
  it(`has every acknowledged registration after each of ${String(CUTS)} power cuts`, async () => {
    const outcome = await simulateCuts(await recordWrites('FULL'), CUTS);
    console.log('power cuts, synchronous FULL:', JSON.stringify(outcome));
    expect(existsSync(shim)).toBe(true);
    expect(outcome).toMatchObject({
      cuts: CUTS,
      lost: 0,
      inconsistent: 0,
      notices: { none: CUTS },
    });
    expect(outcome.acknowledged).toBeGreaterThan(100);
    expect(Math.min(outcome.blocks.kept, outcome.blocks.lost, outcome.blocks.torn)).toBeGreaterThan(
      0,
    );
  }, 1_800_000);

  it('loses registrations with a weaker setting of SQLite, and the anchor detects it', async () => {
    const outcome = await simulateCuts(await recordWrites('NORMAL'), CONTROL_CUTS);
    console.log('power cuts, synchronous NORMAL (control):', JSON.stringify(outcome));
    expect(outcome.lost).toBeGreaterThan(0);
    expect(outcome.unnoticed).toBe(0);
  }, 1_800_000);
});
