/** Summarises the open registration for the lock screen: reference, step and time of saving, without any value of the customer. */
import type { LockView } from '#shared/ipc/contract.ts';
import { isEditable } from '#shared/domain/registration.ts';
import type { Registrations } from './port.ts';

/** @returns a function that summarises the open registration. The step is null for a submitted one, which cannot be continued. */
export const createLockSummary =
  (registrations: Pick<Registrations, 'current'>): (() => Promise<LockView['openRegistration']>) =>
  async () => {
    const open = await registrations.current();
    if (!open.ok || !open.data) return null;
    const { reference, state, step, savedAt } = open.data;
    return { reference, step: isEditable(state) ? step : null, savedAt };
  };
