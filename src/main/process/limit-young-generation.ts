/**
 * Limits V8's young generation in a process that handles few, large pictures. V8 doubles the young generation, up to 64 MB, whenever
 * many objects survive a collection, and does not shrink it again. Without the limit the imaging process held 216 MB instead of
 * 110 MB after thirty registrations.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation at its current size, which is about 1 MB in a process that has just started. Collections become more
 * frequent, so that cropping a card takes 6 % longer (300 dpi A4). No effect on a runtime without this flag.
 */
export const limitYoungGeneration = (): void => setFlagsFromString('--semi-space-growth-factor=1');
