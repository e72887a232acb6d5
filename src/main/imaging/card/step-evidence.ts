/** Computes the evidence for straight edges from step responses and noise, and pairs lines at a known distance. */
import { OPPONENT_CHANNELS } from './opponent.ts';
import { profileOf, sharedSteps, stepsOf, type LineDirection, type Patch } from './step-filter.ts';

/** Half widths of the step filter in millimetres: narrow for cut edges, wide for soft shadows. */
export const STEP_WIDTHS_MM = [0.34, 1.02] as const;
/** Length of the segments into which a line is divided. */
export const SEGMENT_MM = 6;

/** Step responses of lines per filter width: by segment, and the common step. */
export interface LineSteps {
  readonly segments: number;
  readonly steps: readonly Float32Array[];
  readonly shared: readonly Float32Array[];
}

/**
 * Step responses of all lines of a patch.
 * @param from first sample along the lines.
 * @param until end of the samples along the lines (exclusive).
 */
export const lineSteps = (
  patch: Patch,
  along: LineDirection,
  from: number,
  until: number,
  pxPerMm: number,
): LineSteps => {
  const profile = profileOf(patch, along, from, until, SEGMENT_MM * pxPerMm);
  const steps = STEP_WIDTHS_MM.map((widthMm) =>
    stepsOf(profile, Math.max(1, Math.round(widthMm * pxPerMm))),
  );
  return {
    segments: profile.segments,
    steps,
    shared: steps.map((stepsOfWidth) => sharedSteps(stepsOfWidth, profile.segments)),
  };
};

/** Standard deviation of the step of one segment where there is no edge: per filter width and channel, grey levels. */
export type StepNoise = readonly (readonly number[])[];

/** Lower limit in grey levels, because scanners are uneven and JPEG has block artefacts. */
const MIN_NOISE = 0.4;
/** Factor from the median of absolute values to the standard deviation of a Gaussian (Hampel 1974). */
const MAD_TO_SIGMA = 1.4826;

/** Robust estimate of the noise. @param samples per filter width and channel: steps of segments that usually contain no edge. */
export const noiseOf = (samples: readonly (readonly number[])[][]): StepNoise =>
  samples.map((channels) =>
    channels.map((values) => {
      const sizes = Float32Array.from(values, Math.abs).sort();
      return Math.max(MIN_NOISE, MAD_TO_SIGMA * (sizes[sizes.length >> 1] ?? 0));
    }),
  );

/** Squared z-score of a line's shared step, summed over the channels. @param widthIndex index of the filter width. */
export const chiSquareAt = (
  { shared, segments }: LineSteps,
  widthIndex: number,
  line: number,
  noise: StepNoise,
): number => {
  let sum = 0;
  for (let channel = 0; channel < OPPONENT_CHANNELS; channel++) {
    const z =
      (shared[widthIndex]?.[line * OPPONENT_CHANNELS + channel] ?? 0) /
      (noise[widthIndex]?.[channel] ?? 1);
    sum += z * z;
  }
  return sum * segments;
};

/** Upper limit (a joint z-score of 20), so that a strong edge such as a barcode's does not outweigh the opposite side. */
const MAX_EVIDENCE = 6;

/**
 * Log-likelihood of an edge at every line. It uses Student's t distribution with one degree of freedom instead of a Gaussian,
 * because steps of print and shadows have heavier tails than noise. Only local maxima of a filter's response (non-maximum
 * suppression, Canny 1986) and their neighbours have evidence. The result is the maximum over all filter widths.
 */
export const evidenceOf = (lines: LineSteps, noise: StepNoise, pxPerMm: number): Float32Array => {
  const count = (lines.shared[0]?.length ?? 0) / OPPONENT_CHANNELS;
  const out = new Float32Array(count);
  const chiSquares = new Float32Array(count);
  STEP_WIDTHS_MM.forEach((widthMm, widthIndex) => {
    for (let line = 0; line < count; line++)
      chiSquares[line] = chiSquareAt(lines, widthIndex, line, noise);
    const radius = Math.max(1, Math.round(widthMm * pxPerMm));
    for (let line = 0; line < count; line++) {
      const current = chiSquares[line] ?? 0;
      if (current === 0) continue;
      let isLargest = true;
      for (
        let n = Math.max(0, line - radius);
        isLargest && n <= Math.min(count - 1, line + radius);
        n++
      )
        isLargest = (chiSquares[n] ?? 0) <= current;
      if (!isLargest) continue;
      for (let n = Math.max(0, line - 1); n <= Math.min(count - 1, line + 1); n++)
        out[n] = Math.max(out[n] ?? 0, Math.min(MAX_EVIDENCE, Math.log1p(chiSquares[n] ?? 0)));
    }
  });
  return out;
};

export interface SidePair {
  /** Index of the line closer to the origin. */
  readonly near: number;
  readonly far: number;
  readonly evidence: number;
}

/**
 * Relative standard deviation of a card's size in a scan. Cards are cut by hand, and scanners stretch the picture along the
 * carriage.
 */
const SIZE_SIGMA = 0.005;
const MAX_SIGMAS = 3;

/**
 * The best pair of lines at a known distance, including the log-likelihood of the size.
 * @param near evidence per line for the side closer to the origin.
 * @param far evidence per line for the opposite side.
 * @param low lower bound for the near line.
 * @param high upper bound for the near line.
 * @param size known distance of the two sides, in lines.
 * @param farOffset distance from line 0 of `near` to line 0 of `far`, in lines.
 */
export const bestPair = (
  near: Float32Array,
  far: Float32Array,
  low: number,
  high: number,
  size: number,
  farOffset = 0,
): SidePair => {
  let best: SidePair = { near: 0, far: 0, evidence: -Infinity };
  const tolerance = Math.max(1, Math.floor(MAX_SIGMAS * SIZE_SIGMA * size));
  for (let a = Math.max(0, Math.ceil(low)); a <= Math.min(near.length - 1, high); a++) {
    const nominalFar = Math.round(a + size - farOffset);
    for (let b = nominalFar - tolerance; b <= nominalFar + tolerance; b++) {
      if (b < 0 || b >= far.length) continue;
      const sizeZScore = (b + farOffset - a - size) / (SIZE_SIGMA * size);
      const evidence = (near[a] ?? 0) + (far[b] ?? 0) - (sizeZScore * sizeZScore) / 2;
      if (evidence > best.evidence) best = { near: a, far: b, evidence };
    }
  }
  return best;
};
