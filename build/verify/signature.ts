/** Verifies the signature of a package, and on Windows those of the programs and libraries in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listFiles } from '#build/files.ts';
import { ProgramError, run } from '#build/run.ts';
import { isNativeFile } from '#build/runtime-files.ts';
import { DEB_SIGNATURE_MEMBER, writeSignedContent } from '#build/sign.ts';
import { asarPathOf, type OpenedPackage } from './opened-package.ts';

export interface Trust {
  /** PEM file of the trusted certificate authorities (Windows). */
  readonly ca?: string | undefined;
  /** File of the trusted public keys (Linux). */
  readonly keyring?: string | undefined;
}

const UNSIGNED = /No signature found|has no signature/;

/** @returns null for a file without a signature. */
const verifyWindowsFile = async (file: string, ca: string): Promise<'valid' | 'invalid' | null> => {
  try {
    await run('osslsigncode', ['verify', '-CAfile', ca, '-in', file]);
    return 'valid';
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return UNSIGNED.test(error.output) ? null : 'invalid';
  }
};

/** An empty list of certificate authorities. With it osslsigncode still reports whether a file has a signature. */
const NO_AUTHORITIES = '/dev/null';

const checkWindows = async (
  { file, installFolder: installed, target }: OpenedPackage,
  ca: string | undefined,
): Promise<string[]> => {
  const packageState = await verifyWindowsFile(file, ca ?? NO_AUTHORITIES);
  if (packageState === null) return ca === undefined ? [] : ['the package is not signed'];
  if (ca === undefined)
    return ['the package is signed: name whose signature counts with --ca FILE'];
  const problems = packageState === 'valid' ? [] : ['the signature of the package is wrong'];
  const unpacked = `${asarPathOf(installed)}.unpacked`;
  const nativeFiles = (await listFiles(unpacked))
    .filter(isNativeFile)
    .map((name) => path.join(unpacked, name));
  for (const executableFile of [path.join(installed, target.executable), ...nativeFiles]) {
    const state = await verifyWindowsFile(executableFile, ca);
    if (state !== 'valid')
      problems.push(
        `${path.relative(installed, executableFile)} ${state === null ? 'is not signed' : 'has a wrong signature'}`,
      );
  }
  return problems;
};

const checkLinux = async (
  { file }: OpenedPackage,
  keyring: string | undefined,
): Promise<string[]> => {
  const members = (await run('ar', ['t', file])).trim().split('\n');
  if (!members.includes(DEB_SIGNATURE_MEMBER))
    return keyring === undefined ? [] : ['the package is not signed'];
  if (keyring === undefined)
    return ['the package is signed: name whose signature counts with --keyring FILE'];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-signature-'));
  try {
    const [content, signature] = [path.join(folder, 'content'), path.join(folder, 'signature')];
    await writeSignedContent(file, content);
    await run('sh', ['-c', 'ar p "$1" "$2" > "$3"', 'sh', file, DEB_SIGNATURE_MEMBER, signature]);
    await run('gpgv', ['--keyring', path.resolve(keyring), signature, content]);
    return [];
  } catch (error) {
    if (error instanceof ProgramError) return ['the signature of the package is wrong'];
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

export const checkSignature = (opened: OpenedPackage, trust: Trust): Promise<string[]> =>
  opened.target.platform === 'win'
    ? checkWindows(opened, trust.ca)
    : checkLinux(opened, trust.keyring);
