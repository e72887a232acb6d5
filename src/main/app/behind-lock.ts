/** What the lock says of the registration that is open behind it: its reference, its step and when it was saved. */
import type { LockView } from '#shared/ipc/contract.ts';
import { isEditable } from '#shared/domain/registration.ts';
import type { Registrations } from '#main/registrations/port.ts';

export const behindLock =
  (registrations: Pick<Registrations, 'current'>) => async (): Promise<LockView['behind']> => {
    const open = await registrations.current();
    if (!open.ok || !open.data) return null;
    const { reference, state, step, savedAt } = open.data;
    return { reference, step: isEditable(state) ? step : null, savedAt };
  };
