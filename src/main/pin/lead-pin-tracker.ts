/**
 * Tracks whether the lead PIN was entered since the counter was unlocked. The result only controls what is shown, because
 * each protected action checks the lead PIN again.
 */
import type { Pins } from './port.ts';

export interface LeadPinTracker {
  /** Wraps the given PINs to observe successful entries of the lead PIN. */
  readonly pins: Pins;
  readonly isLeadPinEntered: () => boolean;
  /** Must be called when the counter is locked or the clerk signs out. */
  reset(): void;
}

export const createLeadPinTracker = (pins: Pins): LeadPinTracker => {
  let isPresent = false;
  const observe = async <R extends { readonly ok: boolean }>(
    pendingResult: Promise<R>,
  ): Promise<R> => {
    const result = await pendingResult;
    isPresent ||= result.ok;
    return result;
  };
  return {
    pins: {
      ...pins,
      checkLeadPin: (pin) => observe(pins.checkLeadPin(pin)),
      chooseLeadPin: (pin, mobile) => observe(pins.chooseLeadPin(pin, mobile)),
    },
    isLeadPinEntered: () => isPresent,
    reset: () => {
      isPresent = false;
    },
  };
};
