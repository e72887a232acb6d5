import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNames, type CheckResult } from '#shared/domain/checks.ts';
import { err, ok } from '#shared/result.ts';
import type { ServiceInspection } from '#main/ekyc/service-inspection.ts';
import { checkDataFolder, checkDisk, checkKeychain } from '#main/diagnostics/machine-checks.ts';
import { runChecks, type CheckGroup } from '#main/diagnostics/run-checks.ts';
import { deriveServiceChecks } from '#main/diagnostics/service-checks.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

const NOW = Date.parse('2026-11-29T06:00:00Z');
const inspection: ServiceInspection = {
  tls: { protocol: 'TLSv1.3', issuer: 'Example CA', validTo: 'May 28 06:00:00 2027 GMT' },
  date: 'Sun, 29 Nov 2026 06:00:10 GMT',
  proxy: 'PROXY proxy.bank.example:8080',
};
const statesByName = (results: readonly CheckResult[]) =>
  Object.fromEntries(results.map(({ name, state }) => [name, state]));

describe('deriveServiceChecks', () => {
  it('reports the connection, its certificate, the clock and the proxy', () => {
    expect(deriveServiceChecks(ok(inspection), NOW)).toEqual([
      { name: 'service', state: 'ok', code: null, facts: '' },
      { name: 'certificate', state: 'ok', code: null, facts: 'TLSv1.3, Example CA, 180 d' },
      { name: 'clock', state: 'ok', code: null, facts: '−10 s' },
      { name: 'proxy', state: 'ok', code: null, facts: 'PROXY proxy.bank.example:8080' },
    ]);
  });

  it('warns of a certificate that expires within three weeks', () => {
    const tls = { protocol: 'TLSv1.3', issuer: 'CA', validTo: 'Dec 10 06:00:00 2026 GMT' };
    expect(statesByName(deriveServiceChecks(ok({ ...inspection, tls }), NOW))).toMatchObject({
      certificate: 'warning',
    });
  });

  it('fails a clock that is an hour off, in both directions', () => {
    for (const hours of [-1, 1])
      expect(
        statesByName(deriveServiceChecks(ok(inspection), NOW + hours * 3_600_000)),
      ).toMatchObject({
        clock: 'failed',
      });
  });

  it('does not run the checks that need an answer or TLS when there is none', () => {
    const results = deriveServiceChecks(ok({ tls: null, date: null, proxy: 'DIRECT' }), NOW);
    expect(statesByName(results)).toEqual({
      service: 'ok',
      certificate: 'not-checked',
      clock: 'not-checked',
      proxy: 'ok',
    });
  });

  it.each([
    ['NET-DNS', { service: 'failed', certificate: 'not-checked', proxy: 'not-checked' }],
    ['NET-TLS', { service: 'failed', certificate: 'failed', proxy: 'not-checked' }],
    ['NET-PROXY', { service: 'failed', certificate: 'not-checked', proxy: 'failed' }],
    ['NET-PROXY-AUTH', { service: 'failed', certificate: 'not-checked', proxy: 'failed' }],
  ] as const)('fails with %s the check of that part of the connection', (code, expected) => {
    const results = deriveServiceChecks(err(code), NOW);
    expect(statesByName(results)).toMatchObject(expected);
    expect(results[0]?.code).toBe(code);
  });
});

describe('checkKeychain', () => {
  it('writes, reads back and removes a value', async () => {
    const keychain = createMemoryKeychain();
    expect(await checkKeychain(keychain)).toMatchObject({ state: 'ok', code: null });
    expect(keychain.items.size).toBe(0);
  });

  it('fails with the code of a keychain that cannot be opened', async () => {
    const lockedKeychain = { ...createMemoryKeychain(), set: async () => err('KEY-TIMEOUT') };
    expect(await checkKeychain(lockedKeychain)).toMatchObject({
      state: 'failed',
      code: 'KEY-TIMEOUT',
    });
  });

  it('fails when the value read back differs', async () => {
    const damagingKeychain = {
      ...createMemoryKeychain(),
      get: async () => ok(new Uint8Array(16)),
    };
    expect(await checkKeychain(damagingKeychain)).toMatchObject({
      state: 'failed',
      code: 'KEY-UNAVAILABLE',
    });
  });
});

describe('checks of the data folder', () => {
  it('measure the free space of its disk', async () => {
    expect(await checkDisk(os.tmpdir())).toMatchObject({ name: 'disk' });
    await expect(checkDisk('/does/not/exist')).rejects.toThrow('ENOENT');
  });

  it.runIf(process.platform === 'linux')('warn when every account can open it', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'checks-'));
    try {
      chmodSync(folder, 0o750);
      expect(await checkDataFolder(folder)).toMatchObject({ state: 'ok' });
      chmodSync(folder, 0o755);
      expect(await checkDataFolder(folder)).toMatchObject({ state: 'warning' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('runChecks', () => {
  const createPassingCheck = (name: CheckResult['name']): CheckGroup => ({
    names: [name],
    run: async () => [{ name, state: 'ok', code: null, facts: '' }],
  });

  it('returns the results in the order of the checks', async () => {
    const results = await runChecks([...checkNames].reverse().map(createPassingCheck));
    expect(results.map(({ name }) => name)).toEqual(checkNames);
  });

  it('reports a check that throws and a check that never ends as failed', async () => {
    const results = await runChecks(
      [
        createPassingCheck('policy'),
        { names: ['disk'], run: () => checkDisk('/does/not/exist').then((result) => [result]) },
        { names: ['service', 'clock'], run: () => new Promise(() => undefined) },
      ],
      // Milliseconds. Long enough for the disk to answer on a loaded machine.
      2_000,
    );
    expect(statesByName(results)).toEqual({
      service: 'failed',
      clock: 'failed',
      policy: 'ok',
      disk: 'failed',
    });
    expect(results.find(({ name }) => name === 'disk')?.facts).toBe('ENOENT');
  });
});
