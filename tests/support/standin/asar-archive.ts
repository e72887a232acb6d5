/** Reads the header and the files of an asar archive. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** A file of an archive. */
export interface AsarFile {
  readonly size: number;
  readonly offset?: string;
  /** Whether the file is in the folder `app.asar.unpacked` instead. */
  readonly unpacked?: boolean;
  readonly executable?: boolean;
}
/** A folder of an archive. */
export interface AsarFolder {
  readonly files: Readonly<Record<string, AsarNode>>;
}
export type AsarNode = AsarFile | AsarFolder;

/** An open archive. */
export interface Archive {
  /** @returns null when there is no such entry. */
  find(inside: string): AsarNode | null;
  read(inside: string, file: AsarFile): Buffer;
  /** Path of an unpacked entry. */
  unpackedPath(inside: string): string;
  /** Modification time of the archive, used for all its entries. */
  readonly modified: Date;
}

/** A path that leads into an archive. */
export interface ArchivePath {
  readonly archive: Archive;
  /** Below the archive's root, with forward slashes; '' is the root. */
  readonly entryPath: string;
}

const ARCHIVE = 'app.asar';

function openArchive(file: string): Archive {
  const descriptor = openSync(file, 'r');
  const readAt = (size: number, position: number): Buffer => {
    const bytes = Buffer.alloc(size);
    if (readSync(descriptor, bytes, 0, size, position) !== size)
      throw new Error(`${file} is too short`);
    return bytes;
  };
  // Chromium pickles: the first contains the header's size (at byte 4), the second the header as text.
  const headerSize = readAt(8, 0).readUInt32LE(4);
  const header = readAt(headerSize, 8);
  const root = JSON.parse(header.toString('utf8', 8, 8 + header.readUInt32LE(4))) as AsarFolder;
  process.once('exit', () => {
    closeSync(descriptor);
  });
  const find = (inside: string): AsarNode | null => {
    let node: AsarNode | undefined = root;
    for (const name of inside === '' ? [] : inside.split('/')) {
      node =
        node !== undefined && 'files' in node && Object.hasOwn(node.files, name)
          ? node.files[name]
          : undefined;
    }
    return node ?? null;
  };
  const unpackedPath = (inside: string): string =>
    `${file}.unpacked${sep}${inside.replaceAll('/', sep)}`;
  return {
    find,
    unpackedPath,
    read: (_inside, entry) => readAt(entry.size, 8 + headerSize + Number(entry.offset)),
    modified: fstatSync(descriptor).mtime,
  };
}

const openArchives = new Map<string, Archive>();

/** @returns null for a path that leads into no archive; the archive itself is its root folder, as on Electron. */
export function resolveInArchive(path: string): ArchivePath | null {
  const absolutePath = resolve(path);
  const parts = absolutePath.split(sep);
  const index = parts.indexOf(ARCHIVE);
  if (index < 0) return null;
  const file = parts.slice(0, index + 1).join(sep);
  let archive = openArchives.get(file);
  if (archive === undefined) openArchives.set(file, (archive = openArchive(file)));
  return { archive, entryPath: parts.slice(index + 1).join('/') };
}
