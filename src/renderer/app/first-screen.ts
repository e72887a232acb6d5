import { isSetupNeeded } from '#shared/domain/setup.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { ScreenName } from './router.ts';

/**
 * Selects the first screen of a signed-in clerk: the registration that was open when the app ended, the set-up of a counter
 * that needs it, or Home. With a policy that cannot be used nothing can be set up.
 */
export const firstScreen = async (bridge: KioskBridge): Promise<ScreenName> => {
  const open = await bridge.registration.current();
  if (open.ok && open.data) return 'registration';
  const state = await bridge.app.state();
  if (!state.ok || state.data.settings.policyProblem !== null) return 'home';
  return isSetupNeeded(state.data.setup) ? 'setup' : 'home';
};
