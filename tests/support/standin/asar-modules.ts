/** Resolves and loads modules from an asar archive, for Node’s CommonJS and ES module loaders. */
import { readFileSync, existsSync } from 'node:fs';
import Module, { createRequire, isBuiltin, registerHooks } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolveInArchive } from './asar-archive.ts';
import { installAsarFiles } from './asar-fs.ts';

type Exports = string | null | readonly Exports[] | { readonly [key: string]: Exports };

interface PackageJson {
  readonly main?: string;
  readonly type?: string;
  readonly exports?: Exports;
}

const EXTENSIONS = ['', '.js', '.cjs', '.mjs', '.json', '.node'];

function isFile(path: string): boolean {
  const archivePath = resolveInArchive(path);
  const node = archivePath?.archive.find(archivePath.entryPath) ?? null;
  return node !== null && !('files' in node);
}

function readPackage(folder: string): PackageJson | null {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageJson) : null;
}

/** Finds a file as CommonJS does: the path itself, the path with an extension, or the entry of a folder. */
function findFileOrEntry(path: string): string | null {
  const exactFile = EXTENSIONS.map((extension) => path + extension).find(isFile);
  if (exactFile !== undefined) return exactFile;
  const main = readPackage(path)?.main;
  const entries = [...(main === undefined ? [] : [join(path, main)]), join(path, 'index')];
  return (
    entries
      .flatMap((entry) => [
        ...EXTENSIONS.map((extension) => entry + extension),
        join(entry, 'index.js'),
      ])
      .find(isFile) ?? null
  );
}

/** Finds the first target whose conditions are met. */
function resolveConditions(
  target: Exports | undefined,
  conditions: ReadonlySet<string>,
): string | null {
  if (target === undefined || target === null) return null;
  if (typeof target === 'string') return target;
  const candidates = Array.isArray(target)
    ? (target as readonly Exports[])
    : Object.entries(target)
        .filter(([key]) => key === 'default' || conditions.has(key))
        .map(([, value]) => value);
  for (const candidate of candidates) {
    const found = resolveConditions(candidate, conditions);
    if (found !== null) return found;
  }
  return null;
}

/** Resolves a subpath by a package's `exports`, patterns included. */
function resolveExports(
  exports: Exports,
  subpath: string,
  conditions: ReadonlySet<string>,
): string | null {
  const bySubpath =
    typeof exports === 'object' &&
    exports !== null &&
    !Array.isArray(exports) &&
    Object.keys(exports).some((key) => key.startsWith('.'));
  if (!bySubpath) return subpath === '.' ? resolveConditions(exports, conditions) : null;
  const table = exports as Readonly<Record<string, Exports>>;
  if (subpath in table) return resolveConditions(table[subpath], conditions);
  for (const [key, target] of Object.entries(table)) {
    const [prefix = '', suffix] = key.split('*');
    if (suffix === undefined || !subpath.startsWith(prefix) || !subpath.endsWith(suffix)) continue;
    return (
      resolveConditions(target, conditions)?.replaceAll(
        '*',
        subpath.slice(prefix.length, subpath.length - suffix.length),
      ) ?? null
    );
  }
  return null;
}

