/** Styles are plain CSS without scopes: the first class of a selector says whose it is, so no two features may use the same. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../src/renderer/features');

/** The classes with which a component's own selectors begin. */
const styledClasses = (file: string): string[] => {
  const styles = [...readFileSync(file, 'utf8').matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)]
    .map((style) => style[1] ?? '')
    .join('\n');
  const selectors = [...styles.matchAll(/([^{}]+)\{/g)].flatMap((rule) =>
    (rule[1] ?? '').split(','),
  );
  return selectors.flatMap((selector) => /^\s*\.([a-z][\w-]*)/.exec(selector)?.[1] ?? []);
};

it('gives every class to one feature', () => {
  const owners = new Map<string, Set<string>>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.vue'),
  )) {
    for (const styled of styledClasses(path.join(root, name))) {
      owners.set(styled, (owners.get(styled) ?? new Set()).add(name.split(path.sep)[0] ?? ''));
    }
  }
  expect(owners.size).toBeGreaterThan(50);
  expect([...owners].filter(([, features]) => features.size > 1)).toEqual([]);
});
