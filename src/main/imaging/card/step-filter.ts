/** Matched filter for straight, faint edges: the step across a line, measured in several segments along its length. */
import { OPPONENT_CHANNELS } from './opponent.ts';

/** Samples on a grid, as returned by `resample`. */
export interface Patch {
  readonly samples: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** `rows`: the lines run along the rows (upper and lower sides); `columns`: along the columns. */
export type LineDirection = 'rows' | 'columns';

/** Means of the segments of each line per channel, at index (line · segments + segment) · channels + channel. */
export interface LineProfile {
  readonly means: Float32Array;
  readonly lines: number;
  readonly segments: number;
}

/**
 * Divides every line of a patch into segments of equal length and averages each.
 * @param from first sample along the lines.
 * @param until end of the samples along the lines (exclusive).
 * @param segment nominal length of a segment in samples.
 */
export const profileOf = (
  { samples, columns, rows }: Patch,
  along: LineDirection,
  from: number,
  until: number,
  segment: number,
): LineProfile => {
  const [lines, length] = along === 'rows' ? [rows, columns] : [columns, rows];
  const [lineStep, sampleStep] = (along === 'rows' ? [columns, 1] : [1, columns]).map(
    (step) => step * OPPONENT_CHANNELS,
  ) as [number, number];
  const [first, last] = [Math.max(0, from), Math.min(length, until)];
  const segments = Math.max(1, Math.round((last - first) / segment));
  const means = new Float32Array(lines * segments * OPPONENT_CHANNELS);
  for (let n = 0; n < segments; n++) {
    const begin = first + Math.round((n * (last - first)) / segments);
    const end = first + Math.round(((n + 1) * (last - first)) / segments);
    const scale = 1 / Math.max(1, end - begin);
    for (let line = 0; line < lines; line++) {
      const to = (line * segments + n) * OPPONENT_CHANNELS;
      for (let at = begin; at < end; at++) {
        const source = line * lineStep + at * sampleStep;
        for (let channel = 0; channel < OPPONENT_CHANNELS; channel++)
          means[to + channel] =
            (means[to + channel] ?? 0) + (samples[source + channel] ?? 0) * scale;
      }
    }
  }
  return { means, lines, segments };
};

/**
 * Steps of the segments: the mean of the `halfWidth` lines after a boundary minus the mean of as many lines before it.
 * Boundary n is before line n. A step is zero where the patch has too few lines on one side.
 * @returns entry (boundary · segments + segment) · channels + channel is a step.
 */
export const stepsOf = (
  { means, lines, segments }: LineProfile,
  halfWidth: number,
): Float32Array => {
  const stride = segments * OPPONENT_CHANNELS;
  const steps = new Float32Array((lines + 1) * stride);
  for (let column = 0; column < stride; column++) {
    let sum = 0;
    for (let k = 0; k < halfWidth; k++)
      sum += (means[(halfWidth + k) * stride + column] ?? 0) - (means[k * stride + column] ?? 0);
    for (let line = halfWidth; line <= lines - halfWidth; line++) {
      steps[line * stride + column] = sum / halfWidth;
      if (line === lines - halfWidth) break;
      const middle = means[line * stride + column] ?? 0;
      sum +=
        (means[(line + halfWidth) * stride + column] ?? 0) -
        2 * middle +
        (means[(line - halfWidth) * stride + column] ?? 0);
    }
  }
  return steps;
};

/** Share of the segments that must show the step. Print, hairs and shadows cover only a part of a line. */
const AGREEING_SHARE = 0.75;

/**
 * The signed step common to most segments of a line: the lower quartile, or the upper one for falling steps.
 * It is zero where the segments disagree.
 * @returns entry boundary · channels + channel is a step.
 */
export const sharedSteps = (steps: Float32Array, segments: number): Float32Array => {
  const boundaries = steps.length / (segments * OPPONENT_CHANNELS);
  const out = new Float32Array(boundaries * OPPONENT_CHANNELS);
  const sorted = new Float32Array(segments);
  const skip = Math.floor(segments * (1 - AGREEING_SHARE));
  for (let boundary = 0; boundary < boundaries; boundary++) {
    for (let channel = 0; channel < OPPONENT_CHANNELS; channel++) {
      for (let segment = 0; segment < segments; segment++)
        sorted[segment] = steps[(boundary * segments + segment) * OPPONENT_CHANNELS + channel] ?? 0;
      sorted.sort();
      const [low, high] = [sorted[skip] ?? 0, sorted[segments - 1 - skip] ?? 0];
      out[boundary * OPPONENT_CHANNELS + channel] = low > 0 ? low : high < 0 ? high : 0;
    }
  }
  return out;
};
