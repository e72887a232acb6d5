/** Maps what a waiting registration waits for to its stored form: stores have the word `line` for the connection. */
import type { WaitsFor } from '#main/record/stored-registration.ts';

export const WAITS_FOR_CONNECTION = 'line';

export const toStoredWaitsFor = (waitsFor: WaitsFor | null): string | null =>
  waitsFor === 'connection' ? WAITS_FOR_CONNECTION : waitsFor;

export const fromStoredWaitsFor = (stored: unknown): WaitsFor | null =>
  stored === WAITS_FOR_CONNECTION
    ? 'connection'
    : (stored as Exclude<WaitsFor, 'connection'> | null);
