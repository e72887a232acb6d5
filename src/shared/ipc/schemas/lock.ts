/** Schemas of the lock and the PINs, restricted to the data that the page may receive. */
import * as v from 'valibot';
import { count, epochMs, text } from './primitives.ts';
import { step } from './registration.ts';

export const pinText = text(20);

export const lock = v.object({
  locked: v.boolean(),
  /** Reason of the lock; null when the counter is not locked, and when the app was started locked. */
  reason: v.nullable(v.picklist(['idle', 'clerk', 'system'])),
  /** For `idle`, the time of the last input; otherwise the time of locking. Epoch milliseconds; null when not locked. */
  since: v.nullable(epochMs),
  /** Milliseconds until an idle counter locks, relative to the sending of this message; null when no lock is imminent. */
  locksInMs: v.nullable(count),
  /** Whether the clerk should choose a PIN: none exists, or the clerk unlocked the counter by OTP. */
  needsPin: v.boolean(),
  /** Whether this clerk has a PIN that unlocks this counter. */
  hasPin: v.boolean(),
  /** Remaining attempts before only an OTP unlocks the counter. */
  remainingAttempts: count,
  /** False without a keychain, because PINs are stored there. */
  canUsePin: v.boolean(),
  hasLeadPin: v.boolean(),
  /** The open registration while the counter is locked, without customer data. */
  openRegistration: v.nullable(
    v.object({ reference: v.string(), step: v.nullable(step), savedAt: epochMs }),
  ),
});
