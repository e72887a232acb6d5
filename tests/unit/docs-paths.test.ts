import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['bench', 'build', 'docs', 'resources', 'scripts', 'src', 'tests'];
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.posix.join(folder, file.replaceAll('\\', '/')),
  );
const entries = [...folders, ...folders.flatMap(filesBelow)];
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...entries.filter((file) => file.endsWith('.md')),
];

/** Patterns in CONTRIBUTING.md, generated files, and a file of a package. */
const ignoredPaths = [
  'src/main/a/b.ts',
  'tests/unit/main/a/b.test.ts',
  'resources/package-info.json',
  'resources/sbom.cdx.json',
  'bench/results.json',
  'electron.d.ts',
];

/** Code spans that have the extension of a source file or begin with a folder of the project. */
const pathsIn = (document: string): readonly string[] =>
  [...readFileSync(path.join(root, document), 'utf8').matchAll(/`([^`\s]+)`/g)]
    .map(([, span = '']) => span.replace(/\/$/, ''))
    .filter((span) => /^[\w.@/-]+$/.test(span) && !ignoredPaths.includes(span))
    .filter(
      (span) =>
        /\.(?:ts|vue|mjs|md|sh)$/.test(span) ||
        folders.some((folder) => span.startsWith(`${folder}/`)),
    );

/** Whether a path exists from the project's root, from the document's folder, or as the end of a path of the project. */
const pathExists = (document: string, named: string): boolean =>
  existsSync(path.join(root, named)) ||
  existsSync(path.join(root, path.dirname(document), named)) ||
  entries.some((entry) => entry.endsWith(`/${named}`));

describe('file paths in the documents', () => {
  it.each(documents)('of %s exist', (document) => {
    expect(pathsIn(document).filter((named) => !pathExists(document, named))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const subfolders = (folder: string): readonly string[] =>
    readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`);

  it.each([
    ...subfolders('src/main'),
    ...subfolders('src/renderer'),
    ...subfolders('src/renderer/features'),
    ...subfolders('src/shared'),
  ])('has a row for %s', (folder) => {
    expect(page).toContain(`\n| \`${folder}\` |`);
  });
});
