/** Schemas of the branch lead's tasks: taking over and transferring registrations, and managing the counter's keys. */
import * as v from 'valibot';
import { count, epochMs, id, text } from './primitives.ts';
import { pinText } from './lock.ts';

/** Groups as typed. The limit accommodates the longest key with spaces and typing errors. */
const typedGroups = text(200);
/** Groups from an alphabet without similar characters. */
const groups = v.array(v.string());

export const takeOverInput = v.strictObject({ id, leadPin: pinText });
export const leadInput = v.strictObject({ leadPin: pinText });

export const keysState = v.object({
  /** Whether the store is persisted on disk. */
  persistent: v.boolean(),
  /** Number and creation time of the current recovery key; null when there is none. */
  recovery: v.nullable(v.object({ number: v.string(), at: epochMs })),
  declinedAt: v.nullable(epochMs),
  /** Stores whose key was lost. `number`: the recovery key that decrypts the store; null when there is none. */
  setAside: v.array(v.object({ at: epochMs, records: count, number: v.nullable(v.string()) })),
  /** Number of registrations that can be transferred to another counter. */
  transferable: count,
  /** Name of an incomplete transfer file on a drive that is no longer connected; null when there is none. */
  incompleteFile: v.nullable(v.string()),
  /** Branch and counter, `0142-3`. */
  counter: v.string(),
  /** Whether the lead PIN was entered since the counter was unlocked. */
  isLeadPinEntered: v.boolean(),
});

export const recoveryKey = v.object({ groups, number: v.string(), at: epochMs });
/** A key as typed from paper. */
export const typedKeyInput = v.strictObject({ leadPin: pinText, groups: typedGroups });
export const transferInInput = v.strictObject({ ...typedKeyInput.entries, file: id });
/** Number of restored stores, and of the registrations in them. Existing ones remain unchanged; unreadable ones cannot be decrypted. */
export const restoreCounts = v.object({
  stores: count,
  imported: count,
  existing: count,
  unreadable: count,
});

export const transferCode = v.object({ groups, records: count });
/** Destination of a transfer: `4` for a counter of the same branch, or `0142-4`. */
export const transferOutInput = v.strictObject({
  to: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}(-[A-Za-z0-9]{1,12})?$/)),
  folder: id,
});
export const transferredOut = v.object({
  transferred: count,
  /** Number of registrations not transferred, because they are being sent or cannot be read. */
  stayed: count,
  /** Whether the file has its final name. An incomplete file is renamed later (`keysState.incompleteFile`). */
  finished: v.boolean(),
});
export const transferredIn = v.object({
  transferred: count,
  /** Number of registrations that exist at this counter already. They remain unchanged. */
  existing: count,
  /** Number of imported registrations that need review, because this counter accepted their NID or mobile number before. */
  underReview: count,
  /** Whether the file was deleted, so that it cannot be imported a second time. */
  removed: v.boolean(),
});
