/** Checks whether this counter may begin a registration: usable policy, complete settings, and a store that opened. */
import { err, ok, type Result } from '#shared/result.ts';
import { policyProblemOf, type PolicyState } from '#main/settings/policy/read-policy.ts';
import type { startStore } from '#main/store/start-store.ts';

export interface RegistrationGateDeps {
  readonly policy: PolicyState;
  /** Names of the settings that this counter lacks. */
  readonly missingSettings: () => readonly string[];
  readonly startedStore: Pick<Awaited<ReturnType<typeof startStore>>, 'notice' | 'store'>;
}

/** @returns a check that fails with CFG-POLICY, CFG-MISSING, or the notice of a store that could not be opened. */
export const createRegistrationGate =
  ({ policy, missingSettings, startedStore }: RegistrationGateDeps) =>
  (): Result<undefined> => {
    const problem = policyProblemOf(policy);
    if (problem !== null) return err('CFG-POLICY', { params: { problem } });
    const names = missingSettings();
    if (names.length > 0) return err('CFG-MISSING', { params: { settings: names.join(', ') } });
    // A store in memory that replaces a store that could not be opened assigns references a second time.
    const { notice } = startedStore;
    const isReplacement =
      notice === 'STORE-WRITE' || notice === 'STORE-FULL' || notice === 'STORE-NEWER';
    return !startedStore.store.persistent && isReplacement ? err(notice) : ok(undefined);
  };
