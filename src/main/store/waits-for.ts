/** Converts `waitsFor` to and from its stored form, in which the connection is called `line`. */
import type { WaitsFor } from '#main/record/stored-registration.ts';

export const WAITS_FOR_CONNECTION = 'line';

export const toStoredWaitsFor = (waitsFor: WaitsFor | null): string | null =>
  waitsFor === 'connection' ? WAITS_FOR_CONNECTION : waitsFor;

export const fromStoredWaitsFor = (stored: unknown): WaitsFor | null =>
  stored === WAITS_FOR_CONNECTION
    ? 'connection'
    : (stored as Exclude<WaitsFor, 'connection'> | null);
