import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '#main/scanner/escl/retry-after.ts';

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 10, 26);
  it.each([
    [null, 1_000],
    ['soon', 1_000],
    ['0', 100],
    ['3', 3_000],
    ['3600', 5_000],
    [new Date(now + 2_000).toUTCString(), 2_000],
    [new Date(now - 2_000).toUTCString(), 100],
  ])('returns for the header %s a waiting time of %i ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
