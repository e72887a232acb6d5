/** Puts together what Diagnostics checks, from the services of this counter. */
import { readFile } from 'node:fs/promises';
import type { CheckResult } from '#shared/domain/checks.ts';
import type { AppState } from '#shared/ipc/contract.ts';
import { lockdownCheck } from '#main/diagnostics/lockdown-check.ts';
import { dataFolderCheck, diskCheck, keychainCheck } from '#main/diagnostics/machine-checks.ts';
import { runWindowsProgram } from '#main/diagnostics/run-windows-program.ts';
import { runChecks, type CheckGroup } from '#main/diagnostics/run-checks.ts';
import { serviceChecks } from '#main/diagnostics/service-checks.ts';
import type { createServiceInspection } from '#main/ekyc/inspect.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Scanner } from '#main/scanner/port.ts';
import { choosePrinter } from '#main/slips/choose-printer.ts';
import { policyProblemOf } from '#main/settings/policy/read-policy.ts';
import type { Settings } from '#main/settings/settings.ts';

export interface CheckDeps {
  readonly inspectService: ReturnType<typeof createServiceInspection>;
  readonly settings: Settings;
  readonly keychain: Keychain;
  readonly dataDir: string;
  readonly storeNotice: () => AppState['storeNotice'];
  readonly persistent: boolean;
  readonly scanner: Scanner;
  /** Names of the printers of the system; null without a window. */
  readonly printers: () => Promise<readonly string[]> | null;
  /** Whether this is a counter. */
  readonly lockdown: boolean;
  readonly now: () => number;
}

const policyCheck = ({ policy }: Settings): CheckResult => {
  const problem = policyProblemOf(policy);
  if (problem !== null)
    return { name: 'policy', state: 'failed', code: 'CFG-POLICY', facts: problem };
  const facts = policy.kind === 'in-force' ? policy.locked.join(', ') : '';
  return {
    name: 'policy',
    state: policy.kind === 'none' ? 'not-checked' : 'ok',
    code: null,
    facts,
  };
};

const one = (
  name: CheckResult['name'],
  run: () => Promise<CheckResult> | CheckResult,
): CheckGroup => ({
  names: [name],
  run: async () => [await run()],
});

const groupsOf = (deps: CheckDeps): readonly CheckGroup[] => [
  {
    names: ['service', 'certificate', 'clock', 'proxy'],
    run: async () => serviceChecks(await deps.inspectService(), deps.now()),
  },
  one('policy', () => policyCheck(deps.settings)),
  one('keychain', () => keychainCheck(deps.keychain)),
  one('disk', () => diskCheck(deps.dataDir)),
  one('store', () => {
    const code = deps.storeNotice();
    if (code !== null) return { name: 'store', state: 'failed', code, facts: '' };
    return { name: 'store', state: deps.persistent ? 'ok' : 'failed', code: null, facts: '' };
  }),
  one('data-folder', () => dataFolderCheck(deps.dataDir)),
  one('scanner', async () => {
    const found = await deps.scanner.list();
    if (!found.ok) return { name: 'scanner', state: 'failed', code: found.error.code, facts: '' };
    const facts = found.data.map(({ name }) => name).join(', ');
    return found.data.length === 0
      ? { name: 'scanner', state: 'warning', code: 'SCAN-NOT-FOUND', facts }
      : { name: 'scanner', state: 'ok', code: null, facts };
  }),
  one('printer', async () => {
    const names = await deps.printers();
    if (names === null) return { name: 'printer', state: 'not-checked', code: null, facts: '' };
    const chosen = choosePrinter(deps.settings.get().printer, names);
    return chosen.ok
      ? { name: 'printer', state: 'ok', code: null, facts: chosen.data }
      : { name: 'printer', state: 'warning', code: chosen.error.code, facts: names.join(', ') };
  }),
  one('lockdown', () =>
    lockdownCheck({
      platform: process.platform,
      lockdown: deps.lockdown,
      run: runWindowsProgram,
      userId: process.geteuid?.() ?? -1,
      limits: () => readFile('/proc/self/limits', 'utf8'),
    }),
  ),
];

export const createCounterChecks = (deps: CheckDeps) => (): Promise<CheckResult[]> =>
  runChecks(groupsOf(deps));
