/** Checks that every source file opens with a comment that names its subject. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).map(
  (file) => path.posix.join('src', file.replaceAll('\\', '/')),
);
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const IMPORT = /^import [^;]*;\n/gm;
/** The script of a component after its imports. */
const scriptOf = (file: string): string =>
  (/<script[^>]*>\n([\s\S]*?)<\/script>/.exec(textOf(file))?.[1] ?? '')
    .replace(IMPORT, '')
    .trimStart();

describe('a source file', () => {
  it('opens with a comment when it is a TypeScript module', () => {
    const modules = sources.filter((file) => file.endsWith('.ts'));
    expect(modules.length).toBeGreaterThan(0);
    expect(modules.filter((file) => !textOf(file).startsWith('/**'))).toEqual([]);
  });

  it('has a comment after its imports when it is a component', () => {
    const components = sources.filter((file) => file.endsWith('.vue'));
    expect(components.length).toBeGreaterThan(0);
    expect(components.filter((file) => !scriptOf(file).startsWith('/**'))).toEqual([]);
  });
});
