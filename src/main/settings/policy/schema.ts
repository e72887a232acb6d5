/** Defines the schema of the machine-wide policy, with which a bank's IT fixes values for its counters. */
import * as v from 'valibot';
import { settingsSchema } from '#main/settings/schema.ts';

/** Scanner and camera are chosen at the counter and cannot be fixed by the policy. */
const { scanner: _scanner, camera: _camera, ...lockableEntries } = settingsSchema.entries;

const hostName = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, 'no host name'),
);

/** Ed25519 public key as DER (SubjectPublicKeyInfo) in base64, the line between the BEGIN and END lines of a PEM file. */
const publicKey = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, 'no Ed25519 public key'),
);

/** Starts with a drive, `\\server\share` or `/`. Relative paths are rejected, because they depend on the working directory. */
const absolutePath = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(500),
  v.regex(/^(?:\/|\\\\[^\\]|[A-Za-z]:\\)/, 'no absolute path'),
);

const shortText = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(120));

export const policySchema = v.strictObject({
  /** Reference to the JSON schema, for editors. */
  $schema: v.optional(v.string()),
  /** Organisation that fixes the values, shown on the Settings screen. */
  organisation: v.optional(v.strictObject({ en: shortText, bn: shortText })),
  /** Contact for questions about a fixed value: a telephone number or an address. */
  contact: v.optional(shortText),
  /** Values that override the counter's own settings. */
  settings: v.optional(v.partial(v.strictObject(lockableEntries)), {}),
  /** Permitted hosts of the service, with a port unless it is 443; `*.` matches any subdomain. Empty: any host. */
  serviceHosts: v.optional(v.array(hostName), []),
  /** PEM file with certificate authorities that are trusted besides the system's. */
  certificateAuthorities: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(500))),
  leadPin: v.optional(
    v.strictObject({
      /** From this time on, a lead PIN that was chosen before it is void, even if its item is damaged. */
      resetBefore: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    }),
  ),
  /** Share with newer versions of the app. Without it the app does not check for updates. */
  updateShare: v.optional(
    v.strictObject({
      folder: absolutePath,
      /** Keys that may sign the manifest; several during a key rotation. */
      publicKeys: v.pipe(v.array(publicKey), v.nonEmpty(), v.maxLength(4)),
    }),
  ),
});

export type Policy = v.InferOutput<typeof policySchema>;
export type LockableKey = keyof typeof lockableEntries;
