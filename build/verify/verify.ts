/** Runs all checks of a finished package. */
import path from 'node:path';
import { checkFuses } from '#build/fuses.ts';
import { checkAsar } from './asar.ts';
import { checkFileList } from './file-list.ts';
import { checkPackageProperties } from './package-properties.ts';
import { checkNative } from './native.ts';
import { type OpenedPackage, openPackage } from './opened-package.ts';
import { checkSbom } from './sbom.ts';
import { checkSignature, type Trust } from './signature.ts';

export interface CheckResult {
  readonly name: string;
  /** One sentence each; empty when the check passed. */
  readonly problems: readonly string[];
}

export interface Verification {
  readonly release: boolean;
  readonly results: readonly CheckResult[];
}

type Check = (opened: OpenedPackage, trust: Trust) => Promise<string[]>;

const checks: Readonly<Record<string, Check>> = {
  signature: checkSignature,
  marking: checkPackageProperties,
  fuses: ({ installFolder: installed, target }) =>
    checkFuses(path.join(installed, target.executable)),
  'asar integrity': checkAsar,
  'file list': checkFileList,
  'native modules': checkNative,
  'bill of materials': checkSbom,
};

/** Runs one check. A check that throws has failed, with the error as its problem. */
const runCheck = async (
  check: Check,
  opened: OpenedPackage,
  trust: Trust,
): Promise<readonly string[]> => {
  try {
    return await check(opened, trust);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

export const verifyPackage = async (file: string, trust: Trust = {}): Promise<Verification> => {
  const opened = await openPackage(path.resolve(file));
  try {
    const results: CheckResult[] = [];
    for (const [check, checkPackage] of Object.entries(checks))
      results.push({ name: check, problems: await runCheck(checkPackage, opened, trust) });
    return { release: opened.info.release, results };
  } finally {
    await opened.close();
  }
};
