/**
 * Generates engraved lines that converge at the right edge, as on banknotes. They are computed, so that no image file
 * is needed and they are sharp at every size.
 */
export interface ThreadShape {
  /** Size in the units of the view box. */
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  /** Vertical position at which the lines converge on the right edge, 0 (top) to 1 (bottom). */
  readonly meetAt?: number;
  /** Number of oscillations of the lines. */
  readonly swings?: number;
}

const SAMPLES = 24;
const smoothstep = (value: number): number => value * value * (3 - 2 * value);

const sample = (shape: ThreadShape, line: number, along: number): number => {
  const { height, lines, meetAt = 0.58, swings = 1.15 } = shape;
  const across = line / (lines - 1) - 0.5;
  // The exponent delays the convergence, so that the lines are spread in the visible part and converge at the edge.
  const convergence = smoothstep(along ** 1.7);
  const spread = 1 - convergence * 0.955;
  const centreLine = height * (0.5 + (meetAt - 0.5) * convergence);
  // The phase differs between adjacent lines, so that they cross and form a weave.
  const fade = Math.sin(Math.PI * Math.min(1, along * 1.06)) * spread;
  const swing = Math.sin((along * swings + across * 0.62) * 2 * Math.PI) * height * 0.17 * fade;
  return centreLine + across * height * 0.74 * spread + swing;
};

/** Path data of all lines: cubic curves through evenly spaced points (Catmull-Rom), from left to right. */
export const threadPaths = (shape: ThreadShape): string[] =>
  Array.from({ length: shape.lines }, (_, line) => {
    const points = Array.from({ length: SAMPLES + 1 }, (_, index) => {
      const along = index / SAMPLES;
      return { x: along * shape.width, y: sample(shape, line, along) };
    });
    const at = (index: number): { x: number; y: number } =>
      points[Math.min(SAMPLES, Math.max(0, index))] ?? { x: 0, y: 0 };
    const round = (value: number): string => String(Math.round(value * 10) / 10);
    let path = `M${round(at(0).x)} ${round(at(0).y)}`;
    for (let index = 0; index < SAMPLES; index++) {
      const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
      path +=
        `C${round(from.x + (to.x - before.x) / 6)} ${round(from.y + (to.y - before.y) / 6)} ` +
        `${round(to.x - (after.x - from.x) / 6)} ${round(to.y - (after.y - from.y) / 6)} ${round(to.x)} ${round(to.y)}`;
    }
    return path;
  });
