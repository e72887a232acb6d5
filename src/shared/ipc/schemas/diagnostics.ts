/** Schemas of the device diagnostics. */
import * as v from 'valibot';
import { checkNames, checkStates } from '#shared/domain/checks.ts';
import { errorCodes } from '#shared/error-codes.ts';
import { epochMs } from './primitives.ts';

const millimetres = v.pipe(v.number(), v.minValue(0));

/**
 * A scan of a blank sheet and the faults of the scanner detected in it. Positions are in millimetres from the upper
 * left corner of the picture.
 */
export const blankSheet = v.object({
  scanner: v.string(),
  dpi: v.number(),
  picture: v.object({ url: v.string(), widthMm: millimetres, heightMm: millimetres }),
  /** Number of specks, of which `largest` lists the largest ones. */
  specks: v.pipe(v.number(), v.integer(), v.minValue(0)),
  largest: v.array(v.object({ xMm: millimetres, yMm: millimetres, sizeMm: millimetres })),
  /** `levels`: difference of the streak from the surrounding paper in grey levels, negative for a dark streak. */
  streaks: v.array(v.object({ xMm: millimetres, widthMm: millimetres, levels: v.number() })),
  /** Ratio of the darkest to the lightest area of the sheet. */
  evenness: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** Grey level of the paper. */
  paper: v.pipe(v.number(), v.minValue(0), v.maxValue(255)),
});

/** A run of all checks: one result per check, in order. */
export const checkRun = v.object({
  at: epochMs,
  results: v.array(
    v.object({
      name: v.picklist(checkNames),
      state: v.picklist(checkStates),
      code: v.nullable(v.picklist(errorCodes)),
      facts: v.string(),
    }),
  ),
});
