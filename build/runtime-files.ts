/** Decides which files of an npm package the running app needs. Packaging keeps only these and verification allows only these. */
import path from 'node:path';

const CODE_AND_DATA = /\.(?:c?js|mjs|json|node|dll|wasm|gz)$|\.so(?:\.\d+)*$/;
const LICENCE_FILE_NAME = /^(?:licen[cs]e|copying|notice)/i;
const TYPE_DECLARATIONS = /\.d\.[cm]?ts$/;
const DEVELOPMENT_FOLDERS: ReadonlySet<string> = new Set([
  'test',
  'tests',
  '__tests__',
  'doc',
  'docs',
  'example',
  'examples',
  'bench',
  'benchmark',
  'benchmarks',
  'integration',
  'scripts',
  'spec',
  '.github',
]);
const DEVELOPMENT_FILES =
  /^(?:eslint\.config\.js|tsconfig\.json|tsconfig\..*\.json|package-lock\.json|\..*)$/;

/** The used files of packages that contain several variants or their own sources. */
const usedFiles: Readonly<Record<string, RegExp>> = {
  'tesseract.js-core': /^tesseract-core-simd\.(?:js|wasm)$/,
  '@tesseract.js-data/eng': /^4\.0\.0\//,
  'zxing-wasm':
    /^dist\/(?:es|cjs)\/(?:package\.json|share\.js|(?:bindings|reader)\/)|^dist\/reader\//,
  koffi: /^(?:src\/koffi\/)?(?:index|indirect)\.c?js$|^src\/koffi\/src\/[\w-]+\.c?js$/,
  // Excludes the variant for Linux systems without glibc, which are not supported.
  '@koromix/koffi-linux-x64': /^(?:index\.js|linux_x64\/)/,
};

/** @param file path inside the package, with forward slashes. */
export const isRuntimeFile = (packageName: string, file: string): boolean => {
  const segments = file.split('/');
  const fileName = path.posix.basename(file);
  if (file === 'package.json' || (segments.length === 1 && LICENCE_FILE_NAME.test(fileName)))
    return true;
  if (segments.slice(0, -1).some((segment) => DEVELOPMENT_FOLDERS.has(segment))) return false;
  if (
    TYPE_DECLARATIONS.test(fileName) ||
    DEVELOPMENT_FILES.test(fileName) ||
    !CODE_AND_DATA.test(fileName)
  )
    return false;
  return usedFiles[packageName]?.test(file) ?? true;
};

export const isNativeFile = (file: string): boolean => /\.(?:node|dll)$|\.so(?:\.\d+)*$/.test(file);
