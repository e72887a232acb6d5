import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createWiaDriver, type WiaDeps } from '#main/scanner/wia/driver.ts';
import { err, ok } from '#shared/result.ts';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

const entry = path.join(import.meta.dirname, 'wia-child.ts');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const setUp = (overrides: Partial<WiaDeps> = {}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wia-'));
  folders.push(folder);
  const children: NodeChild[] = [];
  const fork = (): NodeChild => {
    const child = forkNodeChild(entry);
    children.push(child);
    return child;
  };
  const log = createLog({ file: path.join(folder, 'test.log'), stderr: false });
  const driver = createWiaDriver({ fork, log, platform: 'win32', ...overrides });
  const readLog = (): string => readFileSync(path.join(folder, 'test.log'), 'utf8');
  return { driver, children, log, readLog };
};

const createSignal = (): AbortSignal => new AbortController().signal;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('createWiaDriver', () => {
  it('lists devices with the prefix of the driver', async () => {
    expect(await setUp().driver.list(createSignal())).toEqual(
      ok([{ id: 'wia:{6BDD1FC6}\\0001', driver: 'wia', name: 'স্ক্যানার' }]),
    );
  });

  it('returns SCAN-DRIVER-MISSING on other systems without starting a process', async () => {
    const { driver, children } = setUp({ platform: 'linux' });
    expect(await driver.list(createSignal())).toEqual(err('SCAN-DRIVER-MISSING'));
    expect(await driver.scan('card', { dpi: 300, signal: createSignal() })).toEqual(
      err('SCAN-DRIVER-MISSING'),
    );
    expect(children).toEqual([]);
  });

  it('terminates the process after each request', async () => {
    const { driver, children } = setUp();
    for (let scans = 1; scans <= 2; scans++) {
      expect(await driver.scan('card', { dpi: 300, signal: createSignal() })).toMatchObject({
        ok: true,
        data: { dpi: 300 },
      });
      expect(children).toHaveLength(scans);
      expect(children.filter(({ pid }) => isRunning(pid))).toEqual([]);
    }
  });

  it('terminates the process on cancellation', async () => {
    const { driver, children } = setUp();
    const abort = new AbortController();
    const scanning = driver.scan('hangs', { dpi: 300, signal: abort.signal });
    await vi.waitUntil(() => children.some(({ pid }) => isRunning(pid)), 20_000);
    abort.abort();
    expect(await scanning).toEqual(err('SCAN-CANCELLED'));
    expect(children.map(({ pid }) => isRunning(pid))).toEqual([false]);
  });

  it('returns SCAN-DRIVER when its process crashes', async () => {
    const { driver } = setUp();
    expect(await driver.scan('dies', { dpi: 300, signal: createSignal() })).toEqual(
      err('SCAN-DRIVER'),
    );
  });

  it.each([
    ['that is not a picture', 'text', err('SCAN-BAD-IMAGE')],
    ['of the wrong shape', 'nonsense', err('SCAN-DRIVER')],
  ])('rejects an answer %s', async (_title, device, expected) => {
    const { driver } = setUp();
    expect(await driver.scan(device, { dpi: 300, signal: createSignal() })).toEqual(expected);
  });

  it('returns and logs the HRESULT', async () => {
    const { driver, readLog } = setUp();
    expect(await driver.scan('busy', { dpi: 300, signal: createSignal() })).toEqual(
      err('SCAN-BUSY', { params: { hresult: '0x80210006' } }),
    );
    expect(readLog()).toContain('"event":"wia.failed","code":"SCAN-BUSY","hresult":"0x80210006"');
  });

  it('does not start when already cancelled', async () => {
    const { driver, children } = setUp();
    expect(await driver.scan('card', { dpi: 300, signal: AbortSignal.abort() })).toEqual(
      err('SCAN-CANCELLED'),
    );
    expect(children).toEqual([]);
  });

  it('reports progress while its process runs, because WIA reports none', async () => {
    const { driver, log } = setUp({ progressMs: 20 });
    const scanner = createScanner({ drivers: [driver], log, limits: { scanStallTimeoutMs: 500 } });
    expect((await scanner.scan('wia:slow', { dpi: 300, signal: createSignal() })).ok).toBe(true);
  });
});
