/** Handlers for PINs, the lock and the reports of activity, which restart the idle time of the lock. */
import { ok } from '#shared/result.ts';
import type { Lock } from '#main/pin/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export const pinHandlers = (lock: Lock) =>
  ({
    'app.activity': async () => {
      lock.recordActivity();
      return ok(undefined);
    },
    'pin.choose': ({ pin }) => lock.choosePin(pin),
    'pin.unlock': ({ pin }) => lock.unlock(pin),
    'pin.lock': () => lock.lock(),
    'lead.choose': ({ pin }) => lock.chooseLeadPin(pin),
  }) satisfies Partial<Handlers>;
