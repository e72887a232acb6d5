import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckRunner, type CheckRunnerDeps } from '#main/diagnostics/check-runner.ts';
import type { CheckResult } from '#shared/domain/checks.ts';

const NOW = Date.parse('2026-11-29T04:31:00Z');
let folder = '';
let results: CheckResult[] = [];
const logged: string[] = [];
const recordEvent = (event: string): void => void logged.push(event);
const createRunner = (overrides: Partial<CheckRunnerDeps> = {}) =>
  createCheckRunner({
    file: path.join(folder, 'last-checks.json'),
    runChecks: async () => results,
    writeFile,
    now: () => NOW,
    log: { info: recordEvent, warn: recordEvent, error: recordEvent },
    ...overrides,
  });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-checks-'));
  logged.length = 0;
  results = [
    { name: 'service', state: 'failed', code: 'NET-DNS', facts: '' },
    { name: 'printer', state: 'warning', code: 'PRINT-NOT-SET', facts: 'Front desk, Back office' },
    { name: 'disk', state: 'ok', code: null, facts: '40.2 GB' },
  ];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('createCheckRunner', () => {
  it('has no last run at first, and loads the last run after a restart', async () => {
    const first = await createRunner();
    expect(first.lastRun()).toBeNull();
    const run = await first.run();
    expect(run).toEqual({ at: NOW, results });
    expect((await createRunner()).lastRun()).toEqual(run);
  });

  it('ignores a stored run that cannot be read', async () => {
    const file = path.join(folder, 'last-checks.json');
    for (const text of ['{', '{"at":1,"results":[{"name":"no such check"}]}']) {
      await writeFile(file, text);
      expect((await createRunner()).lastRun()).toBeNull();
    }
  });

  it('returns and logs the result when it cannot be stored', async () => {
    const runner = await createRunner({
      writeFile: async () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })),
    });
    expect((await runner.run()).results).toEqual(results);
    expect(runner.lastRun()?.at).toBe(NOW);
    expect(logged).toEqual(['diagnostics.result-not-kept']);
  });

  it('removes account names, credentials and numbers of persons from the facts', async () => {
    const facts = [
      `${path.join(homedir(), 'data')} (700)`,
      '/home/rahima/kiosk (755)',
      'C:\\Users\\Karim\\AppData',
      'PROXY clerk:secret@proxy.bank:8080',
      'Printer of 01712-345678',
      'Scanner ১৯৮০১২৩৪৫৬৭৮৯',
      'TLSv1.3, Example CA, 200 d',
    ];
    results = facts.map((fact) => ({ name: 'printer', state: 'ok', code: null, facts: fact }));
    const redactedFacts = (await (await createRunner()).run()).results.map(
      (result) => result.facts,
    );
    expect(redactedFacts).toEqual([
      '~/data (700)',
      '~/kiosk (755)',
      '~\\AppData',
      'PROXY proxy.bank:8080',
      'Printer of •••',
      'Scanner •••',
      'TLSv1.3, Example CA, 200 d',
    ]);
    const storedText = await readFile(path.join(folder, 'last-checks.json'), 'utf8');
    expect(storedText).not.toMatch(/rahima|Karim|secret|01712|১৯৮০/);
  });
});
