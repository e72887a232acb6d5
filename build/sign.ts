/** Signs packages: Windows files with a code-signing certificate, Debian packages with an OpenPGP key. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from './run.ts';

export interface WindowsSigner {
  /** PKCS #12 file (.pfx, .p12), or a PEM certificate chain; its private key is in the same file or in `key`. */
  readonly certificate: string;
  readonly key?: string | undefined;
  /** File with the passphrase, because other users of the machine can read command lines. */
  readonly passwordFile?: string | undefined;
  /** RFC 3161 time stamp service, so that the signature stays valid after the certificate has expired. */
  readonly timestampUrl?: string | undefined;
}

/** @param name the program's name, which Windows shows in its elevation prompt. */
export const signWindowsFile = async (
  file: string,
  name: string,
  signer: WindowsSigner,
): Promise<void> => {
  const identity = /\.(?:pfx|p12)$/i.test(signer.certificate)
    ? ['-pkcs12', signer.certificate]
    : ['-certs', signer.certificate, '-key', signer.key ?? signer.certificate];
  const signedFile = `${file}.signed`;
  await run('osslsigncode', [
    'sign',
    ...identity,
    ...(signer.passwordFile === undefined ? [] : ['-readpass', signer.passwordFile]),
    ...(signer.timestampUrl === undefined ? [] : ['-ts', signer.timestampUrl]),
    ...['-h', 'sha256', '-n', name, '-in', file, '-out', signedFile],
  ]);
  await rename(signedFile, file);
};

/** The archive members that a Debian package's signature covers, in their order. Those that begin with `_` are signatures. */
const readDebMembers = async (deb: string): Promise<string[]> =>
  (await run('ar', ['t', deb]))
    .trim()
    .split('\n')
    .filter((name) => !name.startsWith('_'));

/** Writes the signed content of a Debian package to a file. */
export const writeSignedContent = async (deb: string, target: string): Promise<void> => {
  const members = await readDebMembers(deb);
  await run('sh', [
    '-c',
    'deb=$1; target=$2; shift 2; ar p "$deb" "$@" > "$target"',
    'sh',
    deb,
    target,
    ...members,
  ]);
};

export const DEB_SIGNATURE_MEMBER = '_gpgorigin';

/** Adds the signature that debsigs makes and debsig-verify checks: detached, over the members one after another. */
export const signDeb = async (deb: string, key: string): Promise<void> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-sign-'));
  try {
    const content = path.join(folder, 'content');
    await writeSignedContent(deb, content);
    const args = [
      '--batch',
      '--yes',
      '--local-user',
      key,
      '--openpgp',
      '--detach-sign',
      '--output',
      path.join(folder, DEB_SIGNATURE_MEMBER),
      content,
    ];
    await run('gpg', args);
    await run('ar', ['qD', path.resolve(deb), path.join(folder, DEB_SIGNATURE_MEMBER)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
