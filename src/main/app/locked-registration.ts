/** Provides what the lock overlay shows about the open registration: reference, step and time of saving. */
import type { LockView } from '#shared/ipc/contract.ts';
import { isEditable } from '#shared/domain/registration.ts';
import type { Registrations } from '#main/registrations/port.ts';

export const lockedRegistration =
  (registrations: Pick<Registrations, 'current'>) => async (): Promise<LockView['behind']> => {
    const open = await registrations.current();
    if (!open.ok || !open.data) return null;
    const { reference, state, step, savedAt } = open.data;
    return { reference, step: isEditable(state) ? step : null, savedAt };
  };
