/** Reads the header and the files of an asar archive. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** A file of an archive. */
export interface AsarFile {
  readonly size: number;
  readonly offset?: string;
  /** The file lies in the folder `app.asar.unpacked` instead. */
  readonly unpacked?: boolean;
  readonly executable?: boolean;
}
/** A folder of an archive. */
export interface AsarFolder {
  readonly files: Readonly<Record<string, AsarNode>>;
}
export type AsarNode = AsarFile | AsarFolder;

/** One archive, opened. */
export interface Archive {
  /** @returns null when there is no such entry. */
  find(inside: string): AsarNode | null;
  read(inside: string, file: AsarFile): Buffer;
  /** Where an unpacked entry lies. */
  unpackedPath(inside: string): string;
  /** Modification time of the archive, used for all its entries. */
  readonly modified: Date;
}

/** A path that leads into an archive. */
export interface ArchivePath {
  readonly archive: Archive;
  /** Below the archive's root, with forward slashes; '' is the root. */
  readonly inside: string;
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

const opened = new Map<string, Archive>();

/** @returns null for a path that leads into no archive; the archive itself is its root folder, as on Electron. */
export function intoArchive(path: string): ArchivePath | null {
  const full = resolve(path);
  const parts = full.split(sep);
  const at = parts.indexOf(ARCHIVE);
  if (at < 0) return null;
  const file = parts.slice(0, at + 1).join(sep);
  let archive = opened.get(file);
  if (archive === undefined) opened.set(file, (archive = openArchive(file)));
  return { archive, inside: parts.slice(at + 1).join('/') };
}
