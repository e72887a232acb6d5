/** The look-ups of a counter: what is kept, logged and recorded of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { updateCheck } from '#main/diagnostics/update-check.ts';
import { createLog } from '#main/log/log.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import type { Updates } from '#main/updates/port.ts';
import { createUpdates, type UpdatesDeps } from '#main/updates/updates.ts';
import { fillShare, makeKey, PUBLISHED } from '#tests/support/update-share.ts';

const key = makeKey();
const WAIT_MS = 60_000;
const HOUR_MS = 3_600_000;
let folder = '';
let share = '';
const open: Updates[] = [];
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'updates-'));
  share = path.join(folder, 'share');
  await fillShare(share, { version: '1.2.0', key });
});
afterEach(() => {
  vi.useRealTimers();
  for (const each of open.splice(0)) each.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rig = (more: Partial<UpdatesDeps> = {}) => {
  const recorded: unknown[] = [];
  const logFile = path.join(folder, 'kiosk.log');
  const updates = createUpdates({
    share: { folder: share, publicKeys: [key.forPolicy] },
    installed: '1.1.0',
    platform: 'linux-x64',
    file: path.join(folder, 'update-share.json'),
    writeFile: writeFileAtomically,
    audit: { record: (event, facts) => void recorded.push({ event, ...facts }) },
    log: createLog({ file: logFile, stderr: false }),
    timing: { firstMs: 1_000, intervalMs: HOUR_MS, timeoutMs: HOUR_MS },
    ...more,
  });
  open.push(updates);
  const logged = (): string => readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return { updates, recorded, logged };
};

describe('updates', () => {
  it('looks at nothing without a share', async () => {
    const { updates } = rig({ share: null });
    updates.start();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'off' });
  });

  it('reports a ready version, logs it and records it in the audit trail', async () => {
    const { updates, recorded, logged } = rig();
    expect(updates.view()).toEqual({ kind: 'unchecked' });
    const ready = { kind: 'ready', installed: '1.1.0', version: '1.2.0' };
    expect(await updates.check(WAIT_MS)).toEqual(ready);
    expect(updates.view()).toEqual(ready);
    expect(logged()).toContain('"event":"update.ready"');
    expect(recorded).toEqual([{ event: 'update.ready', clerk: null, version: '1.2.0' }]);
  });

  it('records the same result once, also over a restart', async () => {
    const first = rig();
    await first.updates.check(WAIT_MS);
    await first.updates.check(WAIT_MS);
    const second = rig();
    await second.updates.check(WAIT_MS);
    expect([...first.recorded, ...second.recorded]).toHaveLength(1);
  });

  it('records a refused share with its code, and not one that is out of reach', async () => {
    await fillShare(share, { version: '1.2.0', key: makeKey() });
    const { updates, recorded, logged } = rig();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-SIGNATURE' });
    expect(logged()).toContain('"event":"update.check-failed","code":"UPDATE-SIGNATURE"');
    rmSync(share, { recursive: true });
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
    // The same fault after the share was out of reach is no new result.
    await fillShare(share, { version: '1.2.0', key: makeKey() });
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-SIGNATURE' });
    expect(recorded).toEqual([{ event: 'update.refused', clerk: null, code: 'UPDATE-SIGNATURE' }]);
  });

  it('refuses an earlier manifest after a newer one, also over a restart', async () => {
    await rig().updates.check(WAIT_MS);
    rmSync(share, { recursive: true });
    await fillShare(share, { version: '1.1.5', key, published: PUBLISHED - 1_000 });
    const { updates, recorded } = rig();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'failed', code: 'UPDATE-OLDER' });
    expect(recorded).toEqual([{ event: 'update.refused', clerk: null, code: 'UPDATE-OLDER' }]);
  });

  it('goes on with a damaged file of its own and with one that cannot be written', async () => {
    writeFileSync(path.join(folder, 'update-share.json'), '{"published":');
    const { updates, logged } = rig({
      writeFile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    expect(await updates.check(WAIT_MS)).toMatchObject({ kind: 'ready' });
    expect(logged()).toContain('"event":"update.state-not-kept"');
  });

  it('looks some time after the start and then at every interval', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { updates } = rig();
    updates.start();
    await vi.advanceTimersByTimeAsync(999);
    expect(updates.view().kind).toBe('unchecked');
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(() => expect(updates.view().kind).toBe('ready'));
    rmSync(share, { recursive: true });
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    await vi.waitFor(() => expect(updates.view().kind).toBe('failed'));
  });

  it('answers with what is known when a look-up takes longer than the caller waits', async () => {
    const { updates } = rig();
    const under = updates.check(WAIT_MS);
    expect(await updates.check(0)).toEqual({ kind: 'unchecked' });
    await under;
  });

  it.runIf(process.platform === 'linux')('gives a look-up up after its limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // A pipe that nobody writes into, in the place of the file that is read first.
    const file = path.join(folder, 'hanging');
    execFileSync('mkfifo', [file]);
    const { updates, logged } = rig({ file });
    const waiting = updates.check(2 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(updates.view()).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
    expect(logged()).toContain('"event":"update.check-failed"');
    writeFileSync(file, '{}');
    await waiting;
    expect(updates.view()).toEqual({ kind: 'failed', code: 'UPDATE-UNREACHABLE' });
  });

  it('looks at nothing after it was stopped', async () => {
    const { updates } = rig();
    updates.stop();
    expect(await updates.check(WAIT_MS)).toEqual({ kind: 'unchecked' });
  });
});

describe('updateCheck', () => {
  it.each([
    [{ kind: 'off' }, 'not-checked', null, ''],
    [{ kind: 'unchecked' }, 'not-checked', null, ''],
    [{ kind: 'current', installed: '1.1.0' }, 'ok', null, '1.1.0'],
    [{ kind: 'ready', installed: '1.1.0', version: '1.2.0' }, 'warning', null, '1.1.0 → 1.2.0'],
    [{ kind: 'failed', code: 'UPDATE-UNREACHABLE' }, 'warning', 'UPDATE-UNREACHABLE', ''],
    [{ kind: 'failed', code: 'UPDATE-SIGNATURE' }, 'failed', 'UPDATE-SIGNATURE', ''],
  ] as const)('gives %j the state %s', (view, state, code, facts) => {
    expect(updateCheck(view)).toEqual({ name: 'updates', state, code, facts });
  });
});
