/**
 * Statistics of a camera's frames: rate, size, brightness, and whether the picture is black or frozen. Pure functions
 * over samples, used by the photo step and the diagnostics.
 */

export interface FrameSample {
  /** Time of the sample, milliseconds of a monotonic clock. */
  readonly at: number;
  /** Number of frames that the video has presented so far. */
  readonly presented: number;
  /** Size of the camera's picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Grey levels of a fixed set of pixels. */
  readonly grey: Uint8Array;
}

export type FrameCondition =
  /** There are too few samples for a result. */
  | 'measuring'
  | 'good'
  /** The picture is dark or uniform: a cover, a shutter or a privacy key. */
  | 'black'
  /** No new frame arrives, or all frames are identical. */
  | 'frozen';

export interface FrameStatistics {
  readonly framesPerSecond: number;
  readonly width: number;
  readonly height: number;
  /** Mean grey level, 0 to 255. */
  readonly brightness: number;
  /** Standard deviation of the grey levels. */
  readonly contrast: number;
  readonly condition: FrameCondition;
}

export const FRAME_LIMITS = {
  /** Maximum brightness and contrast of a covered sensor; a person in a dim room has far more of both. */
  blackMean: 20,
  blackContrast: 8,
  /**
   * Maximum contrast of a uniform picture (a shutter with light behind it) and its maximum brightness; a brighter
   * picture is an overexposed wall.
   */
  flatContrast: 1.5,
  flatMean: 200,
  /** Minimum duration of black samples, because cameras deliver some dark frames after the start. */
  blackMs: 2_000,
  /** Duration without a new frame: 15 frames at 5 per second, the lowest rate of webcams in poor light. */
  stalledMs: 3_000,
  /** Duration of identical samples. Sensors have noise, so identical samples show a buffer that is no longer updated. */
  identicalMs: 8_000,
} as const;

/** Period over which the frame rate is measured. */
const RATE_WINDOW_MS = 3_000;

const meanLevel = (grey: Uint8Array): number =>
  grey.length === 0 ? 0 : grey.reduce((sum, level) => sum + level, 0) / grey.length;

const standardDeviation = (grey: Uint8Array, mean: number): number =>
  grey.length === 0
    ? 0
    : Math.sqrt(grey.reduce((sum, level) => sum + (level - mean) ** 2, 0) / grey.length);

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((level, index) => level === b[index]);

export interface FrameAnalyser {
  add(sample: FrameSample): FrameStatistics;
}

/** Creates the statistics of one opened camera. */
export const createFrameAnalyser = (): FrameAnalyser => {
  let recent: FrameSample[] = [];
  let previous: FrameSample | null = null;
  /** Start of the current series of black, stalled (no new frame) and identical samples; null outside a series. */
  let blackSince: number | null = null;
  let stalledSince: number | null = null;
  let identicalSince: number | null = null;

  const hasLasted = (since: number | null, now: number, minimumMs: number): boolean =>
    since !== null && now - since >= minimumMs;

  return {
    add: (sample) => {
      const { at, grey, width, height } = sample;
      const brightness = meanLevel(grey);
      const contrast = standardDeviation(grey, brightness);
      const isDark = brightness < FRAME_LIMITS.blackMean && contrast < FRAME_LIMITS.blackContrast;
      const isBlack =
        isDark || (brightness < FRAME_LIMITS.flatMean && contrast < FRAME_LIMITS.flatContrast);
      blackSince = isBlack ? (blackSince ?? at) : null;
      stalledSince =
        previous && previous.presented === sample.presented ? (stalledSince ?? previous.at) : null;
      identicalSince =
        previous && isEqual(previous.grey, grey) ? (identicalSince ?? previous.at) : null;
      previous = sample;

      recent = [...recent.filter((each) => at - each.at <= RATE_WINDOW_MS), sample];
      const first = recent[0] ?? sample;
      const framesPerSecond =
        at > first.at ? ((sample.presented - first.presented) * 1_000) / (at - first.at) : 0;

      const condition: FrameCondition = hasLasted(blackSince, at, FRAME_LIMITS.blackMs)
        ? 'black'
        : hasLasted(stalledSince, at, FRAME_LIMITS.stalledMs) ||
            hasLasted(identicalSince, at, FRAME_LIMITS.identicalMs)
          ? 'frozen'
          : isBlack || recent.length < 2
            ? 'measuring'
            : 'good';
      return { framesPerSecond, width, height, brightness, contrast, condition };
    },
  };
};
