/** Resolves and loads modules from an asar archive, for Node’s CommonJS and ES module loaders. */
import { readFileSync, existsSync } from 'node:fs';
import Module, { createRequire, isBuiltin, registerHooks } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { intoArchive } from './asar-archive.ts';
import { installAsarFiles } from './asar-fs.ts';

type Exports = string | null | readonly Exports[] | { readonly [key: string]: Exports };

interface PackageJson {
  readonly main?: string;
  readonly type?: string;
  readonly exports?: Exports;
}

const EXTENSIONS = ['', '.js', '.cjs', '.mjs', '.json', '.node'];

function isFile(path: string): boolean {
  const place = intoArchive(path);
  const node = place?.archive.find(place.inside) ?? null;
  return node !== null && !('files' in node);
}

function readPackage(folder: string): PackageJson | null {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageJson) : null;
}

/** Finds a file as CommonJS does: the path itself, the path with an extension, or the entry of a folder. */
function fileOrFolder(path: string): string | null {
  const direct = EXTENSIONS.map((extension) => path + extension).find(isFile);
  if (direct !== undefined) return direct;
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
  const choices = Array.isArray(target)
    ? (target as readonly Exports[])
    : Object.entries(target)
        .filter(([key]) => key === 'default' || conditions.has(key))
        .map(([, value]) => value);
  for (const choice of choices) {
    const found = resolveConditions(choice, conditions);
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
    const [before = '', after] = key.split('*');
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue;
    return (
      resolveConditions(target, conditions)?.replaceAll(
        '*',
        subpath.slice(before.length, subpath.length - after.length),
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
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  for (let folder = from; intoArchive(folder) !== null; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    const manifest = readPackage(candidate);
    if (manifest === null) continue;
    if (manifest.exports === undefined) return fileOrFolder(join(candidate, rest));
    const target = resolveExports(manifest.exports, `.${rest}`, conditions);
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
  if (isAbsolute(specifier)) return fileOrFolder(specifier);
  if (parent === null) return null;
  return /^\.\.?(?:[\\/]|$)/.test(specifier)
    ? fileOrFolder(resolve(dirname(parent), specifier))
    : findPackage(specifier, dirname(parent), conditions);
}

function formatOf(file: string): string {
  if (file.endsWith('.mjs')) return 'module';
  if (file.endsWith('.cjs')) return 'commonjs';
  if (file.endsWith('.json')) return 'json';
  for (let folder = dirname(file); intoArchive(folder) !== null; folder = dirname(folder)) {
    const manifest = readPackage(folder);
    if (manifest !== null) return manifest.type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}

function pathIn(url: string | undefined): string | null {
  if (url?.startsWith('file:') !== true) return null;
  const path = fileURLToPath(url);
  return intoArchive(path) === null ? null : path;
}

/** Marks the address of a CommonJS module that was imported, not required. */
const IMPORTED = '?imported';

/**
 * Source of an ES module that requires a CommonJS module and exports its names. In Node 22 an imported CommonJS module whose
 * source comes from a hook gets a `require` without hooks, so it cannot be imported directly.
 */
function facadeOf(file: string): string {
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

/** Native modules are loaded from beside the archive, where Electron's own loader finds the unpacked ones. */
function installNativeModules(): void {
  const load = process.dlopen.bind(process);
  process.dlopen = (module, filename, flags) => {
    const place = intoArchive(filename);
    const real = place === null ? filename : place.archive.unpackedPath(place.inside);
    if (flags === undefined) load(module, real);
    else load(module, real, flags);
  };
}

/** Whether a script is in an archive, determined without opening it. */
export function isInArchive(script: string | undefined): boolean {
  return script !== undefined && /[\\/]app\.asar[\\/]/.test(script);
}

type ResolveFilename = (
  request: string,
  parent: { readonly filename?: string } | null | undefined,
  ...rest: unknown[]
) => string;

/** `require.resolve` does not go through hooks. */
function installResolve(): void {
  const loader = Module as unknown as { _resolveFilename: ResolveFilename };
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, parent, ...rest) => {
    const from = parent?.filename;
    const inside = from !== undefined && intoArchive(from) !== null && !isBuiltin(request);
    const found = inside ? findModule(request, from, new Set(['node', 'require'])) : null;
    return found ?? Reflect.apply(original, loader, [request, parent, ...rest]);
  };
}

/** Lets Node run an app out of an archive: its modules, its native modules and its files. */
export function installAsar(): void {
  installAsarFiles();
  installNativeModules();
  installResolve();
  registerHooks({
    resolve(specifier, context, next) {
      const parent = pathIn(context.parentURL);
      const target =
        isBuiltin(specifier) ||
        (parent === null && pathIn(specifier) === null && !isAbsolute(specifier))
          ? null
          : findModule(specifier, parent, new Set(context.conditions));
      if (target === null || intoArchive(target) === null) return next(specifier, context);
      const url = pathToFileURL(target).href;
      if (target.endsWith('.node')) return { url, shortCircuit: true };
      const format = formatOf(target);
      const imported = format === 'commonjs' && context.conditions.includes('import');
      return imported
        ? { url: url + IMPORTED, format: 'module', shortCircuit: true }
        : { url, format, shortCircuit: true };
    },
    load(url, context, next) {
      const file = pathIn(url);
      if (file === null || file.endsWith('.node')) return next(url, context);
      if (url.endsWith(IMPORTED))
        return { format: 'module', source: facadeOf(file), shortCircuit: true };
      return {
        format: context.format ?? formatOf(file),
        source: readFileSync(file),
        shortCircuit: true,
      };
    },
  });
}
