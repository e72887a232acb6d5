/** Reads files of an untrusted share: no links, no devices, and no more bytes than expected. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** Size of one read. A check can be aborted between two reads. */
const CHUNK_BYTES = 256 * 1024;

/** Windows has neither flag, so that only `lstat` rejects links there. Without `O_NONBLOCK`, opening a named pipe would block. */
const READ_FLAGS =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent on Windows
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface FileStamp {
  readonly size: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** @returns null when it is not a regular file. Rejects with the system's error when it cannot be opened. */
const withRegularFile = async <T>(
  file: string,
  use: (handle: FileHandle, stamp: FileStamp) => Promise<T>,
): Promise<T | null> => {
  if (!(await lstat(file)).isFile()) return null;
  const handle = await open(file, READ_FLAGS);
  try {
    const found = await handle.stat();
    if (!found.isFile()) return null;
    return await use(handle, {
      size: found.size,
      modifiedMs: found.mtimeMs,
      inode: found.ino,
    });
  } finally {
    await handle.close();
  }
};

/** @returns null when it is not a regular file or is larger than `maxBytes`. */
export const readSmallFile = (file: string, maxBytes: number): Promise<Buffer | null> =>
  withRegularFile(file, async (handle) => {
    // The size that the share reports is untrusted, so the received bytes are counted.
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.byteLength - length, length);
      length += bytesRead;
      if (length > maxBytes) return null;
      if (bytesRead === 0) return buffer.subarray(0, length);
    }
  });

export interface HashedFile {
  readonly stamp: FileStamp;
  /** Hexadecimal; null when the size differs from the expected one. */
  readonly sha256: string | null;
}

/**
 * @param knownHash returns the hash of a file that is unchanged since it was hashed, which is then not read again; otherwise null.
 * @returns null when it is not a regular file. Rejects when the signal aborts.
 */
export const hashFile = (
  file: string,
  expectedSize: number,
  signal: AbortSignal,
  knownHash: (stamp: FileStamp) => string | null,
): Promise<HashedFile | null> =>
  withRegularFile(file, async (handle, stamp) => {
    if (stamp.size !== expectedSize) return { stamp, sha256: null };
    const known = knownHash(stamp);
    if (known !== null) return { stamp, sha256: known };
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let length = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, length);
      length += bytesRead;
      if (length > expectedSize) return { stamp, sha256: null };
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { stamp, sha256: length === expectedSize ? hash.digest('hex') : null };
  });
