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

const SAMPLES = 24;
const smoothstep = (value: number): number => value * value * (3 - 2 * value);

/**
 * Vertical position of a line, in units of the view box.
 * @param line index of the line, from the top.
 * @param along horizontal position, 0 (left) to 1 (right).
 */
const lineY = (shape: EngravedLinesShape, line: number, along: number): number => {
  const { height, lines, convergeAt = 0.58, oscillations = 1.15 } = shape;
  const across = line / (lines - 1) - 0.5;
  // The exponent delays the convergence, so that the lines are spread in the visible part and converge at the edge.
  const convergence = smoothstep(along ** 1.7);
  const spread = 1 - convergence * 0.955;
  const centreLine = height * (0.5 + (convergeAt - 0.5) * convergence);
  // The phase differs between adjacent lines, so that they cross and form a weave.
  const amplitude = Math.sin(Math.PI * Math.min(1, along * 1.06)) * spread;
  const oscillation =
    Math.sin((along * oscillations + across * 0.62) * 2 * Math.PI) * height * 0.17 * amplitude;
  return centreLine + across * height * 0.74 * spread + oscillation;
};

/** Path data of all lines: cubic curves through evenly spaced points (Catmull-Rom), from left to right. */
export const engravedLinePaths = (shape: EngravedLinesShape): string[] =>
  Array.from({ length: shape.lines }, (_, line) => {
    const points = Array.from({ length: SAMPLES + 1 }, (_, index) => {
      const along = index / SAMPLES;
      return { x: along * shape.width, y: lineY(shape, line, along) };
    });
    const pointAt = (index: number): { x: number; y: number } =>
      points[Math.min(SAMPLES, Math.max(0, index))] ?? { x: 0, y: 0 };
    const rounded = (value: number): string => String(Math.round(value * 10) / 10);
    let path = `M${rounded(pointAt(0).x)} ${rounded(pointAt(0).y)}`;
    for (let index = 0; index < SAMPLES; index++) {
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
