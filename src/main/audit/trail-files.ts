/**
 * The files of the trail: `trail-0000000001-2026-11.jsonl`, with the number of its first entry and its month (UTC). A new one
 * begins with a new month and when one is full; none is ever changed afterwards or deleted by the app.
 */
import { mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { CHAIN_START, parseLine, type ChainHead } from './entry.ts';
import type { TrailFile } from './verify.ts';

const NAME = /^trail-\d{10}-(\d{4}-\d{2})\.jsonl$/;
/** Far more than one append holds: the newest complete line is within it. */
const TAIL_BYTES = 256 * 1024;

const nameOf = (seq: number, month: string): string =>
  `trail-${String(seq).padStart(10, '0')}-${month}.jsonl`;

/** Paths in the order of the chain; none when there is no folder. */
export const listTrailFiles = async (folder: string): Promise<string[]> => {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => NAME.test(name))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

interface Tail {
  /** The last sound entry in the end of the file; null when there is none. */
  readonly head: ChainHead | null;
  /** Bytes up to and including the last line break. */
  readonly bytes: number;
  /** Bytes of a line that was cut off. */
  readonly cutBytes: number;
}

const readTail = async (file: string): Promise<Tail> => {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(size - from),
      position: from,
    });
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    // A long file without any line break was not written by the app and is left as it is.
    if (end === 0 && from > 0) return { head: null, bytes: size, cutBytes: 0 };
    const head = buffer.subarray(0, end).toString('utf8').split('\n').map(parseLine);
    return {
      head: head.findLast((entry) => entry !== null) ?? null,
      bytes: from + end,
      cutBytes: bytesRead - end,
    };
  } finally {
    await handle.close();
  }
};

/** The entry of a folder is durable only once the folder itself is; Windows cannot open folders and does not need it. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

interface CurrentFile {
  readonly file: string;
  readonly month: string;
  /** Bytes of complete lines. */
  size: number;
  /** There may be more in the file than that: a line that was not written whole. */
  mustTrim: boolean;
  isNew: boolean;
}

export interface OpenedTrail {
  /** The files as they were found, without what was cut off. */
  readonly files: readonly TrailFile[];
  /** The newest sound entry. */
  readonly head: ChainHead;
  readonly cutBytes: number;
  /**
   * Appends whole lines; they are on disk when it returns. Failures: STORE-FULL, STORE-WRITE; nothing of them is then in the
   * trail, and they may be appended again.
   */
  append(firstSeq: number, at: string, text: string): Promise<Result<undefined>>;
}

export interface TrailOptions {
  readonly folder: string;
  readonly mostBytes: number;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Rejects when what is there cannot be read. */
export const openTrail = async ({ folder, mostBytes }: TrailOptions): Promise<OpenedTrail> => {
  const found = await listTrailFiles(folder);
  const newest = found.at(-1);
  const tail = newest === undefined ? null : await readTail(newest);
  let head = tail?.head ?? null;
  for (const file of found.slice(0, -1).reverse()) head ??= (await readTail(file)).head;
  let current: CurrentFile | null =
    newest !== undefined && tail
      ? {
          file: newest,
          month: NAME.exec(path.basename(newest))?.[1] ?? '',
          size: tail.bytes,
          mustTrim: tail.cutBytes > 0,
          isNew: false,
        }
      : null;

  const write = async (to: CurrentFile, bytes: Buffer): Promise<void> => {
    if (to.isNew) await mkdir(folder, { recursive: true, mode: 0o700 });
    // Not 'a': Windows gives such a handle no right to shorten the file.
    const handle = await open(to.file, to.isNew ? 'wx' : 'r+', 0o600);
    const wasNew = to.isNew;
    to.isNew = false;
    try {
      if (to.mustTrim) await handle.truncate(to.size);
      to.mustTrim = true;
      for (let done = 0; done < bytes.length;)
        done += (await handle.write(bytes, done, bytes.length - done, to.size + done)).bytesWritten;
      await handle.datasync();
      if (wasNew) await syncFolder(folder);
      to.size += bytes.length;
      to.mustTrim = false;
    } catch (error) {
      // What is left of the line goes at once, or with the next append.
      await handle.truncate(to.size).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
  };

  return {
    files: found.map((file) => ({
      file,
      ...(file === newest && tail && { bytes: tail.bytes }),
    })),
    head: head ?? CHAIN_START,
    cutBytes: tail?.cutBytes ?? 0,
    append: async (firstSeq, at, text) => {
      const bytes = Buffer.from(text, 'utf8');
      const month = at.slice(0, 7);
      // A file that ends within a line is not left before that is gone.
      const fits = (to: CurrentFile): boolean =>
        to.mustTrim ||
        (to.month === month && (to.size === 0 || to.size + bytes.length <= mostBytes));
      const begin = (): CurrentFile => ({
        file: path.join(folder, nameOf(firstSeq, month)),
        month,
        size: 0,
        mustTrim: false,
        isNew: true,
      });
      current = current && fits(current) ? current : begin();
      try {
        await write(current, bytes).catch((error: unknown) => {
          if (codeOf(error) !== 'ENOENT') throw error;
          // Removed while the app runs: the chain goes on in a new file, and the next start finds what is missing.
          current = begin();
          return write(current, bytes);
        });
        return ok(undefined);
      } catch (error) {
        return err(['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'STORE-FULL' : 'STORE-WRITE');
      }
    },
  };
};
