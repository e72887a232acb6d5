/**
 * Lists, opens and appends to the files of the audit trail. A file name, `trail-0000000001-2026-11.jsonl`, contains the
 * sequence number of the first entry and the month (UTC). Files are rotated by month and by size. The app appends to the
 * newest file only and deletes none.
 */
import { mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { fsyncDirectory } from '#main/files/fsync-directory.ts';
import { CHAIN_START, parseLine, type ChainHead } from './entry.ts';
import type { TrailFile } from './trail-lines.ts';

const TRAIL_FILE_NAME = /^trail-\d{10}-(\d{4}-\d{2})\.jsonl$/;
/** Larger than any single append, so that the newest complete line is within it. */
const TAIL_BYTES = 256 * 1024;

const fileNameOf = (seq: number, month: string): string =>
  `trail-${String(seq).padStart(10, '0')}-${month}.jsonl`;

const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Paths in the order of the chain; empty when the folder does not exist. */
export const listTrailFiles = async (folder: string): Promise<string[]> => {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => TRAIL_FILE_NAME.test(name))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

interface Tail {
  /** The last valid entry at the end of the file; null when there is none. */
  readonly head: ChainHead | null;
  /** Bytes up to and including the last line break. */
  readonly bytes: number;
  /** Bytes of an incomplete last line. */
  readonly truncatedBytes: number;
}

const readTail = async (file: string): Promise<Tail> => {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const tailOffset = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(size - tailOffset),
      position: tailOffset,
    });
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    // A long file without any line break was not written by the app and is left as it is.
    if (end === 0 && tailOffset > 0) return { head: null, bytes: size, truncatedBytes: 0 };
    const entries = buffer.subarray(0, end).toString('utf8').split('\n').map(parseLine);
    return {
      head: entries.findLast((entry) => entry !== null) ?? null,
      bytes: tailOffset + end,
      truncatedBytes: bytesRead - end,
    };
  } finally {
    await handle.close();
  }
};

interface CurrentFile {
  readonly file: string;
  readonly month: string;
  /** Bytes of complete lines. */
  size: number;
  /** The file may be longer than `size`, because an append was interrupted. */
  needsTruncation: boolean;
  isNew: boolean;
}

export interface TrailWriter {
  /** The files found at start, without an incomplete last line. */
  readonly files: readonly TrailFile[];
  /** The newest valid entry. */
  readonly head: ChainHead;
  /** Bytes of an incomplete last line found at start. */
  readonly truncatedBytes: number;
  /**
   * Appends complete lines, which are on disk when the promise resolves. Failures: STORE-FULL, STORE-WRITE. A failed append
   * adds nothing to the trail and can be repeated.
   */
  append(firstSeq: number, at: string, text: string): Promise<Result<undefined>>;
}

export interface TrailOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

/** Rejects when the folder or a file cannot be read. */
export const openTrail = async ({ folder, maxBytes }: TrailOptions): Promise<TrailWriter> => {
  const trailFiles = await listTrailFiles(folder);
  const newest = trailFiles.at(-1);
  const tail = newest === undefined ? null : await readTail(newest);
  let head = tail?.head ?? null;
  for (const file of trailFiles.slice(0, -1).reverse()) head ??= (await readTail(file)).head;
  let current: CurrentFile | null =
    newest !== undefined && tail
      ? {
          file: newest,
          month: TRAIL_FILE_NAME.exec(path.basename(newest))?.[1] ?? '',
          size: tail.bytes,
          needsTruncation: tail.truncatedBytes > 0,
          isNew: false,
        }
      : null;

  const appendBytes = async (target: CurrentFile, bytes: Buffer): Promise<void> => {
    if (target.isNew) await mkdir(folder, { recursive: true, mode: 0o700 });
    // The flag 'a' is not used, because on Windows a handle opened for appending cannot truncate.
    const handle = await open(target.file, target.isNew ? 'wx' : 'r+', 0o600);
    const wasNew = target.isNew;
    target.isNew = false;
    try {
      if (target.needsTruncation) await handle.truncate(target.size);
      target.needsTruncation = true;
      for (let written = 0; written < bytes.length;) {
        const { bytesWritten } = await handle.write(
          bytes,
          written,
          bytes.length - written,
          target.size + written,
        );
        written += bytesWritten;
      }
      await handle.datasync();
      if (wasNew) await fsyncDirectory(folder);
      target.size += bytes.length;
      target.needsTruncation = false;
    } catch (error) {
      // Removes a partly written line. If the truncation fails too, the next append repeats it (`needsTruncation`).
      await handle.truncate(target.size).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
  };

  return {
    files: trailFiles.map((file) => ({
      file,
      ...(file === newest && tail && { endOffset: tail.bytes }),
    })),
    head: head ?? CHAIN_START,
    truncatedBytes: tail?.truncatedBytes ?? 0,
    append: async (firstSeq, at, text) => {
      const bytes = Buffer.from(text, 'utf8');
      const month = at.slice(0, 7);
      // An interrupted append must be removed from a file before the next file is started.
      const canAppend = (target: CurrentFile): boolean =>
        target.needsTruncation ||
        (target.month === month && (target.size === 0 || target.size + bytes.length <= maxBytes));
      const describeNewFile = (): CurrentFile => ({
        file: path.join(folder, fileNameOf(firstSeq, month)),
        month,
        size: 0,
        needsTruncation: false,
        isNew: true,
      });
      current = current && canAppend(current) ? current : describeNewFile();
      try {
        await appendBytes(current, bytes).catch((error: unknown) => {
          if (errorCodeOf(error) !== 'ENOENT') throw error;
          // The file was deleted while the app was running. The chain continues in a new file, so that the check at the next
          // start reports the missing entries.
          current = describeNewFile();
          return appendBytes(current, bytes);
        });
        return ok(undefined);
      } catch (error) {
        return err(
          ['ENOSPC', 'EDQUOT'].includes(errorCodeOf(error)) ? 'STORE-FULL' : 'STORE-WRITE',
        );
      }
    },
  };
};
