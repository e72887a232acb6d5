/** Schemas of the lock and the PINs, limited to what the page may receive. */
import * as v from 'valibot';
import { count, epochMs, step, text } from './registration.ts';

export const pinText = text(20);

export const lock = v.object({
  locked: v.boolean(),
  /** Why it is locked; null when it is not, and when the app started locked. */
  reason: v.nullable(v.picklist(['idle', 'clerk', 'system'])),
  /** Idle: when a key was last pressed. Otherwise: since when it is locked. Epoch milliseconds; null when it is not locked. */
  since: v.nullable(epochMs),
  /** An idle counter is about to lock: after how many milliseconds, counted when this was sent. Null: it is not. */
  locksInMs: v.nullable(count),
  /** The clerk is signed in and should choose a PIN: there is none, or they came over the lock by OTP. */
  needsPin: v.boolean(),
  /** There is a PIN that unlocks this counter for this clerk. */
  hasPin: v.boolean(),
  /** Wrong PINs left before only an OTP unlocks. */
  triesLeft: count,
  /** Without a keychain there are no PINs. */
  canPin: v.boolean(),
  hasLeadPin: v.boolean(),
  /** The registration that is open while the counter is locked, without data of the customer. */
  behind: v.nullable(v.object({ reference: v.string(), step: v.nullable(step), savedAt: epochMs })),
});
