/**
 * Statistics of a camera's frames: rate, size, brightness, and whether the picture is black or frozen. Pure functions over
 * samples, shared by the photo step and the camera diagnostics.
 */

export interface FrameSample {
  /** When it was taken, milliseconds on any clock that only goes forward. */
  readonly at: number;
  /** How many frames the video has shown so far. */
  readonly presented: number;
  /** Size of the camera's picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Grey levels of some pixels, always the same ones. */
  readonly grey: Uint8Array;
}

export type FrameVerdict =
  /** Too few samples. */
  | 'measuring'
  | 'good'
  /** Dark, or all of one colour: a cover, a shutter, a privacy key. */
  | 'black'
  /** No new frame, or always the same one. */
  | 'frozen';

export interface FrameStatistics {
  readonly framesPerSecond: number;
  readonly width: number;
  readonly height: number;
  /** Mean grey level, 0 to 255. */
  readonly brightness: number;
  /** Standard deviation of the grey levels. */
  readonly contrast: number;
  readonly verdict: FrameVerdict;
}

export const FRAME_LIMITS = {
  /** A covered sensor gives black with a little noise; a dim hall with a person in it has far more of both. */
  blackMean: 20,
  blackContrast: 8,
  /** Less than this is one colour: a shutter with a light behind it. Whiter than this it is an overexposed wall. */
  flatContrast: 1.5,
  flatMean: 200,
  /** Minimum duration of black samples, because a camera that has just started delivers some dark frames. */
  blackMs: 2_000,
  /** Time for 15 frames at 5 frames per second, the minimum of a webcam in poor light. */
  stalledMs: 3_000,
  /** Sensors have noise, so an identical picture for this long is a buffer that is no longer updated. */
  sameMs: 8_000,
} as const;

const WINDOW_MS = 3_000;

const mean = (grey: Uint8Array): number =>
  grey.length === 0 ? 0 : grey.reduce((sum, level) => sum + level, 0) / grey.length;

const deviation = (grey: Uint8Array, around: number): number =>
  grey.length === 0
    ? 0
    : Math.sqrt(grey.reduce((sum, level) => sum + (level - around) ** 2, 0) / grey.length);

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((level, index) => level === b[index]);

export interface FrameCounter {
  add(sample: FrameSample): FrameStatistics;
}

/** One for each opening of a camera. */
export const createFrameCounter = (): FrameCounter => {
  let recent: FrameSample[] = [];
  let last: FrameSample | null = null;
  /** Since when every sample was black, no frame came, and the picture was the same. */
  let blackSince: number | null = null;
  let stalledSince: number | null = null;
  let sameSince: number | null = null;

  const lasted = (since: number | null, now: number, least: number): boolean =>
    since !== null && now - since >= least;

  return {
    add: (sample) => {
      const { at, grey, width, height } = sample;
      const brightness = mean(grey);
      const contrast = deviation(grey, brightness);
      const isDark = brightness < FRAME_LIMITS.blackMean && contrast < FRAME_LIMITS.blackContrast;
      const isBlack =
        isDark || (brightness < FRAME_LIMITS.flatMean && contrast < FRAME_LIMITS.flatContrast);
      blackSince = isBlack ? (blackSince ?? at) : null;
      stalledSince = last && last.presented === sample.presented ? (stalledSince ?? last.at) : null;
      sameSince = last && isSame(last.grey, grey) ? (sameSince ?? last.at) : null;
      last = sample;

      recent = [...recent.filter((each) => at - each.at <= WINDOW_MS), sample];
      const first = recent[0] ?? sample;
      const framesPerSecond =
        at > first.at ? ((sample.presented - first.presented) * 1_000) / (at - first.at) : 0;

      const verdict: FrameVerdict = lasted(blackSince, at, FRAME_LIMITS.blackMs)
        ? 'black'
        : lasted(stalledSince, at, FRAME_LIMITS.stalledMs) ||
            lasted(sameSince, at, FRAME_LIMITS.sameMs)
          ? 'frozen'
          : isBlack || recent.length < 2
            ? 'measuring'
            : 'good';
      return { framesPerSecond, width, height, brightness, contrast, verdict };
    },
  };
};
