/** Whether this counter may take a new registration: its policy can be used, its settings are complete, its store is safe. */
import { err, ok, type Result } from '#shared/result.ts';
import { policyProblemOf, type PolicyState } from '#main/settings/policy/read-policy.ts';
import type { openVault } from '#main/store/open-store.ts';

export interface RegistrationGateDeps {
  readonly policy: PolicyState;
  /** Names of the settings that this counter lacks. */
  readonly missing: () => readonly string[];
  readonly vault: Pick<Awaited<ReturnType<typeof openVault>>, 'notice' | 'store'>;
}

/** @returns a check that fails with CFG-POLICY, CFG-MISSING, or the notice of a store that could not be opened. */
export const createRegistrationGate =
  ({ policy, missing, vault }: RegistrationGateDeps) =>
  (): Result<undefined> => {
    const problem = policyProblemOf(policy);
    if (problem !== null) return err('CFG-POLICY', { params: { problem } });
    const names = missing();
    if (names.length > 0) return err('CFG-MISSING', { params: { settings: names.join(', ') } });
    // A store in memory beside one that could not be opened would give out references again.
    const { notice } = vault;
    const isBeside =
      notice === 'STORE-WRITE' || notice === 'STORE-FULL' || notice === 'STORE-NEWER';
    return !vault.store.persistent && isBeside ? err(notice) : ok(undefined);
  };
