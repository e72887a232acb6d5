import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '#shared/error-codes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
const documented = [...page.matchAll(/^\| `([A-Z0-9-]+)` \|/gm)].map((row) => row[1]);

describe('docs/errors.md', () => {
  it('has one line for each error code and no other line', () => {
    expect([...documented].sort()).toEqual([...errorCodes].sort());
  });
});

describe('docs/third-party.md', () => {
  const readJson = (file: string): unknown =>
    JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const rows = [
    ...readFileSync(path.join(root, 'docs/third-party.md'), 'utf8').matchAll(
      /^\| (\S+) \| (\S+) \|/gm,
    ),
  ]
    .map(([, name = '', licence = '']) => ({ name, licence }))
    .filter(({ name }) => name !== 'package');

  it('lists every package that is not bundled', () => {
    const { dependencies } = readJson('package.json') as { dependencies: Record<string, string> };
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(names).toEqual([...names].sort());
  });

  it.each(rows)('states the licence of $name as its package does', ({ name, licence }) => {
    expect((readJson(`node_modules/${name}/package.json`) as { license: string }).license).toBe(
      licence,
    );
  });
});

describe('docs/unproven-on-electron.md', () => {
  it('has at most 15 rows, so that it can be read at each release', () => {
    const text = readFileSync(path.join(root, 'docs/unproven-on-electron.md'), 'utf8');
    const rows = [...text.matchAll(/^\| (?!subject|--)/gm)];
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThanOrEqual(15);
  });
});
