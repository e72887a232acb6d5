import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { ScreenName } from './router.ts';

/** Where a signed-in clerk begins: in the registration that was open when the app ended, however it ended, or at the counter. */
export const firstScreen = async (bridge: KioskBridge): Promise<ScreenName> => {
  const open = await bridge.registration.current();
  return open.ok && open.data ? 'registration' : 'home';
};
