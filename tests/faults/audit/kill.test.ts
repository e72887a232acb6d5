/** Kills a child process that writes audit entries at random times; the trail must be unbroken after every kill. */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnchor } from '#main/audit/keychain-items.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { verifyTrail } from '#main/audit/verify.ts';
import { createFileKeychain } from '#tests/faults/store/file-keychain.ts';

const KILLS = 60;
const MAX_DELAY_MS = 60;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-audit-kill-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Starts the child process and kills it a random time after it has printed this line. @returns the lines that it printed. */
const runUntilKilled = async (
  folder: string,
  keychainFile: string,
  lineBeforeKill: 'opening' | 'working',
): Promise<string[]> => {
  const child = fork(path.join(import.meta.dirname, 'audit-child.ts'), [folder, keychainFile], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // The compile cache shortens the starts of the same program.
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'compiled') },
  });
  let output = '';
  const printed = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes(lineBeforeKill)) resolve();
    });
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await printed;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_DELAY_MS));
  child.kill('SIGKILL');
  await exited;
  return output.split('\n').filter(Boolean);
};

/**
 * Truncates the last line, as a power cut does; a kill rarely causes it.
 *
 * @returns whether it was truncated; false if there is no line or if the anchor includes the last one.
 */
const truncateLastLine = async (
  folder: string,
  lineCount: number,
  anchoredSeq: number,
): Promise<boolean> => {
  const file = (await listTrailFiles(folder)).at(-1) ?? '';
  const lastLine = (await readFile(file, 'utf8')).split('\n').at(-2);
  if (lineCount <= anchoredSeq || lastLine === undefined) return false;
  const lastLineBytes = Buffer.byteLength(lastLine);
  await truncate(file, (await stat(file)).size - 1 - Math.floor(Math.random() * lastLineBytes));
  return true;
};

describe('a trail whose app is killed', () => {
  it(`is unbroken and contains every anchored entry after each of ${String(KILLS)} kills, with at most the last line truncated`, async () => {
    const folder = path.join(root, 'audit');
    const keychainFile = path.join(root, 'keychain.json');
    let truncations = 0;
    let entries = 0;
    let entriesAfterAnchor = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const lineBeforeKill = kill % 5 === 0 ? 'opening' : 'working';
      const outputLines = await runUntilKilled(folder, keychainFile, lineBeforeKill);
      expect(outputLines).not.toContain('broken');
      const storedAnchor = await createFileKeychain(keychainFile).get('audit anchor');
      const anchor =
        storedAnchor.ok && storedAnchor.data
          ? parseAnchor(new TextDecoder().decode(storedAnchor.data))
          : null;
      const files = (await listTrailFiles(folder)).map((file) => ({ file }));
      // The anchor is saved before the first entry is written, so a trail with entries has one.
      if (files.length > 0) expect(anchor).not.toBeNull();
      const verification = await verifyTrail({ files, anchor });
      expect({ kill, firstBreak: verification.firstBreak }).toEqual({ kill, firstBreak: null });
      const printedAnchors = outputLines.map(parseAnchor).filter((printed) => printed !== null);
      for (const { seq } of printedAnchors)
        expect(verification.lineCount).toBeGreaterThanOrEqual(seq);
      expect(verification.lineCount - (verification.last?.seq ?? 0)).toBe(0);
      entriesAfterAnchor += verification.lineCount - (anchor?.seq ?? 0);
      entries = verification.lineCount;
      const wasTruncated =
        kill % 2 === 0 &&
        (await truncateLastLine(folder, verification.lineCount, anchor?.seq ?? 0));
      if (verification.isTruncated || wasTruncated) truncations += 1;
    }
    const files = await listTrailFiles(folder);
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    // The next start removes a truncated line and records it in the following entry.
    const gaps = texts.join('').match(/"gap":\{"code":"STORE-WRITE","entries":1\}/g) ?? [];
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.length).toBeLessThanOrEqual(truncations);
    console.log(
      `kills ${String(KILLS)}, entries ${String(entries)} in ${String(files.length)} files, ` +
        `truncated lines ${String(truncations)} (recorded ${String(gaps.length)}), entries after the anchor at a kill ${(entriesAfterAnchor / KILLS).toFixed(1)}`,
    );
    expect(files.length).toBeGreaterThan(1);
  }, 1_800_000);
});
