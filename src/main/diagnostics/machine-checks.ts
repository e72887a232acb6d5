/** Checks of the machine: keychain, free disk space, and permissions of the data folder. */
import { randomBytes } from 'node:crypto';
import { stat, statfs } from 'node:fs/promises';
import type { CheckResult } from '#shared/domain/checks.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import type { Keychain } from '#main/keychain/port.ts';

const PROBE_ACCOUNT = 'diagnostics-probe';
const GIGABYTE = 1e9;
/** Permissions of other accounts. Those of the group are ignored, because the installer gives the folder to the kiosk's group. */
const OTHERS_MODE_BITS = 0o007;

/** Writes a random value, reads it back and deletes it. */
export const checkKeychain = async (keychain: Keychain): Promise<CheckResult> => {
  const failed = (code: ErrorCode | null): CheckResult => ({
    name: 'keychain',
    state: 'failed',
    code,
    facts: '',
  });
  const value = randomBytes(16);
  const written = await keychain.set(PROBE_ACCOUNT, value);
  if (!written.ok) return failed(written.error.code);
  const readBack = await keychain.get(PROBE_ACCOUNT);
  const removed = await keychain.delete(PROBE_ACCOUNT);
  if (!readBack.ok) return failed(readBack.error.code);
  if (!removed.ok) return failed(removed.error.code);
  const isSame = readBack.data !== null && Buffer.from(readBack.data).equals(value);
  return isSame
    ? { name: 'keychain', state: 'ok', code: null, facts: '' }
    : failed('KEY-UNAVAILABLE');
};

export const checkDisk = async (folder: string): Promise<CheckResult> => {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const facts = `${(freeBytes / GIGABYTE).toFixed(1)} GB`;
  if (freeBytes < limits.diskFullBytes)
    return { name: 'disk', state: 'failed', code: 'STORE-FULL', facts };
  if (freeBytes < limits.diskLowBytes)
    return { name: 'disk', state: 'warning', code: 'DISK-LOW', facts };
  return { name: 'disk', state: 'ok', code: null, facts };
};

/** Warns on Linux when other accounts have access. On Windows the installer sets the access control list; reading it needs a native call. */
export const checkDataFolder = async (
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<CheckResult> => {
  if (platform === 'win32')
    return { name: 'data-folder', state: 'not-checked', code: null, facts: folder };
  const { mode } = await stat(folder);
  const octalMode = (mode & 0o777).toString(8);
  return {
    name: 'data-folder',
    state: (mode & OTHERS_MODE_BITS) === 0 ? 'ok' : 'warning',
    code: null,
    facts: `${folder} (${octalMode})`,
  };
};
