/** Constructs the checks of Diagnostics from the services of this counter. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckResult } from '#shared/domain/checks.ts';
import type { AppState } from '#shared/ipc/contract.ts';
import { createCheckRunner } from '#main/diagnostics/check-runner.ts';
import { checkLockdown } from '#main/diagnostics/lockdown-check.ts';
import { checkDataFolder, checkDisk, checkKeychain } from '#main/diagnostics/machine-checks.ts';
import { runWindowsProgram } from '#main/diagnostics/run-windows-program.ts';
import { runChecks, type CheckGroup } from '#main/diagnostics/run-checks.ts';
import { deriveServiceChecks } from '#main/diagnostics/service-checks.ts';
import { toUpdateCheck } from '#main/diagnostics/update-check.ts';
import type { createServiceInspection } from '#main/ekyc/service-inspection.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import type { Scanner } from '#main/scanner/port.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import { choosePrinter } from '#main/printing/choose-printer.ts';
import {
  policyProblemOf,
  type PolicySource,
  type PolicyState,
} from '#main/settings/policy/read-policy.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { Updates } from '#main/updates/port.ts';

/** After this time Diagnostics shows the previous result of the update share, and the check continues in the background. */
const UPDATE_CHECK_TIMEOUT_MS = 20_000;

export interface CounterCheckDeps {
  readonly inspectService: ReturnType<typeof createServiceInspection>;
  readonly settings: Settings;
  readonly keychain: Keychain;
  readonly dataDir: string;
  readonly storeNotice: () => AppState['storeNotice'];
  /** Whether the store is on disk; false when it is in memory only. */
  readonly persistent: boolean;
  readonly scanner: Scanner;
  /** Names of the printers of the system; null without a window. */
  readonly printers: () => Promise<readonly string[]> | null;
  readonly updates: Updates;
  /** Whether this is a counter under lockdown. */
  readonly lockdown: boolean;
  readonly now: () => number;
}

/** Lists the settings that the policy fixes, those of Group Policy first. */
const formatLockedSettings = (
  locked: Extract<PolicyState, { kind: 'in-force' }>['locked'],
): string => {
  const namesFrom = (source: PolicySource): string =>
    Object.entries(locked)
      .filter(([, lockedBy]) => lockedBy === source)
      .map(([name]) => name)
      .join(', ');
  const [fromGroupPolicy, fromPolicyFile] = [namesFrom('group-policy'), namesFrom('policy-file')];
  return [fromGroupPolicy && `HKLM: ${fromGroupPolicy}`, fromPolicyFile].filter(Boolean).join('; ');
};

const checkPolicy = ({ policy }: Settings): CheckResult => {
  const problem = policyProblemOf(policy);
  if (problem !== null)
    return { name: 'policy', state: 'failed', code: 'CFG-POLICY', facts: problem };
  const facts = policy.kind === 'in-force' ? formatLockedSettings(policy.locked) : '';
  return {
    name: 'policy',
    state: policy.kind === 'none' ? 'not-checked' : 'ok',
    code: null,
    facts,
  };
};

const createSingleCheck = (
  name: CheckResult['name'],
  run: () => Promise<CheckResult> | CheckResult,
): CheckGroup => ({
  names: [name],
  run: async () => [await run()],
});

const createCheckGroups = (deps: CounterCheckDeps): readonly CheckGroup[] => [
  {
    names: ['service', 'certificate', 'clock', 'proxy'],
    run: async () => deriveServiceChecks(await deps.inspectService(), deps.now()),
  },
  createSingleCheck('policy', () => checkPolicy(deps.settings)),
  createSingleCheck('keychain', () => checkKeychain(deps.keychain)),
  createSingleCheck('disk', () => checkDisk(deps.dataDir)),
  createSingleCheck('store', () => {
    const code = deps.storeNotice();
    if (code !== null) return { name: 'store', state: 'failed', code, facts: '' };
    return { name: 'store', state: deps.persistent ? 'ok' : 'failed', code: null, facts: '' };
  }),
  createSingleCheck('data-folder', () => checkDataFolder(deps.dataDir)),
  createSingleCheck('scanner', async () => {
    const found = await deps.scanner.list();
    if (!found.ok) return { name: 'scanner', state: 'failed', code: found.error.code, facts: '' };
    const facts = found.data.map(({ name }) => name).join(', ');
    return found.data.length === 0
      ? { name: 'scanner', state: 'warning', code: 'SCAN-NOT-FOUND', facts }
      : { name: 'scanner', state: 'ok', code: null, facts };
  }),
  createSingleCheck('printer', async () => {
    const names = await deps.printers();
    if (names === null) return { name: 'printer', state: 'not-checked', code: null, facts: '' };
    const chosen = choosePrinter(deps.settings.get().printer, names);
    return chosen.ok
      ? { name: 'printer', state: 'ok', code: null, facts: chosen.data }
      : { name: 'printer', state: 'warning', code: chosen.error.code, facts: names.join(', ') };
  }),
  createSingleCheck('lockdown', () =>
    checkLockdown({
      platform: process.platform,
      lockdown: deps.lockdown,
      runProgram: runWindowsProgram,
      userId: process.geteuid?.() ?? -1,
      readLimits: () => readFile('/proc/self/limits', 'utf8'),
    }),
  ),
  createSingleCheck('updates', async () =>
    toUpdateCheck(await deps.updates.check(UPDATE_CHECK_TIMEOUT_MS)),
  ),
];

/** Runs the checks of this counter and keeps the result of the last run in a file. */
export const createCounterCheckRunner = (deps: CounterCheckDeps & { readonly log: Log }) =>
  createCheckRunner({
    file: path.join(deps.dataDir, 'last-checks.json'),
    runChecks: () => runChecks(createCheckGroups(deps)),
    writeFile: writeFileAtomically,
    now: deps.now,
    log: deps.log,
  });
