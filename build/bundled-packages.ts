/** A Vite plugin that records which npm packages were bundled into the built scripts, for the bill of materials. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** The package folder of a module: `node_modules/@a/b` for `/project/node_modules/@a/b/dist/c.js?raw`. */
const packageFolderOf = (module: string): string | null =>
  /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(
    module.replaceAll('\\', '/'),
  )?.[0] ?? null;

/**
 * The page and its workers share one set, because Vite builds each worker separately and before the page.
 *
 * @param root the project's folder.
 * @param bundleName names the file `out/bundled/<bundleName>.json`, a sorted list of package folders as the lock file names them.
 */
export const recordBundledPackages = (
  root: string,
  bundleName: 'main' | 'preload' | 'renderer',
): Plugin => {
  const folders = new Set<string>();
  return {
    name: 'record-bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        const modules = output.type === 'chunk' ? output.moduleIds : output.originalFileNames;
        for (const module of modules) {
          const folder = packageFolderOf(module);
          if (folder !== null) folders.add(folder);
        }
      }
      const file = path.join(root, 'out/bundled', `${bundleName}.json`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify([...folders].sort(), null, 2)}\n`);
    },
  };
};
