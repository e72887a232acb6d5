import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '#main/audit/audit.ts';
import { createAuditExport } from '#main/audit/export.ts';
import { generatePrivateKey, parseSigningKey } from '#main/audit/signing.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { verifyExport } from '#main/audit/verify-export.ts';
import type { Audit } from '#main/audit/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

/** Distance of the places at which an export is cut. */
const STEP_BYTES = 97;
const NOW = Date.parse('2026-11-29T04:31:00Z');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder = '';
let keychain: Keychain;
let audit: Audit;

const startAudit = (): Audit =>
  createAudit({
    folder: path.join(folder, 'audit'),
    keychain,
    onBroken: () => undefined,
    now: () => NOW,
    log,
    // The limit is so small that the trail has several files.
    maxFileBytes: 2_000,
  });
const createExport = (usedAudit: Audit = audit) =>
  createAuditExport({
    audit: usedAudit,
    keychain,
    scope: '',
    counterId: () => '0142-3',
    appVersion: '0.1.0',
    now: () => NOW,
    log,
  });
/** Writes an export. @returns its file, its public key and the number of its entries. */
const writeExport = async (): Promise<{ file: string; publicKey: string; entries: number }> => {
  const stream = await createExport().start();
  if (!stream.ok) throw new Error(stream.error.code);
  const { fileName, lines, publicKey, entryCount } = stream.data;
  const file = path.join(folder, fileName);
  await writeFile(file, '');
  for await (const line of lines) await appendFile(file, line);
  return { file, publicKey, entries: entryCount() };
};
const editLines = async (file: string, edit: (lines: string[]) => string[]): Promise<void> => {
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, edit(lines).join('\n'));
};
const verifyAndGetProblem = async (
  file: string,
  key: string | null = null,
): Promise<string | null> => (await verifyExport(file, key))?.problem ?? null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-audit-export-'));
  keychain = createMemoryKeychain();
  audit = startAudit();
  await audit.verified;
  for (let entry = 0; entry < 20; entry += 1) {
    audit.record('settings.changed', { clerk: null, settings: ['camera'] });
    // `snapshot` writes the pending entry. Entries that are pending together are written to one file.
    await audit.snapshot();
  }
});
afterEach(async () => {
  await audit.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('export of the audit trail', () => {
  it('contains every entry of all files, the head and the anchor, and verifies with its key', async () => {
    const { file, publicKey, entries } = await writeExport();
    expect(path.basename(file)).toBe('ekyc-audit-0142-3-2026-11-29-1031.jsonl');
    const files = await listTrailFiles(path.join(folder, 'audit'));
    expect(files.length).toBeGreaterThan(1);
    const trail = (await Promise.all(files.map((name) => readFile(name, 'utf8')))).join('');
    expect(await readFile(file, 'utf8')).toContain(trail);
    expect(entries).toBe(20);
    const verified = await verifyExport(file, publicKey);
    expect(verified).toMatchObject({
      problem: null,
      header: { counter: '0142-3', app: '0.1.0', publicKey },
      anchor: { seq: 20 },
      chain: { lineCount: 20, firstBreak: null },
    });
  });

  it('uses one key for all exports and has none before the first', async () => {
    expect(await createExport().publicKey()).toEqual(ok(null));
    const { publicKey } = await writeExport();
    expect(await createExport().publicKey()).toEqual(ok(publicKey));
    expect((await writeExport()).publicKey).toBe(publicKey);
  });

  it('reports a changed, a removed and an added line', async () => {
    for (const edit of [
      (lines: string[]) => lines.map((line) => line.replace('camera', 'locale')),
      (lines: string[]) => lines.toSpliced(3, 1),
      (lines: string[]) => lines.toSpliced(3, 0, lines[3] ?? ''),
      (lines: string[]) =>
        lines.map((line) => line.replace('"counter":"0142-3"', '"counter":"0142-4"')),
      (lines: string[]) => lines.map((line) => line.replace('"entries":20', '"entries":19')),
    ]) {
      const { file } = await writeExport();
      await editLines(file, edit);
      expect(await verifyAndGetProblem(file)).toBe('altered');
      await rm(file);
    }
  });

  it('reports an export that is cut short at any place after its first line', async () => {
    const { file } = await writeExport();
    const bytes = await readFile(file);
    const headerBytes = bytes.indexOf('\n') + 1;
    for (let end = headerBytes; end < bytes.length; end += STEP_BYTES) {
      await writeFile(file, bytes.subarray(0, end));
      expect(await verifyAndGetProblem(file), String(end)).toBe('cut-short');
    }
    await writeFile(file, bytes.subarray(0, -1));
    expect(await verifyAndGetProblem(file)).toBe('cut-short');
  });

  it('reports wrong-key when the key is not the expected one, also for a forged export that verifies with its own key', async () => {
    const { file } = await writeExport();
    const otherKey = parseSigningKey(generatePrivateKey())?.publicKey ?? '';
    expect(await verifyAndGetProblem(file, otherKey)).toBe('wrong-key');
    const { publicKey } = await writeExport();
    await keychain.set('audit signing', generatePrivateKey());
    const forged = await writeExport();
    expect(await verifyAndGetProblem(forged.file)).toBeNull();
    expect(await verifyAndGetProblem(forged.file, publicKey)).toBe('wrong-key');
  });

  it('contains a broken trail unchanged, so that the signature verifies and the break is reported', async () => {
    const [first = ''] = await listTrailFiles(path.join(folder, 'audit'));
    await writeFile(first, (await readFile(first, 'utf8')).replace('camera', 'locale'));
    const { file } = await writeExport();
    expect(await verifyExport(file, null)).toMatchObject({
      problem: null,
      chain: { firstBreak: { problem: 'line-altered', line: 2 } },
    });
  });

  it('contains the anchor of a trail whose end was removed, so that the gap is found', async () => {
    await audit.stop();
    const files = await listTrailFiles(path.join(folder, 'audit'));
    await rm(files.at(-1) ?? '');
    audit = startAudit();
    await audit.verified;
    const { file } = await writeExport();
    const verified = await verifyExport(file, null);
    expect(verified?.chain?.firstBreak?.problem).toBe('out-of-sequence');
  });

  it('fails with KEY-UNAVAILABLE when the key cannot be read or kept, and replaces no key', async () => {
    await keychain.set('audit signing', new Uint8Array([1, 2, 3]));
    expect(await createExport().start()).toEqual(err('KEY-UNAVAILABLE'));
    expect(await createExport().publicKey()).toEqual(err('KEY-UNAVAILABLE'));
    expect(await keychain.get('audit signing')).toEqual(ok(new Uint8Array([1, 2, 3])));
    const { get, set } = keychain;
    keychain = {
      ...keychain,
      get: async (account) => (account === 'audit signing' ? ok(null) : get(account)),
      set: async (account, value) =>
        account === 'audit signing' ? err('KEY-TIMEOUT') : set(account, value),
    };
    expect(await createExport().start()).toEqual(err('KEY-TIMEOUT'));
  });

  it('is not recognised in a file of the trail', async () => {
    await writeExport();
    const [first = ''] = await listTrailFiles(path.join(folder, 'audit'));
    expect(await verifyExport(first, null)).toBeNull();
  });
});