function findPackage(
  specifier: string,
  from: string,
  conditions: ReadonlySet<string>,
): string | null {
  const [, name = '', subpath = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  for (let folder = from; resolveInArchive(folder) !== null; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    const manifest = readPackage(candidate);
    if (manifest === null) continue;
    if (manifest.exports === undefined) return findFileOrEntry(join(candidate, subpath));
    const target = resolveExports(manifest.exports, `.${subpath}`, conditions);
    return target === null ? null : join(candidate, target);
  }
  return null;
}

function findModule(
  specifier: string,
  parent: string | null,
  conditions: ReadonlySet<string>,
): string | null {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  if (isAbsolute(specifier)) return findFileOrEntry(specifier);
  if (parent === null) return null;
  return /^\.\.?(?:[\\/]|$)/.test(specifier)
    ? findFileOrEntry(resolve(dirname(parent), specifier))
    : findPackage(specifier, dirname(parent), conditions);
}

function formatOf(file: string): string {
  if (file.endsWith('.mjs')) return 'module';
  if (file.endsWith('.cjs')) return 'commonjs';
  if (file.endsWith('.json')) return 'json';
  for (let folder = dirname(file); resolveInArchive(folder) !== null; folder = dirname(folder)) {
    const manifest = readPackage(folder);
    if (manifest !== null) return manifest.type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}

function archiveFileOf(url: string | undefined): string | null {
  if (url?.startsWith('file:') !== true) return null;
  const path = fileURLToPath(url);
  return resolveInArchive(path) === null ? null : path;
}

/** Marks the address of a CommonJS module that was imported, not required. */
const IMPORTED = '?imported';

/**
 * Source of an ES module that requires a CommonJS module and exports its names. In Node 22 an imported CommonJS module whose
 * source comes from a hook gets a `require` without hooks, so it cannot be imported directly.
 */
function createFacadeSource(file: string): string {
  const names = Object.keys(createRequire(file)(file) as object).filter(
    (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default',
  );
  return [
    "import { createRequire } from 'node:module';",
    `const required = createRequire(${JSON.stringify(file)})(${JSON.stringify(file)});`,
    'export default required;',
    ...names.map((name) => `const _${name} = required.${name}; export { _${name} as ${name} };`),
  ].join('\n');
}

/** Loads native modules from `app.asar.unpacked` beside the archive, as Electron does. */
function installNativeModules(): void {
  const load = process.dlopen.bind(process);
  process.dlopen = (module, filename, flags) => {
    const archivePath = resolveInArchive(filename);
    const libraryPath =
      archivePath === null ? filename : archivePath.archive.unpackedPath(archivePath.entryPath);
    if (flags === undefined) load(module, libraryPath);
    else load(module, libraryPath, flags);
  };
}

/** Whether a script is in an archive, determined without opening it. */
export function isInArchive(script: string | undefined): boolean {
  return script !== undefined && /[\\/]app\.asar[\\/]/.test(script);
}

type ResolveFilename = (
  request: string,
  parent: { readonly filename?: string } | null | undefined,
  ...otherArguments: unknown[]
) => string;

/** Patches `require.resolve`, which does not call hooks. */
function installResolve(): void {
  const loader = Module as unknown as { _resolveFilename: ResolveFilename };
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, parent, ...otherArguments) => {
    const from = parent?.filename;
    const isInside = from !== undefined && resolveInArchive(from) !== null && !isBuiltin(request);
    const file = isInside ? findModule(request, from, new Set(['node', 'require'])) : null;
    return file ?? Reflect.apply(original, loader, [request, parent, ...otherArguments]);
  };
}

/** Lets Node run an app out of an archive: its modules, its native modules and its files. */
export function installAsar(): void {
  installAsarFiles();
  installNativeModules();
  installResolve();
  registerHooks({
    resolve(specifier, context, next) {
      const parent = archiveFileOf(context.parentURL);
      const target =
        isBuiltin(specifier) ||
        (parent === null && archiveFileOf(specifier) === null && !isAbsolute(specifier))
          ? null
          : findModule(specifier, parent, new Set(context.conditions));
      if (target === null || resolveInArchive(target) === null) return next(specifier, context);
      const url = pathToFileURL(target).href;
      if (target.endsWith('.node')) return { url, shortCircuit: true };
      const format = formatOf(target);
      const isImported = format === 'commonjs' && context.conditions.includes('import');
      return isImported
        ? { url: url + IMPORTED, format: 'module', shortCircuit: true }
        : { url, format, shortCircuit: true };
    },
    load(url, context, next) {
      const file = archiveFileOf(url);
      if (file === null || file.endsWith('.node')) return next(url, context);
      if (url.endsWith(IMPORTED))
        return { format: 'module', source: createFacadeSource(file), shortCircuit: true };
      return {
        format: context.format ?? formatOf(file),
        source: readFileSync(file),
        shortCircuit: true,
      };
    },
  });
}
