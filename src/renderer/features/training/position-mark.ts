/** Position of a coach mark: beside its control, inside the window, covering as little as possible of other controls. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Side = 'below' | 'above' | 'right' | 'left';

export interface Position {
  readonly left: number;
  readonly top: number;
  readonly side: Side;
}

const GAP = 14;
const MARGIN = 8;

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));

const clamp = (value: number, max: number): number =>
  Math.max(MARGIN, Math.min(value, Math.max(MARGIN, max - MARGIN)));

/** @param target the control that the mark points at. @param others other controls, which should remain visible. */
export const positionMark = (
  target: Box,
  mark: Size,
  view: Size,
  others: readonly Box[] = [],
): Position => {
  const right = target.left + target.width;
  const bottom = target.top + target.height;
  const centred = target.left + target.width / 2 - mark.width / 2;
  const middle = target.top + target.height / 2 - mark.height / 2;
  const candidates: Position[] = [
    { side: 'below', left: centred, top: bottom + GAP },
    { side: 'above', left: centred, top: target.top - GAP - mark.height },
    { side: 'right', left: right + GAP, top: middle },
    { side: 'left', left: target.left - GAP - mark.width, top: middle },
  ];
  let best: Position | null = null;
  let leastCovered = Infinity;
  for (const { side, left, top } of candidates) {
    const position = {
      side,
      left: clamp(left, view.width - mark.width),
      top: clamp(top, view.height - mark.height),
    };
    const box = { ...position, ...mark };
    // Covering the target itself is weighted more than covering other controls.
    const covered =
      4 * overlap(box, target) + others.reduce((sum, other) => sum + overlap(box, other), 0);
    if (covered < leastCovered) [best, leastCovered] = [position, covered];
  }
  return best ?? { side: 'below', left: MARGIN, top: MARGIN };
};
