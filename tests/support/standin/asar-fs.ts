/** Extends Node’s `fs` with the files inside an asar archive, as Electron does. */
import fs from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveInArchive } from './asar-archive.ts';
import type { ArchivePath, AsarNode } from './asar-archive.ts';

type AnyFunction = (...args: unknown[]) => unknown;

function toPath(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value instanceof URL && value.protocol === 'file:') return fileURLToPath(value);
  return null;
}

function createFsError(
  code: 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EACCES',
  syscall: string,
  path: string,
): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${syscall} '${path}'`);
  return Object.assign(error, { code, syscall, path });
}

function nodeAt(
  { archive, entryPath: inside }: ArchivePath,
  syscall: string,
  path: string,
): AsarNode {
  const node = archive.find(inside);
  if (node === null) throw createFsError('ENOENT', syscall, path);
  return node;
}

function readFile(archivePath: ArchivePath, path: string, options: unknown): Buffer | string {
  const node = nodeAt(archivePath, 'open', path);
  if ('files' in node) throw createFsError('EISDIR', 'read', path);
  const bytes =
    node.unpacked === true
      ? originalFs.readFileSync(archivePath.archive.unpackedPath(archivePath.entryPath))
      : archivePath.archive.read(archivePath.entryPath, node);
  const encoding =
    typeof options === 'string'
      ? options
      : (options as { encoding?: string } | undefined)?.encoding;
  return typeof encoding === 'string' ? bytes.toString(encoding as BufferEncoding) : bytes;
}

/** Stats of an entry. Type, size and times are real; the mode is that of a read-only file or folder. */
function statOf(archivePath: ArchivePath, path: string): Stats {
  const node = nodeAt(archivePath, 'stat', path);
  const isFolder = 'files' in node;
  const time = archivePath.archive.modified;
  return Object.assign(Object.create(fs.Stats.prototype as object) as Stats, {
    mode: isFolder ? 0o40555 : 0o100444,
    size: isFolder ? 0 : node.size,
    mtime: time,
    atime: time,
    ctime: time,
    birthtime: time,
    mtimeMs: time.getTime(),
  });
}

function readDirectory(
  archivePath: ArchivePath,
  path: string,
  options: unknown,
): (string | Dirent)[] {
  const node = nodeAt(archivePath, 'scandir', path);
  if (!('files' in node)) throw createFsError('ENOTDIR', 'scandir', path);
  const { withFileTypes = false, recursive = false } = (
    typeof options === 'object' && options !== null ? options : {}
  ) as {
    withFileTypes?: boolean;
    recursive?: boolean;
  };
  const entries: (string | Dirent)[] = [];
  const addEntries = (files: Readonly<Record<string, AsarNode>>, parent: string): void => {
    for (const [name, entry] of Object.entries(files)) {
      const isFolder = 'files' in entry;
      entries.push(
        withFileTypes ? direntOf(name, join(path, parent), isFolder) : join(parent, name),
      );
      if (recursive && isFolder) addEntries(entry.files, join(parent, name));
    }
  };
  addEntries(node.files, '');
  return entries;
}

function direntOf(name: string, parentPath: string, isFolder: boolean): Dirent {
  const isOtherType = (): boolean => false;
  return Object.assign(Object.create(fs.Dirent.prototype as object) as Dirent, {
    name,
    parentPath,
    isDirectory: () => isFolder,
    isFile: () => !isFolder,
    isBlockDevice: isOtherType,
    isCharacterDevice: isOtherType,
    isFIFO: isOtherType,
    isSocket: isOtherType,
    isSymbolicLink: isOtherType,
  });
}

function access(archivePath: ArchivePath, path: string, mode: unknown): void {
  nodeAt(archivePath, 'access', path);
  if (typeof mode === 'number' && (mode & fs.constants.W_OK) !== 0)
    throw createFsError('EACCES', 'access', path);
}

/** Implements one function of `fs` for a path in an archive. */
type AsarImplementation = (
  archivePath: ArchivePath,
  path: string,
  otherArguments: readonly unknown[],
) => unknown;

const implementations: Readonly<Record<string, AsarImplementation>> = {
  readFile: (archivePath, path, [options]) => readFile(archivePath, path, options),
  readdir: (archivePath, path, [options]) => readDirectory(archivePath, path, options),
  stat: statOf,
  lstat: statOf,
  access: (archivePath, path, [mode]) => {
    access(archivePath, path, mode);
  },
  realpath: (archivePath, path) => {
    nodeAt(archivePath, 'realpath', path);
    return path;
  },
};

const originalFs = { readFileSync: fs.readFileSync, existsSync: fs.existsSync };

function patch(
  target: object,
  name: string,
  wrap: (
    original: AnyFunction,
    path: string,
    archivePath: ArchivePath,
    otherArguments: unknown[],
  ) => unknown,
): void {
  const original = Reflect.get(target, name) as AnyFunction;
  Reflect.set(target, name, (...args: unknown[]): unknown => {
    const path = toPath(args[0]);
    const archivePath = path === null ? null : resolveInArchive(path);
    return path === null || archivePath === null
      ? Reflect.apply(original, target, args)
      : wrap(original, path, archivePath, args.slice(1));
  });
}

/**
 * Lets `fs` read files inside an archive by path, as Electron's does, with the synchronous, callback and promise functions.
 * Functions that are not patched fail as for a path below a file.
 */
export function installAsarFiles(): void {
  for (const [name, implementation] of Object.entries(implementations)) {
    patch(fs, `${name}Sync`, (_original, path, archivePath, otherArguments) =>
      implementation(archivePath, path, otherArguments),
    );
    patch(fs.promises, name, async (_original, path, archivePath, otherArguments) =>
      implementation(archivePath, path, otherArguments),
    );
    patch(fs, name, (_original, path, archivePath, otherArguments) => {
      const callback = otherArguments.at(-1) as (error: unknown, value?: unknown) => void;
      void Promise.resolve()
        .then(() => implementation(archivePath, path, otherArguments.slice(0, -1)))
        .then(
          (value) => {
            callback(null, value);
          },
          (error: unknown) => {
            callback(error);
          },
        );
    });
  }
  patch(
    fs,
    'existsSync',
    (_original, _path, { archive, entryPath: inside }) => archive.find(inside) !== null,
  );
  syncBuiltinESMExports();
}
