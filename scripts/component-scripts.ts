/**
 * Writes the script of each Vue component to `out/component-scripts` as a TypeScript file, for the linter with types, which reads
 * no `.vue` files. A finding there has the line of the component.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'vue/compiler-sfc';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'out/component-scripts');

/** Imports of what lies beside a component, by their alias: the copy lies elsewhere. */
const withAliases = (script: string, component: string): string =>
  script.replaceAll(
    /(from |import\(|import )'\.\/([^']+)'/g,
    (_, before: string, file: string) =>
      `${before}'#${path.posix.join(path.posix.dirname(component), file).replace(/^src\//, '')}'`,
  );

/** The bounds of a generic component's parameters as types, since a file has no parameters. */
const typeParameters = (generic: string | true | undefined): string =>
  typeof generic === 'string'
    ? generic.replaceAll(/(\w+) extends ([^,]+),?/g, 'type $1 = $2; ')
    : '';

/** @returns what the linter reads for a component, or null for one without a script. */
export function componentScript(source: string, component: string): string | null {
  const { descriptor } = parse(source, { filename: component });
  const block = descriptor.scriptSetup ?? descriptor.script;
  if (!block) return null;
  const above = '\n'.repeat(block.loc.start.line - 1);
  return above + typeParameters(block.attrs['generic']) + withAliases(block.content, component);
}

/** @returns the files written, relative to the project: the linter passes over a folder that Git ignores. */
export function writeComponentScripts(): string[] {
  const written: string[] = [];
  rmSync(target, { recursive: true, force: true });
  for (const file of globSync('src/renderer/**/*.vue', { cwd: root })) {
    const component = file.replaceAll(path.sep, '/');
    const script = componentScript(readFileSync(path.join(root, file), 'utf8'), component);
    if (script === null) continue;
    const copy = path.join(target, `${component}.ts`);
    mkdirSync(path.dirname(copy), { recursive: true });
    writeFileSync(copy, script);
    written.push(path.relative(root, copy));
  }
  writeFileSync(
    path.join(target, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      include: ['.', '../../src/renderer/*.d.ts'],
      exclude: [],
    }),
  );
  return written;
}
