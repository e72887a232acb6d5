/** Contents of the machine-wide policy file, with which a bank's IT fixes values for a counter. */
import * as v from 'valibot';
import { settingsSchema } from '#main/settings/schema.ts';

/** What a clerk chooses at the counter is no policy. */
const { scanner: _scanner, camera: _camera, ...lockable } = settingsSchema.entries;

const hostName = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, 'no host name'),
);

const shortText = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(120));

export const policySchema = v.strictObject({
  /** For editors. */
  $schema: v.optional(v.string()),
  /** Who fixes the values, as the Settings screen names them. */
  organisation: v.optional(v.strictObject({ en: shortText, bn: shortText })),
  /** Whom the branch asks about a fixed value: a telephone number or an address. */
  contact: v.optional(shortText),
  /** Values in force whatever the counter's own settings say. */
  settings: v.optional(v.partial(v.strictObject(lockable)), {}),
  /** Hosts, with a port where it is not 443, that may be the service; `*.` stands for any name below. Empty: no limit. */
  serviceHosts: v.optional(v.array(hostName), []),
  /** PEM file with certificate authorities that are trusted besides the system's. */
  certificateAuthorities: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(500))),
  leadPin: v.optional(
    v.strictObject({
      /** Once this moment has come, a lead PIN that was chosen before it, or that cannot be read, is void. */
      resetBefore: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    }),
  ),
});

export type Policy = v.InferOutput<typeof policySchema>;
export type LockableKey = keyof typeof lockable;
