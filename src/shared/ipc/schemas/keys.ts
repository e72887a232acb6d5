/** Schemas of the branch lead's tasks: moving registrations and managing the counter's keys. */
import * as v from 'valibot';
import { count, epochMs, id, text } from './registration.ts';
import { pinText } from './lock.ts';

/** Groups as typed: the longest key with spaces, and room for mistakes. */
const typedGroups = text(200);
/** Groups from an alphabet without similar characters. */
const groups = v.array(v.string());

export const takeOverInput = v.strictObject({ id, leadPin: pinText });
export const leadInput = v.strictObject({ leadPin: pinText });

export const keysState = v.object({
  /** Whether there is a store on disk at all. */
  persistent: v.boolean(),
  /** The recovery key in force, and since when. */
  recovery: v.nullable(v.object({ number: v.string(), at: epochMs })),
  declinedAt: v.nullable(epochMs),
  /** Stores with a lost key; `number` of the recovery key that opens one, null when there is none. */
  setAside: v.array(v.object({ at: epochMs, records: count, number: v.nullable(v.string()) })),
  /** Registrations that could be transferred to another counter. */
  transferable: count,
  /** Name of an unfinished transfer file on a disk that is no longer connected. */
  unfinished: v.nullable(v.string()),
  /** `0142-3` */
  counter: v.string(),
});

export const recoveryKey = v.object({ groups, number: v.string(), at: epochMs });
/** A key from paper. */
export const typedKeyInput = v.strictObject({ leadPin: pinText, groups: typedGroups });
export const takenBack = v.object({ stores: count, taken: count, here: count, lost: count });

export const transferCode = v.object({ groups, records: count });
/** `4` of the same branch, or `0142-4`. */
export const transferOutInput = v.strictObject({
  to: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}(-[A-Za-z0-9]{1,12})?$/)),
});
export const transferredOut = v.nullable(
  v.object({ transferred: count, stayed: count, finished: v.boolean() }),
);
export const transferredIn = v.nullable(
  v.object({ transferred: count, here: count, doubted: count, removed: v.boolean() }),
);
