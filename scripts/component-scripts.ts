/**
 * Writes the script of each Vue component to `out/component-scripts` as a TypeScript file, because Oxlint does not read `.vue` files with
 * type information. Line numbers stay the same as in the component.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'vue/compiler-sfc';

const root = path.resolve(import.meta.dirname, '..');
const outputFolder = path.join(root, 'out/component-scripts');

/** Replaces relative imports with aliases, since the copy is in another folder than the component. */
const replaceRelativeImports = (script: string, component: string): string =>
  script.replaceAll(
    /(from |import\(|import )'\.\/([^']+)'/g,
    (_, before: string, file: string) =>
      `${before}'#${path.posix.join(path.posix.dirname(component), file).replace(/^src\//, '')}'`,
  );

/** Declares the parameters of a generic component as types with their bounds, since a plain file has no type parameters. */
const declareTypeParameters = (generic: string | true | undefined): string =>
  typeof generic === 'string'
    ? generic.replaceAll(/(\w+) extends ([^,]+),?/g, 'type $1 = $2; ')
    : '';

/** @returns the script of a component for the linter; null for a component without a script. */
export function extractComponentScript(source: string, component: string): string | null {
  const { descriptor } = parse(source, { filename: component });
  const block = descriptor.scriptSetup ?? descriptor.script;
  if (!block) return null;
  const blankLines = '\n'.repeat(block.loc.start.line - 1);
  return (
    blankLines +
    declareTypeParameters(block.attrs['generic']) +
    replaceRelativeImports(block.content, component)
  );
}

/** @returns the paths of the written files, relative to the project. Oxlint needs them as arguments, because Git ignores the folder. */
export function writeComponentScripts(): string[] {
  const writtenPaths: string[] = [];
  rmSync(outputFolder, { recursive: true, force: true });
  for (const file of globSync('src/renderer/**/*.vue', { cwd: root })) {
    const component = file.replaceAll(path.sep, '/');
    const script = extractComponentScript(readFileSync(path.join(root, file), 'utf8'), component);
    if (script === null) continue;
    const copy = path.join(outputFolder, `${component}.ts`);
    mkdirSync(path.dirname(copy), { recursive: true });
    writeFileSync(copy, script);
    writtenPaths.push(path.relative(root, copy));
  }
  writeFileSync(
    path.join(outputFolder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      include: ['.', '../../src/renderer/*.d.ts'],
      exclude: [],
    }),
  );
  return writtenPaths;
}
