import { expect, it } from 'vitest';
import { fromStoredWaitsFor, toStoredWaitsFor } from '#main/store/waits-for.ts';

it.each([
  ['connection', 'line'],
  ['sign-in', 'sign-in'],
  ['time', 'time'],
  [null, null],
] as const)('stores that a registration waits for "%s" as "%s"', (waitsFor, stored) => {
  expect(toStoredWaitsFor(waitsFor)).toBe(stored);
  expect(fromStoredWaitsFor(stored)).toBe(waitsFor);
});
