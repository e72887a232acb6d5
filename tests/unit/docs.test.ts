import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '#shared/error-codes.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const documented = [...page.matchAll(/^\| `([A-Z0-9-]+)` \|/gm)].map((row) => row[1]);

describe('docs/errors.md', () => {
  it('has one line for every code and none for another', () => {
    expect([...documented].sort()).toEqual([...errorCodes].sort());
  });
});
