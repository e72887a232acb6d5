/** Selects the first screen after the sign-in or after unlocking. */
import { isSetupNeeded } from '#shared/domain/setup.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { ScreenName } from './router.ts';

/**
 * @returns `registration` when one was open at the end of the last run, `setup` when the counter requires it, otherwise
 * `home`. An invalid policy leads to Home, because it prevents the set-up.
 */
export const selectFirstScreen = async (bridge: KioskBridge): Promise<ScreenName> => {
  const openRegistration = await bridge.registration.current();
  if (openRegistration.ok && openRegistration.data) return 'registration';
  const state = await bridge.app.state();
  if (!state.ok || state.data.settings.policyProblem !== null) return 'home';
  return isSetupNeeded(state.data.setup) ? 'setup' : 'home';
};
