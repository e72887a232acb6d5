/** Tests the audit trail on a small disk that becomes full and gets space again. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAudit } from '#main/audit/audit.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { verifyTrail } from '#main/audit/verify.ts';
import type { Log } from '#main/log/log.ts';
import { createFileKeychain } from '#tests/faults/store/file-keychain.ts';
import { mountSmallDisk } from '#tests/faults/small-disk.ts';

const disk = mountSmallDisk('kiosk-audit-full', '256k');
const mountPoint = disk?.mountPoint ?? '';

describe.skipIf(!disk)('audit trail on a full disk (needs root, for a small tmpfs)', () => {
  const keychainFile = path.join(os.tmpdir(), `kiosk-audit-full-${String(process.pid)}.json`);
  afterAll(() => {
    disk?.remove();
    rmSync(keychainFile, { force: true });
  });

  it('keeps entries in memory, counts lost entries, continues when there is space again, and is unbroken', async () => {
    const folder = path.join(mountPoint, 'audit');
    const filler = path.join(mountPoint, 'other');
    const logged: string[] = [];
    const recordEvent = (event: string): void => void logged.push(event);
    const log: Log = { info: recordEvent, warn: recordEvent, error: recordEvent };
    const audit = createAudit({
      folder,
      keychain: createFileKeychain(keychainFile),
      onBroken: () => logged.push('banner'),
      now: Date.now,
      log,
    });
    const record = (): void =>
      audit.record('settings.changed', {
        clerk: toMobileNumber('01300000042'),
        settings: ['camera'],
      });
    await audit.verified;
    record();
    await expect.poll(() => listTrailFiles(folder)).toHaveLength(1);

    const { bavail, bsize } = statfsSync(mountPoint);
    writeFileSync(filler, Buffer.alloc((bavail - 1) * bsize));
    // Each of the two series has more entries than fit on the disk and than the audit keeps in memory.
    const [seriesLength, keptInMemory] = [1_400, 1_000];
    const startedAt = performance.now();
    for (let entry = 0; entry < seriesLength; entry += 1) record();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await expect.poll(() => logged).toContain('audit.append-failed');
    for (let entry = 0; entry < seriesLength; entry += 1) record();
    expect(logged.filter((event) => event === 'audit.append-failed')).toHaveLength(1);

    rmSync(filler);
    execFileSync('mount', ['-o', 'remount,size=4m', mountPoint]);
    record();
    await expect.poll(() => logged).toContain('audit.append-recovered');
    record();
    await audit.stop();

    const files = await listTrailFiles(folder);
    const verification = await verifyTrail({
      files: files.map((file) => ({ file })),
      anchor: null,
    });
    expect(verification).toMatchObject({ firstBreak: null, isTruncated: false });
    const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
    const gaps = [
      ...text.matchAll(/"gap":\{"code":"(?:STORE-FULL|STORE-WRITE)","entries":(\d+)\}/g),
    ];
    const lostEntries = gaps.reduce((sum, [, entries]) => sum + Number(entries), 0);
    expect(lostEntries).toBeGreaterThan(0);
    expect(verification.lineCount).toBeGreaterThanOrEqual(keptInMemory);
    // Every entry is written or counted: the first, two series, two entries after the recovery, and the end.
    expect(verification.lineCount + lostEntries).toBe(1 + 2 * seriesLength + 2 + 1);
    expect(logged).not.toContain('banner');
  });
});
