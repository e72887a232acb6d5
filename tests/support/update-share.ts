/** Creates update shares with real Ed25519 keys for tests. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeManifest, policyKeyOf } from '#build/update-share.ts';

export interface TestKey {
  /** PEM. */
  readonly privateKey: string;
  readonly publicKey: string;
  /** The public key in the form of the policy. */
  readonly policyKey: string;
}

export const createSigningKey = (): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: pem,
    policyKey: policyKeyOf(pem),
  };
};

export interface TestShare {
  readonly version: string;
  readonly key: TestKey;
  /** Epoch milliseconds. */
  readonly publishedAt?: number;
  readonly upgradesFrom?: string;
  /** Content of both packages. */
  readonly content?: string | Uint8Array;
}

export const PUBLISHED_AT = Date.parse('2026-12-01T03:00:00Z');

export const packageName = (version: string, extension: 'msi' | 'deb'): string =>
  `ekyc-branch-kiosk-${version}-x64.${extension}`;

/** Writes both packages into a folder, and the signed manifest as `npm run update-manifest` makes it. */
export const fillShare = async (folder: string, share: TestShare): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const extension of ['msi', 'deb'] as const)
    await writeFile(
      path.join(folder, packageName(share.version, extension)),
      share.content ?? `the ${extension} of ${share.version}`,
    );
  await writeManifest({
    folder,
    key: share.key.privateKey,
    upgradesFrom: share.upgradesFrom ?? '0.1.0',
    now: share.publishedAt ?? PUBLISHED_AT,
  });
};

/** Writes any content as a manifest with a valid signature. */
export const writeSignedManifest = async (
  folder: string,
  content: string | Uint8Array,
  key: TestKey,
): Promise<void> => {
  const bytes = Buffer.from(content);
  await writeFile(path.join(folder, 'manifest.json'), bytes);
  await writeFile(path.join(folder, 'manifest.json.sig'), sign(null, bytes, key.privateKey));
};
