import { describe, expect, it } from 'vitest';
import { createReloadPolicy } from '#main/app/page-recovery.ts';

describe('createReloadPolicy', () => {
  it('reloads three times in five minutes and then restarts the app', () => {
    const decideOnCrash = createReloadPolicy();
    expect([0, 1_000, 2_000].map(decideOnCrash)).toEqual(['reload', 'reload', 'reload']);
    expect(decideOnCrash(3_000)).toBe('restart');
  });

  it('resets the count after five minutes', () => {
    const decideOnCrash = createReloadPolicy();
    [0, 1, 2].map(decideOnCrash);
    expect(decideOnCrash(5 * 60_000 + 10)).toBe('reload');
  });
});
