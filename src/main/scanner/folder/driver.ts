/**
 * Driver for a folder into which the vendor's software scans; it works with every device. A scan waits for the next picture
 * in the folder and removes it. The folder is polled, because network shares do not reliably report changes.
 */
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { pictureDpi } from '#main/scanner/validate/picture-density.ts';
import type { RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import { createArrivals, isPassing, type Arrivals, type Entry } from './arrivals.ts';
import { wholeness } from './whole.ts';

export interface FolderDeps {
  readonly folder: string;
  /** What people see in the list; the folder's own name when absent. */
  readonly name?: string;
  readonly limits?: Partial<FolderLimits>;
}

export interface FolderLimits {
  readonly pollMs: number;
  /** How long a file must not change before it counts as written. */
  readonly stableMs: number;
  /** How long a picture that stands still but is not complete is waited for. */
  readonly completeMs: number;
  /** How long the folder may be away in the middle of a scan, and a file refuse to be opened or removed. */
  readonly idleTimeoutMs: number;
}

const KIND = 'folder';
const DEVICE = 'inbox';
/** Below the folder: what came and was no picture, or was one too many. */
const NOT_USED = 'not-used';
const defaults: FolderLimits = {
  pollMs: 300,
  stableMs: 1_000,
  completeMs: 10_000,
  idleTimeoutMs: 8_000,
};

const causeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
const codeOf = (cause: string): ErrorCode =>
  cause === 'EACCES' || cause === 'EPERM' || cause === 'EROFS'
    ? 'SCAN-ACCESS-DENIED'
    : 'SCAN-OFFLINE';
const failure = (error: unknown): Result<never> =>
  err(codeOf(causeOf(error)), { params: { cause: causeOf(error) } });

const look = async (folder: string): Promise<Entry[]> => {
  const names = (await readdir(folder)).filter((name) => !isPassing(name));
  const entries = await Promise.all(
    names.map(async (name): Promise<Entry[]> => {
      // A file may be gone or renamed between the two questions.
      const found = await lstat(path.join(folder, name)).catch(() => null);
      return found?.isFile()
        ? [{ name, bytes: found.size, modifiedMs: found.mtimeMs, inode: found.ino }]
        : [];
    }),
  );
  return entries.flat();
};

/** The bytes, or null when somebody wrote meanwhile. */
const readStable = async (file: string, entry: Entry): Promise<Buffer | null> => {
  const handle = await open(file, 'r');
  try {
    const bytes = await handle.readFile();
    const after = await handle.stat();
    return bytes.length === entry.bytes &&
      after.size === entry.bytes &&
      after.mtimeMs === entry.modifiedMs
      ? bytes
      : null;
  } finally {
    await handle.close();
  }
};

export const createFolderDriver = ({
  folder,
  name = path.basename(folder),
  ...deps
}: FolderDeps): ScannerDriver => {
  const bounds: FolderLimits = { ...defaults, ...deps.limits };

  /** Repeats what a lock of another program, or of a virus scanner, refuses for a moment. */
  const patiently = async (act: () => Promise<void>): Promise<Result<undefined>> => {
    const until = performance.now() + bounds.idleTimeoutMs;
    for (;;) {
      try {
        await act();
        return ok(undefined);
      } catch (error) {
        if (causeOf(error) === 'ENOENT') return ok(undefined);
        if (performance.now() >= until) return failure(error);
        await sleep(bounds.pollMs);
      }
    }
  };

  const remove = (file: string): Promise<Result<undefined>> => patiently(() => unlink(file));

  /** Never over another file of the same name. */
  const putAside = (entry: Entry): Promise<Result<undefined>> =>
    patiently(async () => {
      const aside = path.join(folder, NOT_USED);
      await mkdir(aside, { recursive: true });
      const taken = new Set(await readdir(aside));
      const { name: stem, ext } = path.parse(entry.name);
      let target = entry.name;
      for (let number = 2; taken.has(target); number++) target = `${stem}-${number}${ext}`;
      await rename(path.join(folder, entry.name), path.join(aside, target));
    });

  const notUsed = async (entry: Entry): Promise<Result<never>> => {
    const aside = await putAside(entry);
    return aside.ok ? err('SCAN-BAD-IMAGE') : aside;
  };

  /** @returns null when it has to be waited for a little longer. */
  const take = async (entry: Entry, stillMs: number): Promise<Result<Buffer> | null> => {
    if (entry.bytes > limits.importMaxBytes) return notUsed(entry);
    const file = path.join(folder, entry.name);
    try {
      const bytes = await readStable(file, entry);
      if (!bytes) return null;
      const state = wholeness(bytes);
      if (state === 'other') return await notUsed(entry);
      if (state === 'cut') return stillMs >= bounds.completeMs ? await notUsed(entry) : null;
      // Read and gone: a picture that cannot be removed would lie here for everybody, so it is not taken at all.
      const removed = await remove(file);
      return removed.ok ? ok(bytes) : removed;
    } catch (error) {
      // The writer still holds it, or it was renamed just now.
      return causeOf(error) === 'ENOENT' || stillMs < bounds.idleTimeoutMs ? null : failure(error);
    }
  };

  const waitFor = async (
    arrivals: Arrivals,
    { signal, onProgress }: ScanRequest,
  ): Promise<Result<Buffer>> => {
    let seenAt = performance.now();
    for (;;) {
      await sleep(bounds.pollMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return err('SCAN-CANCELLED');
      onProgress?.(null);
      const now = performance.now();
      try {
        const arrived = arrivals.look(await look(folder), now);
        seenAt = now;
        const [first, ...others] = arrived.done;
        if (!first) continue;
        const stillMs = arrivals.stillForMs(first.name, now);
        // Pages of one scan come close together; the first of them is known when all are there.
        if (arrived.more && stillMs < bounds.completeMs) continue;
        const taken = await take(first, stillMs);
        if (!taken) continue;
        // One request, one picture. Which side the others show is nobody's guess, and the next customer's scan is not theirs.
        for (const other of others) await putAside(other);
        return taken;
      } catch (error) {
        if (now - seenAt >= bounds.idleTimeoutMs) return failure(error);
      }
    }
  };

  return {
    kind: KIND,
    // Also when the folder is away just now: the scan says so, with what to do about it.
    list: async () => ok([{ id: `${KIND}:${DEVICE}`, driver: KIND, name }]),
    scan: async (device, request): Promise<Result<RawScan>> => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      if (device !== DEVICE) return err('SCAN-NOT-FOUND');
      let before: Entry[];
      try {
        before = await look(folder);
      } catch (error) {
        return failure(error);
      }
      const taken = await waitFor(
        createArrivals(before, performance.now(), bounds.stableMs),
        request,
      );
      return taken.ok
        ? ok({ bytes: taken.data, dpi: pictureDpi(taken.data) ?? request.dpi })
        : taken;
    },
  };
};
