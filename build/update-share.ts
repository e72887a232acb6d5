/** Makes and verifies the manifest of an update share from the packages in its folder. */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  isSignedByOneOf,
  MANIFEST_FILE,
  MANIFEST_MAX_BYTES,
  parseManifest,
  PRODUCT,
  SIGNATURE_BYTES,
  SIGNATURE_FILE,
  updatePlatforms,
  type Manifest,
  type PackageEntry,
  type UpdatePlatform,
} from '#main/updates/manifest.ts';
import { readSmallFile } from '#main/updates/share-files.ts';
import { sha256 } from './files.ts';

const endings: Readonly<Record<UpdatePlatform, string>> = {
  'win32-x64': 'msi',
  'linux-x64': 'deb',
};

/** Packages that are not for release have another name, and are not found. */
const PACKAGE_NAME = /^ekyc-branch-kiosk-(\d{1,4}\.\d{1,4}\.\d{1,4})-x64\.(msi|deb)$/;

const requireEd25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key is no Ed25519 key');
  return key;
};

/** The public key as the policy has it: DER (SubjectPublicKeyInfo) in base64. */
export const policyKeyOf = (pem: string): string =>
  requireEd25519(createPublicKey(pem)).export({ format: 'der', type: 'spki' }).toString('base64');

export interface ManifestInput {
  readonly folder: string;
  /** PEM of the private key, and its passphrase where it has one. */
  readonly key: string;
  readonly passphrase?: string;
  /** Oldest version that the packages may replace. */
  readonly upgradesFrom: string;
  readonly now: number;
}

const replaceFile = async (file: string, content: string | Uint8Array): Promise<void> => {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
};

/** Writes the manifest and its signature. Throws with a sentence for the person who runs the command. */
export const makeManifest = async (input: ManifestInput): Promise<Manifest> => {
  const { folder, passphrase } = input;
  const key = requireEd25519(
    createPrivateKey({ key: input.key, ...(passphrase !== undefined && { passphrase }) }),
  );
  const found = (await readdir(folder)).flatMap((file) => {
    const [, version, ending] = PACKAGE_NAME.exec(file) ?? [];
    return version === undefined ? [] : [{ file, version, ending }];
  });
  const versions = [...new Set(found.map(({ version }) => version))];
  const [version] = versions;
  if (version === undefined) throw new Error('The folder has no package that is for release');
  if (versions.length > 1)
    throw new Error(`The folder has packages of several versions: ${versions.join(', ')}`);
  const packages: Partial<Record<UpdatePlatform, PackageEntry>> = {};
  for (const platform of updatePlatforms) {
    const file = found.find(({ ending }) => ending === endings[platform])?.file;
    if (file === undefined) continue;
    const place = path.join(folder, file);
    packages[platform] = {
      file,
      size: (await stat(place)).size,
      sha256: await sha256(place),
      upgradesFrom: input.upgradesFrom,
    };
  }
  const published = new Date(input.now).toISOString().replace(/\.\d+Z$/, 'Z');
  const written = { formatVersion: 1, product: PRODUCT, version, published, packages };
  const bytes = Buffer.from(`${JSON.stringify(written, null, 2)}\n`);
  const manifest = parseManifest(bytes);
  if (!manifest) throw new Error('A value is not of the form that the kiosk accepts');
  await replaceFile(path.join(folder, SIGNATURE_FILE), sign(null, bytes, key));
  await replaceFile(path.join(folder, MANIFEST_FILE), bytes);
  return manifest;
};

export interface ShareVerification {
  /** Null when the signature or the form is wrong. */
  readonly manifest: Manifest | null;
  readonly problems: readonly string[];
}

/** @param publicKey PEM. */
export const verifyShare = async (
  folder: string,
  publicKey: string,
): Promise<ShareVerification> => {
  const key = policyKeyOf(publicKey);
  const bytes = await readSmallFile(path.join(folder, MANIFEST_FILE), MANIFEST_MAX_BYTES);
  if (!bytes) return { manifest: null, problems: ['manifest.json is too large or no file'] };
  const signature = await readSmallFile(path.join(folder, SIGNATURE_FILE), SIGNATURE_BYTES);
  if (!signature || !isSignedByOneOf(bytes, signature, [key]))
    return { manifest: null, problems: ['manifest.json is not signed with this key'] };
  const manifest = parseManifest(bytes);
  if (!manifest) return { manifest, problems: ['manifest.json is signed and damaged'] };
  const problems: string[] = [];
  for (const platform of updatePlatforms) {
    const entry = manifest.packages[platform];
    if (!entry) continue;
    const place = path.join(folder, entry.file);
    const isSame = await stat(place).then(
      async ({ size }) => size === entry.size && (await sha256(place)) === entry.sha256,
      () => false,
    );
    if (!isSame) problems.push(`${entry.file} is missing or not the package that was signed`);
  }
  return { manifest, problems };
};
