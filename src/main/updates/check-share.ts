/** Checks the update share: signature and content of the manifest, order of the versions, and hash of the package. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';
import {
  compareVersions,
  isSignedByOneOf,
  MANIFEST_FILE,
  MANIFEST_MAX_BYTES,
  parseManifest,
  SIGNATURE_BYTES,
  SIGNATURE_FILE,
  updatePlatforms,
  type Manifest,
  type PackageEntry,
} from './manifest.ts';
import { hashFile, readSmallFile, type FileStamp } from './share-files.ts';

export interface UpdateShare {
  readonly folder: string;
  readonly publicKeys: readonly string[];
}

export interface ShareCheckInput {
  readonly share: UpdateShare;
  /** Installed version of the app. */
  readonly installed: string;
  /** `process.platform` and `process.arch`, for example `win32-x64`. */
  readonly platform: string;
  /** `published` of the newest manifest that this counter has seen, which protects against rollback; null before the first one. */
  readonly newestPublished: string | null;
  readonly signal: AbortSignal;
}

export interface ShareCheck {
  /** The newer version. Null when the share has the installed version. */
  readonly update: Result<{ readonly version: string } | null>;
  /** `published` of the manifest; null when there is none with a valid signature. */
  readonly published: string | null;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * The error code for a file that cannot be read.
 * @returns `missingCode` when only this file is missing. If the manifest, which was read before, is missing as well, the share is
 * unreachable.
 */
const readErrorCode = async (
  folder: string,
  error: unknown,
  missingCode: ErrorCode,
): Promise<ErrorCode> => {
  if (!isMissing(error)) return 'UPDATE-UNREACHABLE';
  return stat(path.join(folder, MANIFEST_FILE)).then(
    () => missingCode,
    () => 'UPDATE-UNREACHABLE',
  );
};

/** Reads the manifest and verifies its signature before it is parsed. */
const readManifest = async ({ folder, publicKeys }: UpdateShare): Promise<Result<Manifest>> => {
  let bytes: Buffer | null;
  try {
    bytes = await readSmallFile(path.join(folder, MANIFEST_FILE), MANIFEST_MAX_BYTES);
  } catch {
    return err('UPDATE-UNREACHABLE');
  }
  if (!bytes) return err('UPDATE-MANIFEST');
  let signature: Buffer | null;
  try {
    signature = await readSmallFile(path.join(folder, SIGNATURE_FILE), SIGNATURE_BYTES);
  } catch (error) {
    return err(await readErrorCode(folder, error, 'UPDATE-SIGNATURE'));
  }
  if (!signature || !isSignedByOneOf(bytes, signature, publicKeys)) return err('UPDATE-SIGNATURE');
  const manifest = parseManifest(bytes);
  return manifest ? ok(manifest) : err('UPDATE-MANIFEST');
};

const isSameStamp = (first: FileStamp, second: FileStamp): boolean =>
  first.size === second.size &&
  first.modifiedMs === second.modifiedMs &&
  first.inode === second.inode;

/** The package whose hash was verified last. */
interface VerifiedPackage {
  /** SHA-256 of its manifest entry. */
  readonly entryHash: string;
  readonly stamp: FileStamp;
}

const hashEntry = (entry: PackageEntry): string =>
  createHash('sha256').update(JSON.stringify(entry)).digest('hex');

/**
 * Creates the check of a share. An unchanged package is not read again, because all counters of a branch read it over the same slow
 * connection.
 * @returns the check, which never rejects.
 */
export const createShareCheck = (): ((input: ShareCheckInput) => Promise<ShareCheck>) => {
  let verifiedPackage: VerifiedPackage | null = null;

  /** Compares the hash of a package. @returns null when it is correct, otherwise the error code. */
  const checkPackage = async (
    folder: string,
    entry: PackageEntry,
    signal: AbortSignal,
  ): Promise<ErrorCode | null> => {
    const entryHash = hashEntry(entry);
    const verifiedHashOf = (stamp: FileStamp): string | null =>
      verifiedPackage?.entryHash === entryHash && isSameStamp(verifiedPackage.stamp, stamp)
        ? entry.sha256
        : null;
    try {
      const hashedFile = await hashFile(
        path.join(folder, entry.file),
        entry.size,
        signal,
        verifiedHashOf,
      );
      if (hashedFile?.sha256 !== entry.sha256) return 'UPDATE-PACKAGE';
      verifiedPackage = { entryHash, stamp: hashedFile.stamp };
      return null;
    } catch (error) {
      return readErrorCode(folder, error, 'UPDATE-PACKAGE');
    }
  };

  return async ({ share, installed, platform, newestPublished, signal }) => {
    const manifest = await readManifest(share);
    if (!manifest.ok) return { update: manifest, published: null };
    const { version, published, packages } = manifest.data;
    const order = compareVersions(version, installed);
    const failWith = (code: ErrorCode): ShareCheck => ({ update: err(code), published });
    if (order < 0 || (newestPublished !== null && published < newestPublished))
      return failWith('UPDATE-OLDER');
    if (order === 0) return { update: ok(null), published };
    const supportedPlatform = updatePlatforms.find((candidate) => candidate === platform);
    const entry = supportedPlatform && packages[supportedPlatform];
    if (!entry) return failWith('UPDATE-PLATFORM');
    if (compareVersions(installed, entry.upgradesFrom) < 0) return failWith('UPDATE-STEP');
    const code = await checkPackage(share.folder, entry, signal);
    return code === null ? { update: ok({ version }), published } : failWith(code);
  };
};
