/**
 * Generates the engraved lines that converge on the primary action, as on a banknote. A pure function, so that no image file
 * is needed and every size is sharp.
 */
export interface ThreadShape {
  /** Size of the drawing, in the units of its view box. */
  readonly width: number;
  readonly height: number;
  readonly lines: number;
  /** Where the lines meet on the right edge, 0 (top) to 1 (bottom). */
  readonly meetAt?: number;
  /** How many times the bundle swings on its way. */
  readonly swings?: number;
}

const SAMPLES = 24;
const ease = (value: number): number => value * value * (3 - 2 * value);

const sample = (shape: ThreadShape, line: number, along: number): number => {
  const { height, lines, meetAt = 0.58, swings = 1.15 } = shape;
  const across = line / (lines - 1) - 0.5;
  // Late: the bundle is still wide where it can be seen, and closes at the edge.
  const gathered = ease(along ** 1.7);
  const open = 1 - gathered * 0.955;
  const middle = height * (0.5 + (meetAt - 0.5) * gathered);
  // Each line swings a little later than its neighbour: where they overtake each other the weave appears.
  const fade = Math.sin(Math.PI * Math.min(1, along * 1.06)) * open;
  const swing = Math.sin((along * swings + across * 0.62) * 2 * Math.PI) * height * 0.17 * fade;
  return middle + across * height * 0.74 * open + swing;
};

/** Path data of every line, from left to right; cubic curves through evenly spaced points (Catmull-Rom). */
export const threadPaths = (shape: ThreadShape): string[] =>
  Array.from({ length: shape.lines }, (_, line) => {
    const points = Array.from({ length: SAMPLES + 1 }, (_, index) => {
      const along = index / SAMPLES;
      return { x: along * shape.width, y: sample(shape, line, along) };
    });
    const at = (index: number): { x: number; y: number } =>
      points[Math.min(SAMPLES, Math.max(0, index))] ?? { x: 0, y: 0 };
    const r = (value: number): string => String(Math.round(value * 10) / 10);
    let path = `M${r(at(0).x)} ${r(at(0).y)}`;
    for (let index = 0; index < SAMPLES; index++) {
      const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
      path +=
        `C${r(from.x + (to.x - before.x) / 6)} ${r(from.y + (to.y - before.y) / 6)} ` +
        `${r(to.x - (after.x - from.x) / 6)} ${r(to.y - (after.y - from.y) / 6)} ${r(to.x)} ${r(to.y)}`;
    }
    return path;
  });
