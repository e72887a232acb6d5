/** Lists a folder of a place: folders by name, then files of the requested kind, newest first. Links are omitted. */
import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';
import { fileExtensions, type FilePurpose } from '#shared/domain/exchange.ts';
import { limits } from '#shared/limits.ts';

export interface ListedEntry {
  readonly kind: 'folder' | 'file';
  readonly name: string;
  /** Null for a folder, and for a file that was deleted during the listing. */
  readonly bytes: number | null;
  readonly modifiedAt: number | null;
}

export interface ListedFolder {
  readonly entries: readonly ListedEntry[];
  /** Number of entries beyond the limit of a listing. */
  readonly left: number;
}

/** Hidden and system folders. */
const SYSTEM_FOLDERS = /^(?:\..*|\$.*|System Volume Information|RECYCLER|lost\+found|FOUND\.\d+)$/i;
/** Limits concurrent requests to a slow drive. */
const MAX_CONCURRENT_STATS = 32;

const byName = new Intl.Collator(['bn', 'en'], { numeric: true });

const hasExtension = (name: string, extensions: readonly string[]): boolean =>
  extensions.includes(path.extname(name).slice(1).toLowerCase());

const detailsOf = async (folder: string, name: string): Promise<ListedEntry> => {
  try {
    const { size, mtimeMs } = await lstat(path.join(folder, name));
    return { kind: 'file', name, bytes: size, modifiedAt: Math.round(mtimeMs) };
  } catch {
    return { kind: 'file', name, bytes: null, modifiedAt: null };
  }
};

/** @param folder a real path. Rejects with the system's error. */
export const listFolder = async (folder: string, purpose: FilePurpose): Promise<ListedFolder> => {
  const folders: string[] = [];
  const files: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (SYSTEM_FOLDERS.test(entry.name)) continue;
    if (entry.isDirectory()) folders.push(entry.name);
    // The pattern also excludes the `._name` files that macOS writes beside each file.
    else if (entry.isFile() && hasExtension(entry.name, fileExtensions[purpose]))
      files.push(entry.name);
  }
  folders.sort(byName.compare);
  const listedFolders = folders.slice(0, limits.fileChooserMaxEntries);
  const details: ListedEntry[] = [];
  for (let at = 0; at < files.length; at += MAX_CONCURRENT_STATS)
    details.push(
      ...(await Promise.all(
        files.slice(at, at + MAX_CONCURRENT_STATS).map((name) => detailsOf(folder, name)),
      )),
    );
  details.sort(
    (a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0) || byName.compare(a.name, b.name),
  );
  const entries = [
    ...listedFolders.map((name): ListedEntry => ({
      kind: 'folder',
      name,
      bytes: null,
      modifiedAt: null,
    })),
    ...details,
  ];
  return {
    entries: entries.slice(0, limits.fileChooserMaxEntries),
    left: Math.max(0, folders.length + files.length - limits.fileChooserMaxEntries),
  };
};
