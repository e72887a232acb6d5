/**
 * Generates the path data of engraved lines that converge at the right edge, as on banknotes. Paths need no image file and
 * are sharp at every size.
 */
export interface EngravedLinesShape {
  /** Size in the units of the view box. */
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  /** Vertical position at which the lines converge on the right edge, 0 (top) to 1 (bottom). */
  readonly convergeAt?: number;
  /** Number of oscillations of the lines. */
  readonly oscillations?: number;
}

const SEGMENTS_PER_LINE = 24;
/** Exponent that delays the convergence: the lines are spread in the visible part and converge at the edge. */
const CONVERGENCE_EXPONENT = 1.7;
/** Fraction of their spread that the lines lose until the right edge. */
const CONVERGENCE = 0.955;
/** Height of the bundle of lines at its left edge, as a fraction of the shape's height. */
const BUNDLE_HEIGHT = 0.74;
/** Amplitude of the oscillation, as a fraction of the shape's height. */
const AMPLITUDE = 0.17;
/** Half periods of the amplitude within the width. Above 1, the oscillation ends before the right edge. */
const AMPLITUDE_HALF_PERIODS = 1.06;
/** Phase difference between the first and the last line, in oscillations. The lines cross and form a weave. */
const PHASE_SPREAD = 0.62;
const smoothstep = (value: number): number => value * value * (3 - 2 * value);

/**
 * Vertical position of a line, in units of the view box.
 * @param line index of the line, from the top.
 * @param along horizontal position, 0 (left) to 1 (right).
 */
const lineY = (shape: EngravedLinesShape, line: number, along: number): number => {
  const { height, lines, convergeAt = 0.58, oscillations = 1.15 } = shape;
  /** Position of the line in the bundle, -0.5 (top) to 0.5 (bottom). */
  const across = line / (lines - 1) - 0.5;
  const convergence = smoothstep(along ** CONVERGENCE_EXPONENT);
  const spread = 1 - convergence * CONVERGENCE;
  const centreLine = height * (0.5 + (convergeAt - 0.5) * convergence);
  const envelope = Math.sin(Math.PI * Math.min(1, along * AMPLITUDE_HALF_PERIODS)) * spread;
  const oscillation =
    Math.sin((along * oscillations + across * PHASE_SPREAD) * 2 * Math.PI) *
    height *
    AMPLITUDE *
    envelope;
  return centreLine + across * height * BUNDLE_HEIGHT * spread + oscillation;
};

/** Path data of all lines: cubic curves through evenly spaced points (Catmull-Rom), from left to right. */
export const engravedLinePaths = (shape: EngravedLinesShape): string[] =>
  Array.from({ length: shape.lines }, (_, line) => {
    const points = Array.from({ length: SEGMENTS_PER_LINE + 1 }, (_, index) => {
      const along = index / SEGMENTS_PER_LINE;
      return { x: along * shape.width, y: lineY(shape, line, along) };
    });
    const pointAt = (index: number): { x: number; y: number } =>
      points[Math.min(SEGMENTS_PER_LINE, Math.max(0, index))] ?? { x: 0, y: 0 };
    const rounded = (value: number): string => String(Math.round(value * 10) / 10);
    let path = `M${rounded(pointAt(0).x)} ${rounded(pointAt(0).y)}`;
    for (let index = 0; index < SEGMENTS_PER_LINE; index++) {
      const [before, from, to, after] = [
        pointAt(index - 1),
        pointAt(index),
        pointAt(index + 1),
        pointAt(index + 2),
      ];
      path +=
        `C${rounded(from.x + (to.x - before.x) / 6)} ${rounded(from.y + (to.y - before.y) / 6)} ` +
        `${rounded(to.x - (after.x - from.x) / 6)} ${rounded(to.y - (after.y - from.y) / 6)} ${rounded(to.x)} ${rounded(to.y)}`;
    }
    return path;
  });
