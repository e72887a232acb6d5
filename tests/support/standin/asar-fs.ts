/** Extends Node’s `fs` with the files inside an asar archive, as Electron does. */
import fs from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { intoArchive } from './asar-archive.ts';
import type { ArchivePath, AsarNode } from './asar-archive.ts';

type AnyFunction = (...args: unknown[]) => unknown;

function pathOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value instanceof URL && value.protocol === 'file:') return fileURLToPath(value);
  return null;
}

function failure(
  code: 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EACCES',
  call: string,
  path: string,
): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${call} '${path}'`);
  return Object.assign(error, { code, syscall: call, path });
}

function nodeAt({ archive, inside }: ArchivePath, call: string, path: string): AsarNode {
  const node = archive.find(inside);
  if (node === null) throw failure('ENOENT', call, path);
  return node;
}

function readFile(place: ArchivePath, path: string, options: unknown): Buffer | string {
  const node = nodeAt(place, 'open', path);
  if ('files' in node) throw failure('EISDIR', 'read', path);
  const bytes =
    node.unpacked === true
      ? real.readFileSync(place.archive.unpackedPath(place.inside))
      : place.archive.read(place.inside, node);
  const encoding =
    typeof options === 'string'
      ? options
      : (options as { encoding?: string } | undefined)?.encoding;
  return typeof encoding === 'string' ? bytes.toString(encoding as BufferEncoding) : bytes;
}

/** Stats of an entry. Type, size and times are real; the mode is that of a read-only file or folder. */
function statOf(place: ArchivePath, path: string): Stats {
  const node = nodeAt(place, 'stat', path);
  const folder = 'files' in node;
  const time = place.archive.modified;
  return Object.assign(Object.create(fs.Stats.prototype as object) as Stats, {
    mode: folder ? 0o40555 : 0o100444,
    size: folder ? 0 : node.size,
    mtime: time,
    atime: time,
    ctime: time,
    birthtime: time,
    mtimeMs: time.getTime(),
  });
}

function listing(place: ArchivePath, path: string, options: unknown): (string | Dirent)[] {
  const node = nodeAt(place, 'scandir', path);
  if (!('files' in node)) throw failure('ENOTDIR', 'scandir', path);
  const { withFileTypes = false, recursive = false } = (
    typeof options === 'object' && options !== null ? options : {}
  ) as {
    withFileTypes?: boolean;
    recursive?: boolean;
  };
  const found: (string | Dirent)[] = [];
  const visit = (files: Readonly<Record<string, AsarNode>>, below: string): void => {
    for (const [name, entry] of Object.entries(files)) {
      const folder = 'files' in entry;
      found.push(withFileTypes ? direntOf(name, join(path, below), folder) : join(below, name));
      if (recursive && folder) visit(entry.files, join(below, name));
    }
  };
  visit(node.files, '');
  return found;
}

function direntOf(name: string, parentPath: string, folder: boolean): Dirent {
  const isOtherType = (): boolean => false;
  return Object.assign(Object.create(fs.Dirent.prototype as object) as Dirent, {
    name,
    parentPath,
    isDirectory: () => folder,
    isFile: () => !folder,
    isBlockDevice: isOtherType,
    isCharacterDevice: isOtherType,
    isFIFO: isOtherType,
    isSocket: isOtherType,
    isSymbolicLink: isOtherType,
  });
}

function access(place: ArchivePath, path: string, mode: unknown): void {
  nodeAt(place, 'access', path);
  if (typeof mode === 'number' && (mode & fs.constants.W_OK) !== 0)
    throw failure('EACCES', 'access', path);
}

/** The archive's answer to one call of `fs`, from the path and the call's other arguments. */
type Answer = (place: ArchivePath, path: string, rest: readonly unknown[]) => unknown;

const answers: Readonly<Record<string, Answer>> = {
  readFile: (place, path, [options]) => readFile(place, path, options),
  readdir: (place, path, [options]) => listing(place, path, options),
  stat: statOf,
  lstat: statOf,
  access: (place, path, [mode]) => {
    access(place, path, mode);
  },
  realpath: (place, path) => {
    nodeAt(place, 'realpath', path);
    return path;
  },
};

const real = { readFileSync: fs.readFileSync, existsSync: fs.existsSync };

function patch(
  target: object,
  name: string,
  wrap: (original: AnyFunction, path: string, place: ArchivePath, rest: unknown[]) => unknown,
): void {
  const original = Reflect.get(target, name) as AnyFunction;
  Reflect.set(target, name, (...args: unknown[]): unknown => {
    const path = pathOf(args[0]);
    const place = path === null ? null : intoArchive(path);
    return path === null || place === null
      ? Reflect.apply(original, target, args)
      : wrap(original, path, place, args.slice(1));
  });
}

/**
 * Lets `fs` read files inside an archive as Electron's does: by path, in all three forms of a call, read only. Functions
 * that are not patched fail as for a path below a file, which Electron does not allow either.
 */
export function installAsarFiles(): void {
  for (const [name, answer] of Object.entries(answers)) {
    patch(fs, `${name}Sync`, (_original, path, place, rest) => answer(place, path, rest));
    patch(fs.promises, name, async (_original, path, place, rest) => answer(place, path, rest));
    patch(fs, name, (_original, path, place, rest) => {
      const callback = rest.at(-1) as (error: unknown, value?: unknown) => void;
      void Promise.resolve()
        .then(() => answer(place, path, rest.slice(0, -1)))
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
  patch(fs, 'existsSync', (_original, _path, { archive, inside }) => archive.find(inside) !== null);
  syncBuiltinESMExports();
}
