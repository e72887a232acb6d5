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
import { createMemoryKeychain } from '#tests/unit/main/pin/memory-keychain.ts';

const AT = Date.parse('2026-11-29T04:31:00Z');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder = '';
let keychain: Keychain;
let audit: Audit;

const startAudit = (): Audit =>
  createAudit({
    folder: path.join(folder, 'audit'),
    keychain,
    onBroken: () => undefined,
    now: () => AT,
    log,
    // So small that the trail has several files.
    maxFileBytes: 2_000,
  });
const exportOf = (trail: Audit = audit) =>
  createAuditExport({
    audit: trail,
    keychain,
    scope: '',
    counterId: () => '0142-3',
    appVersion: '0.1.0',
    now: () => AT,
    log,
  });
/** Writes an export. @returns the file and its public key. */
const exported = async (): Promise<{ file: string; publicKey: string; entries: number }> => {
  const stream = await exportOf().start();
  if (!stream.ok) throw new Error(stream.error.code);
  const { fileName, lines, publicKey, entryCount } = stream.data;
  const file = path.join(folder, fileName);
  await writeFile(file, '');
  for await (const line of lines) await appendFile(file, line);
  return { file, publicKey, entries: entryCount() };
};
const change = async (file: string, edit: (lines: string[]) => string[]): Promise<void> => {
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, edit(lines).join('\n'));
};
const problemOf = async (file: string, key: string | null = null): Promise<string | null> =>
  (await verifyExport(file, key))?.problem ?? null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-audit-export-'));
  keychain = createMemoryKeychain();
  audit = startAudit();
  await audit.verified;
  for (let at = 0; at < 20; at += 1) {
    audit.record('settings.changed', { clerk: null, settings: ['camera'] });
    // Entries that wait together are written into one file.
    await audit.snapshot();
  }
});
afterEach(async () => {
  await audit.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('export of the audit trail', () => {
  it('holds every entry of all files, the head and the anchor, and verifies with its key', async () => {
    const { file, publicKey, entries } = await exported();
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
      chain: { lines: 20, firstBreak: null },
    });
  });

  it('keeps one key, which is null before the first export', async () => {
    expect(await exportOf().publicKey()).toEqual(ok(null));
    const { publicKey } = await exported();
    expect(await exportOf().publicKey()).toEqual(ok(publicKey));
    expect((await exported()).publicKey).toBe(publicKey);
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
      const { file } = await exported();
      await change(file, edit);
      expect(await problemOf(file)).toBe('altered');
      await rm(file);
    }
  });

  it('reports an export that is cut short at every place after its first line', async () => {
    const { file } = await exported();
    const bytes = await readFile(file);
    const header = bytes.indexOf('\n') + 1;
    for (let end = header; end < bytes.length; end += 97) {
      await writeFile(file, bytes.subarray(0, end));
      expect(await problemOf(file), String(end)).toBe('cut-short');
    }
    await writeFile(file, bytes.subarray(0, -1));
    expect(await problemOf(file)).toBe('cut-short');
  });

  it('reports another key than the one that was noted, also of a forged export that verifies with its own', async () => {
    const { file } = await exported();
    const other = parseSigningKey(generatePrivateKey())?.publicKey ?? '';
    expect(await problemOf(file, other)).toBe('wrong-key');
    const { publicKey } = await exported();
    await keychain.set('audit signing', generatePrivateKey());
    const forged = await exported();
    expect(await problemOf(forged.file)).toBeNull();
    expect(await problemOf(forged.file, publicKey)).toBe('wrong-key');
  });

  it('exports a broken trail as it is: the signature holds and the break is found', async () => {
    const [first = ''] = await listTrailFiles(path.join(folder, 'audit'));
    await writeFile(first, (await readFile(first, 'utf8')).replace('camera', 'locale'));
    const { file } = await exported();
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
    const { file } = await exported();
    const verified = await verifyExport(file, null);
    expect(verified?.chain?.firstBreak?.problem).toBe('out-of-sequence');
  });

  it('fails with KEY-UNAVAILABLE when the key cannot be read or kept, and replaces no key', async () => {
    await keychain.set('audit signing', new Uint8Array([1, 2, 3]));
    expect(await exportOf().start()).toEqual(err('KEY-UNAVAILABLE'));
    expect(await exportOf().publicKey()).toEqual(err('KEY-UNAVAILABLE'));
    expect(await keychain.get('audit signing')).toEqual(ok(new Uint8Array([1, 2, 3])));
    const { get, set } = keychain;
    keychain = {
      ...keychain,
      get: async (account) => (account === 'audit signing' ? ok(null) : get(account)),
      set: async (account, value) =>
        account === 'audit signing' ? err('KEY-TIMEOUT') : set(account, value),
    };
    expect(await exportOf().start()).toEqual(err('KEY-TIMEOUT'));
  });

  it('is no export when it is a file of the trail', async () => {
    await exported();
    const [first = ''] = await listTrailFiles(path.join(folder, 'audit'));
    expect(await verifyExport(first, null)).toBeNull();
  });
});
