/** Connection of the page to the main process by `window.kiosk`, which the preload script exposes. */
import { inject, type App, type InjectionKey } from 'vue';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { callNames } from '#shared/ipc/names.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';

declare global {
  interface Window {
    readonly kiosk: KioskBridge;
  }
}

const injectionKey: InjectionKey<KioskBridge> = Symbol('bridge');

type AnyCall = (input?: unknown) => Promise<Result<unknown>>;

/**
 * Wraps the bridge so that every call resolves to a `Result`. A call that is rejected because the main process has
 * ended resolves to `IPC-INTERNAL`, so that screens need no exception handling.
 * @param onFailure called with the code of every failed call that was not rejected.
 */
export const createBridge = (
  preloadBridge: KioskBridge,
  onFailure: (code: ErrorCode) => void = () => undefined,
): KioskBridge => {
  const preloadCalls = preloadBridge as unknown as Record<string, Record<string, AnyCall>>;
  const wrappedCalls: Record<string, Record<string, AnyCall>> = {};
  for (const name of callNames) {
    const [domain = '', method = ''] = name.split('.');
    const call = preloadCalls[domain]?.[method];
    (wrappedCalls[domain] ??= {})[method] = async (...input) => {
      try {
        const answer = call ? await call(...input) : err('IPC-INTERNAL');
        if (!answer.ok) onFailure(answer.error.code);
        return answer;
      } catch {
        return err('IPC-INTERNAL');
      }
    };
  }
  return { ...wrappedCalls, events: preloadBridge.events } as unknown as KioskBridge;
};

export const installBridge = (app: App, bridge: KioskBridge): void => {
  app.provide(injectionKey, bridge);
};

/** The typed calls and events of the main process. */
export const useBridge = (): KioskBridge => {
  const bridge = inject(injectionKey);
  if (!bridge) throw new Error('no bridge is installed in this app');
  return bridge;
};
