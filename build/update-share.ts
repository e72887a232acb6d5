/** Creates and verifies the signed manifest of an update share from the packages in its folder. */
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

const extensions: Readonly<Record<UpdatePlatform, string>> = {
  'win32-x64': 'msi',
  'linux-x64': 'deb',
};

/** File name of a release package. Packages that are not for release have another name and are ignored. */
const PACKAGE_FILE_NAME = /^ekyc-branch-kiosk-(\d{1,4}\.\d{1,4}\.\d{1,4})-x64\.(msi|deb)$/;

const requireEd25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key is no Ed25519 key');
  return key;
};

/** The public key in the form that the policy contains: DER (SubjectPublicKeyInfo) in base64. @throws if it is no Ed25519 key. */
export const policyKeyOf = (pem: string): string =>
  requireEd25519(createPublicKey(pem)).export({ format: 'der', type: 'spki' }).toString('base64');

export interface ManifestInput {
  readonly folder: string;
  /** PEM of the private key; `passphrase` decrypts it where it is encrypted. */
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

/** Writes the manifest and its signature. @throws with a message for the person who runs the command. */
export const writeManifest = async (input: ManifestInput): Promise<Manifest> => {
  const { folder, passphrase } = input;
  const key = requireEd25519(
    createPrivateKey({ key: input.key, ...(passphrase !== undefined && { passphrase }) }),
  );
  const releases = (await readdir(folder)).flatMap((file) => {
    const [, version, extension] = PACKAGE_FILE_NAME.exec(file) ?? [];
    return version === undefined ? [] : [{ file, version, extension }];
  });
  const versions = [...new Set(releases.map(({ version }) => version))];
  const [version] = versions;
  if (version === undefined) throw new Error('The folder has no package that is for release');
  if (versions.length > 1)
    throw new Error(`The folder has packages of several versions: ${versions.join(', ')}`);
  const packages: Partial<Record<UpdatePlatform, PackageEntry>> = {};
  for (const platform of updatePlatforms) {
    const file = releases.find(({ extension }) => extension === extensions[platform])?.file;
    if (file === undefined) continue;
    const packageFile = path.join(folder, file);
    packages[platform] = {
      file,
      size: (await stat(packageFile)).size,
      sha256: await sha256(packageFile),
      upgradesFrom: input.upgradesFrom,
    };
  }
  const published = new Date(input.now).toISOString().replace(/\.\d+Z$/, 'Z');
  const content = { formatVersion: 1, product: PRODUCT, version, published, packages };
  const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
  const manifest = parseManifest(bytes);
  if (!manifest) throw new Error('A value is not of the form that the kiosk accepts');
  await replaceFile(path.join(folder, SIGNATURE_FILE), sign(null, bytes, key));
  await replaceFile(path.join(folder, MANIFEST_FILE), bytes);
  return manifest;
};

export interface ShareVerification {
  /** Null if the signature or the format is wrong. */
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
    const packageFile = path.join(folder, entry.file);
    const isUnchanged = await stat(packageFile).then(
      async ({ size }) => size === entry.size && (await sha256(packageFile)) === entry.sha256,
      () => false,
    );
    if (!isUnchanged) problems.push(`${entry.file} is missing or not the package that was signed`);
  }
  return { manifest, problems };
};
