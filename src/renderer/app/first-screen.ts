import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { ScreenName } from './router.ts';

/** Selects the first screen of a signed-in clerk: the registration that was open when the app ended, or Home. */
export const firstScreen = async (bridge: KioskBridge): Promise<ScreenName> => {
  const open = await bridge.registration.current();
  return open.ok && open.data ? 'registration' : 'home';
};
