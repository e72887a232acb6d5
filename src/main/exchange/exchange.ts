/**
 * Implements the file exchange: lists places and folders with opaque ids, and reads and writes files by these ids. Each access
 * first checks that the place still exists, because a mount point without its drive is a folder on the disk of the machine.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { FilePurpose } from '#shared/domain/exchange.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { openInside, OutsidePlaceError, realPathOf, type Location } from './path-containment.ts';
import { listFolder } from './listing.ts';
import { findUnusedPath, writeNewFile } from './new-file.ts';
import type { Exchange, ListDrives, Place } from './port.ts';

export interface ExchangeDeps {
  readonly drives: ListDrives;
  /** Folders of the machine or its network that the policy offers. */
  readonly folders: () => readonly string[];
  readonly log: Log;
}

interface Entry extends Location {
  readonly kind: 'folder' | 'file';
  readonly purpose: FilePurpose | null;
}

/** Errors of a write to a full disk. */
const DISK_FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];
/** Errors of a removed device or file. */
const REMOVED_CODES = ['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR', 'ESTALE', 'ENOTCONN', 'ELOOP'];
const CHUNK_BYTES = 1024 * 1024;

const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

export const createExchange = ({ drives, folders, log }: ExchangeDeps): Exchange => {
  /** The id of a root stays the same until `invalidateIds`, so that a repeated listing returns the same ids. */
  const rootIds = new Map<string, string>();
  const entries = new Map<string, Entry>();
  /** Ids of the files and folders of the last listing, which become invalid at the next one. */
  let listedIds: readonly string[] = [];

  const listPlaces = async (): Promise<readonly Place[]> => {
    const policyFolders = folders()
      .filter((folder) => path.isAbsolute(folder))
      .map((folder): Place => {
        const name = path.basename(folder) || folder;
        return { kind: 'folder', path: folder, name, writable: true };
      });
    return [...(await drives()), ...policyFolders];
  };

  const addEntry = (entry: Entry): string => {
    const id = randomUUID();
    entries.set(id, entry);
    return id;
  };
  const rootIdOf = (root: string): string => {
    const existingId = rootIds.get(root);
    if (existingId !== undefined) return existingId;
    const id = addEntry({ kind: 'folder', root, names: [], purpose: null });
    rootIds.set(root, id);
    return id;
  };

  const findPlace = async ({ root }: Location): Promise<Place | null> =>
    (await listPlaces()).find((place) => place.path === root) ?? null;

  /**
   * Runs an operation on an entry whose place exists. The place is checked again afterwards, because the drive can be removed
   * during the operation.
   */
  const runOnEntry = async <T>(
    id: string,
    kind: Entry['kind'],
    operation: (entry: Entry, place: Place) => Promise<Result<T>>,
    defaultCode: ErrorCode,
  ): Promise<Result<T>> => {
    const entry = entries.get(id);
    const place = entry?.kind === kind ? await findPlace(entry) : null;
    if (!entry || !place) return err('FILE-GONE');
    const logAndFail = (code: ErrorCode, thrown?: unknown): Err => {
      log.warn('exchange.failed', { code, ...(thrown !== undefined && { thrown }) });
      return err(code);
    };
    try {
      const result = await operation(entry, place);
      return (await findPlace(entry)) ? result : logAndFail('FILE-GONE');
    } catch (error) {
      if (error instanceof OutsidePlaceError) log.warn('exchange.link-refused', {});
      if (DISK_FULL_CODES.includes(errorCodeOf(error))) return logAndFail('FILE-FULL', error);
      const isRemoved = REMOVED_CODES.includes(errorCodeOf(error)) || !(await findPlace(entry));
      return logAndFail(isRemoved ? 'FILE-GONE' : defaultCode, error);
    }
  };

  const writableFolder = async (entry: Entry, place: Place): Promise<Result<string>> =>
    place.writable ? ok(await realPathOf(entry)) : err('FILE-WRITE');

  return {
    places: async () => ({
      places: (await listPlaces()).map(({ kind, path: root, name, writable: isWritable }) => ({
        id: rootIdOf(root),
        kind,
        name,
        writable: isWritable,
      })),
    }),
    list: (id, purpose) =>
      runOnEntry(
        id,
        'folder',
        async (entry, place) => {
          const found = await listFolder(await realPathOf(entry), purpose);
          const parents = [...entry.names.keys()].map((depth) => entry.names.slice(0, depth + 1));
          const previousIds = listedIds;
          const trail = parents.map((names) => ({
            id: addEntry({ kind: 'folder', root: entry.root, names, purpose: null }),
            name: names.at(-1) ?? '',
          }));
          const listed = found.entries.map(({ kind, name, bytes, modifiedAt }) => ({
            id: addEntry({ kind, root: entry.root, names: [...entry.names, name], purpose }),
            kind,
            name,
            bytes,
            modifiedAt,
          }));
          listedIds = [...trail, ...listed].map(({ id: entryId }) => entryId);
          for (const previousId of previousIds) entries.delete(previousId);
          return ok({
            trail: [{ id: rootIdOf(entry.root), name: place.name }, ...trail],
            writable: place.writable,
            entries: listed,
            left: found.left,
          });
        },
        'FILE-READ',
      ),
    readPicture: (id) =>
      runOnEntry(
        id,
        'file',
        async (entry) => {
          if (entry.purpose !== 'picture') return err('FILE-GONE');
          const handle = await openInside(entry);
          try {
            const { size } = await handle.stat();
            if (size > limits.importMaxBytes) return err('IMG-FILE-SIZE');
            const bytes = new Uint8Array(size);
            let offset = 0;
            while (offset < size) {
              const length = Math.min(CHUNK_BYTES, size - offset);
              const { bytesRead } = await handle.read(bytes, offset, length, offset);
              if (bytesRead === 0) return err('FILE-READ');
              offset += bytesRead;
            }
            return size === 0 ? err('IMG-NOT-IMAGE') : ok(bytes);
          } finally {
            await handle.close();
          }
        },
        'FILE-READ',
      ),
    transferFilePath: (id) =>
      runOnEntry(
        id,
        'file',
        async (entry) => {
          if (entry.purpose !== 'transfer') return err('FILE-GONE');
          const handle = await openInside(entry);
          await handle.close();
          return ok(await realPathOf(entry));
        },
        'FILE-READ',
      ),
    newFilePath: (id, name) =>
      runOnEntry(
        id,
        'folder',
        async (entry, place) => {
          const folder = await writableFolder(entry, place);
          return folder.ok ? ok(await findUnusedPath(folder.data, name)) : folder;
        },
        'FILE-WRITE',
      ),
    save: (id, name, content) =>
      runOnEntry(
        id,
        'folder',
        async (entry, place) => {
          const folder = await writableFolder(entry, place);
          if (!folder.ok) return folder;
          const file = await findUnusedPath(folder.data, name);
          await writeNewFile(file, content);
          return ok(path.basename(file));
        },
        'FILE-WRITE',
      ),
    invalidateIds: () => {
      rootIds.clear();
      entries.clear();
      listedIds = [];
    },
  };
};
