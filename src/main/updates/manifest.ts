/** Parses the manifest of the update share, verifies its signature, and compares versions. */
import { createPublicKey, verify } from 'node:crypto';
import * as v from 'valibot';

export const MANIFEST_FILE = 'manifest.json';
/** File with the Ed25519 signature of the manifest's bytes. */
export const SIGNATURE_FILE = 'manifest.json.sig';
export const MANIFEST_MAX_BYTES = 64 * 1024;
export const SIGNATURE_BYTES = 64;
export const PRODUCT = 'ekyc-branch-kiosk';
const PACKAGE_MAX_BYTES = 1024 ** 3;

/** Platforms in the form `process.platform`-`process.arch`. */
export const updatePlatforms = ['win32-x64', 'linux-x64'] as const;
export type UpdatePlatform = (typeof updatePlatforms)[number];

const version = v.pipe(v.string(), v.regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/));

const packageEntry = v.object({
  /** A file name without separator, colon and leading dot, so that it cannot refer to another folder. */
  file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,118}\.(?:msi|deb)$/)),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PACKAGE_MAX_BYTES)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** The oldest version that this package may replace. */
  upgradesFrom: version,
});

/** Unknown members are ignored, so that later versions can add members. */
const manifestSchema = v.object({
  formatVersion: v.literal(1),
  product: v.literal(PRODUCT),
  version,
  /** Time of publication in UTC with full seconds, so that two times can be compared as texts. */
  published: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), v.isoTimestamp()),
  packages: v.object({
    'win32-x64': v.exactOptional(packageEntry),
    'linux-x64': v.exactOptional(packageEntry),
  }),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;
export type PackageEntry = v.InferOutput<typeof packageEntry>;

/** Parses a manifest. @returns null when it is not a valid manifest of this product. Never throws. */
export const parseManifest = (bytes: Uint8Array): Manifest | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const parsed = v.safeParse(manifestSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/**
 * Whether one of the keys has signed the bytes.
 * @param publicKeys DER (SubjectPublicKeyInfo) in base64, as in the policy. Never throws.
 */
export const isSignedByOneOf = (
  bytes: Uint8Array,
  signature: Uint8Array,
  publicKeys: readonly string[],
): boolean =>
  signature.byteLength === SIGNATURE_BYTES &&
  publicKeys.some((publicKey) => {
    try {
      const der = Buffer.from(publicKey, 'base64');
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
    } catch {
      return false;
    }
  });

/** The numbers of a version. A suffix such as `-dev.2` is ignored. */
const versionNumbersOf = (text: string): number[] =>
  (/^\d+(?:\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);

/**
 * Compares two versions.
 * @returns a negative number when the first is older, 0 when both are equal, a positive number when it is newer.
 */
export const compareVersions = (first: string, second: string): number => {
  const [left, right] = [versionNumbersOf(first), versionNumbersOf(second)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
