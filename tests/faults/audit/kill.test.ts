/** A child process writes audit entries until it is killed at a random time; the trail must be unbroken. */
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
const MAX_MS = 60;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-audit-kill-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Lets a process record until it is killed, some time after it said this. @returns what it said, line by line. */
const killOne = async (
  folder: string,
  keychainFile: string,
  after: 'opening' | 'working',
): Promise<string[]> => {
  const child = fork(path.join(import.meta.dirname, 'audit-child.ts'), [folder, keychainFile], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'compiled') },
  });
  let said = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes(after)) resolve();
    });
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await ready;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_MS));
  child.kill('SIGKILL');
  await exited;
  return said.split('\n').filter(Boolean);
};

/** A kill seldom meets a write half done; a power cut leaves this. @returns whether there was a line that is not anchored. */
const cutLastLine = async (folder: string, lines: number, anchored: number): Promise<boolean> => {
  const file = (await listTrailFiles(folder)).at(-1) ?? '';
  const last = (await readFile(file, 'utf8')).split('\n').at(-2);
  if (lines <= anchored || last === undefined) return false;
  const most = Buffer.byteLength(last);
  await truncate(file, (await stat(file)).size - 1 - Math.floor(Math.random() * most));
  return true;
};

describe('a trail whose app is killed', () => {
  it(`is unbroken and contains every anchored entry after each of ${String(KILLS)} kills, with at most the last line truncated`, async () => {
    const folder = path.join(root, 'audit');
    const keychainFile = path.join(root, 'keychain.json');
    let cuts = 0;
    let entries = 0;
    let ahead = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const after = kill % 5 === 0 ? 'opening' : 'working';
      const said = await killOne(folder, keychainFile, after);
      expect(said).not.toContain('broken');
      const item = await createFileKeychain(keychainFile).get('audit anchor');
      const anchor = item.ok && item.data ? parseAnchor(new TextDecoder().decode(item.data)) : null;
      const files = (await listTrailFiles(folder)).map((file) => ({ file }));
      // The first anchor is older than the first entry.
      if (files.length > 0) expect(anchor).not.toBeNull();
      const found = await verifyTrail({ files, anchor });
      expect({ kill, firstBreak: found.firstBreak }).toEqual({ kill, firstBreak: null });
      const anchored = said.map(parseAnchor).filter((head) => head !== null);
      for (const head of anchored) expect(found.lines).toBeGreaterThanOrEqual(head.seq);
      expect(found.lines - (found.last?.seq ?? 0)).toBe(0);
      ahead += found.lines - (anchor?.seq ?? 0);
      entries = found.lines;
      const isCut = kill % 2 === 0 && (await cutLastLine(folder, found.lines, anchor?.seq ?? 0));
      if (found.isTruncated || isCut) cuts += 1;
    }
    const files = await listTrailFiles(folder);
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    // The next start removes a truncated line and records it in the following entry.
    const gaps = texts.join('').match(/"gap":\{"code":"STORE-WRITE","entries":1\}/g) ?? [];
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.length).toBeLessThanOrEqual(cuts);
    console.log(
      `kills ${String(KILLS)}, entries ${String(entries)} in ${String(files.length)} files, ` +
        `cut lines ${String(cuts)} (noted ${String(gaps.length)}), entries after the anchor at a kill ${(ahead / KILLS).toFixed(1)}`,
    );
    expect(files.length).toBeGreaterThan(1);
  }, 1_800_000);
});
