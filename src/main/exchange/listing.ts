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

/** Names of hidden and system folders, and of hidden files, such as the `._name` files that macOS writes beside each file. */
const HIDDEN_NAMES = /^(?:\..*|\$.*|System Volume Information|RECYCLER|lost\+found|FOUND\.\d+)$/i;
/** Limits concurrent requests to a slow drive. */
const MAX_CONCURRENT_STATS = 32;

const nameCollator = new Intl.Collator(['bn', 'en'], { numeric: true });

const hasExtension = (name: string, extensions: readonly string[]): boolean =>
  extensions.includes(path.extname(name).slice(1).toLowerCase());

const readFileEntry = async (folder: string, name: string): Promise<ListedEntry> => {
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
    if (HIDDEN_NAMES.test(entry.name)) continue;
    if (entry.isDirectory()) folders.push(entry.name);
    else if (entry.isFile() && hasExtension(entry.name, fileExtensions[purpose]))
      files.push(entry.name);
  }
  folders.sort(nameCollator.compare);
  const listedFolders = folders.slice(0, limits.fileChooserMaxEntries);
  const details: ListedEntry[] = [];
  for (let start = 0; start < files.length; start += MAX_CONCURRENT_STATS)
    details.push(
      ...(await Promise.all(
        files.slice(start, start + MAX_CONCURRENT_STATS).map((name) => readFileEntry(folder, name)),
      )),
    );
  details.sort(
    (a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0) || nameCollator.compare(a.name, b.name),
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
