/** Tests what the update checks of a counter store, log and record in the audit trail. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import type { Updates } from '#main/updates/port.ts';
import { createUpdates, type UpdatesDeps } from '#main/updates/updates.ts';
import { fillShare, createSigningKey, PUBLISHED_AT } from '#tests/support/update-share.ts';

const key = createSigningKey();
const WAIT_MS = 60_000;
const HOUR_MS = 3_600_000;
let folder = '';
let share = '';
const createdUpdates: Updates[] = [];
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'updates-'));
  share = path.join(folder, 'share');
  await fillShare(share, { version: '1.2.0', key });
});
afterEach(() => {
  vi.useRealTimers();
  for (const updates of createdUpdates.splice(0)) updates.stop();
  rmSync(folder, { recursive: true, force: true });
});

const setUp = (overrides: Partial<UpdatesDeps> = {}) => {
  const recorded: unknown[] = [];
  const logFile = path.join(folder, 'kiosk.log');
  const updates = createUpdates({
    share: { folder: share, publicKeys: [key.policyKey] },
    installed: '1.1.0',
    platform: 'linux-x64',
    file: path.join(folder, 'update-share.json'),
    writeFile: writeFileAtomically,
    audit: { record: (event, facts) => void recorded.push({ event, ...facts }) },
    log: createLog({ file: logFile, stderr: false }),
    timing: { firstDelayMs: 1_000, intervalMs: HOUR_MS, timeoutMs: HOUR_MS },
    ...overrides,
  });
  createdUpdates.push(updates);
  const readLastLogLine = (): string =>
    readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return { updates, recorded, readLastLogLine };
};

describe('createUpdates', () => {
  it('checks nothing without a share', async () => {
    const { updates } = setUp({ share: null });
    updates.start();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'off' });
  });

  it('reports a ready version, logs it and records it in the audit trail', async () => {
    const { updates, recorded, readLastLogLine } = setUp();
    expect(updates.view()).toEqual({ kind: 'unchecked' });
    const ready = { kind: 'ready', installed: '1.1.0', version: '1.2.0' };
    expect(await updates.check(WAIT_MS)).toEqual(ready);
    expect(updates.view()).toEqual(ready);
    expect(readLastLogLine()).toContain('"event":"update.ready"');
    expect(recorded).toEqual([{ event: 'update.ready', clerk: null, version: '1.2.0' }]);
  });

  it('records the same result once, also after a restart', async () => {
    const first = setUp();
    await first.updates.check(WAIT_MS);
    await first.updates.check(WAIT_MS);
    const second = setUp();
    await second.updates.check(WAIT_MS);
    expect([...first.recorded, ...second.recorded]).toHaveLength(1);
  });

  it('records a refused share with its code, and no unreachable share', async () => {
    await fillShare(share, { version: '1.2.0', key: createSigningKey() });
    const { updates, recorded, readLastLogLine } = setUp();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-SIGNATURE' });
    expect(readLastLogLine()).toContain('"event":"update.check-failed","code":"UPDATE-SIGNATURE"');
    rmSync(share, { recursive: true });
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
    // The same failure after an unreachable share is not a new result.
    await fillShare(share, { version: '1.2.0', key: createSigningKey() });
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-SIGNATURE' });
    expect(recorded).toEqual([{ event: 'update.refused', clerk: null, code: 'UPDATE-SIGNATURE' }]);
  });

  it('refuses an earlier manifest after a newer one, also after a restart', async () => {
    await setUp().updates.check(WAIT_MS);
    rmSync(share, { recursive: true });
    await fillShare(share, { version: '1.1.5', key, publishedAt: PUBLISHED_AT - 1_000 });
    const { updates, recorded } = setUp();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-OLDER' });
    expect(recorded).toEqual([{ event: 'update.refused', clerk: null, code: 'UPDATE-OLDER' }]);
  });

  it('continues when its state file is damaged or cannot be written', async () => {
    writeFileSync(path.join(folder, 'update-share.json'), '{"published":');
    const { updates, readLastLogLine } = setUp({
      writeFile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    expect(await updates.check(WAIT_MS)).toMatchObject({ kind: 'ready' });
    expect(readLastLogLine()).toContain('"event":"update.state-not-kept"');
  });

  it('checks after the first delay and then at every interval', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { updates } = setUp();
    updates.start();
    await vi.advanceTimersByTimeAsync(999);
    expect(updates.view().kind).toBe('unchecked');
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(() => expect(updates.view().kind).toBe('ready'));
    rmSync(share, { recursive: true });
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    await vi.waitFor(() => expect(updates.view().kind).toBe('failed'));
  });

  it('returns the last result when a check takes longer than the caller waits', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { updates } = setUp();
    const pending = updates.check(WAIT_MS);
    const lastResult = updates.check(0);
    // The time is over before the check can have read a file.
    vi.advanceTimersByTime(0);
    expect(await lastResult).toEqual({ kind: 'unchecked' });
    await pending;
  });

  it.runIf(process.platform === 'linux')('ends a check after its timeout', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // Reading a pipe without a writer does not return. The pipe replaces the file that is read first.
    const file = path.join(folder, 'hanging');
    execFileSync('mkfifo', [file]);
    const { updates, readLastLogLine } = setUp({ file });
    const pending = updates.check(2 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(updates.view()).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
    expect(readLastLogLine()).toContain('"event":"update.check-failed"');
    writeFileSync(file, '{}');
    await pending;
    expect(updates.view()).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
  });

  it('checks nothing after it was stopped', async () => {
    const { updates } = setUp();
    updates.stop();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'unchecked' });
  });
});
