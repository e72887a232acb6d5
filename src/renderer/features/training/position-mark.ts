/** Position of a coach mark: inside the window, beside its control if there is room, and never over what the trainee needs. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Something that the mark should not cover. */
export interface Obstacle extends Box {
  /** A control or its name, which the mark covers only if it cannot be avoided; what is read for the step; the rest is merely looked at. */
  readonly kind: 'control' | 'reading' | 'picture';
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Position {
  readonly left: number;
  readonly top: number;
}

const GAP = 14;
const MARGIN = 8;
/** Distance between the positions that are tried all over the window, px. */
const GRID_STEP = 24;
/** What a px² of a covered control, of covered reading matter, of a covered picture, and a px nearer to or farther from its control than the usual gap cost. */
const COST = { control: 1_000, reading: 10, picture: 0.1, distance: 5 };

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));

const clamp = (value: number, max: number): number =>
  Math.max(MARGIN, Math.min(value, Math.max(MARGIN, max - MARGIN)));

/** Below, above, to the right and to the left, each centred on the control. */
const besides = (target: Box, mark: Size): Position[] => {
  const centred = target.left + target.width / 2 - mark.width / 2;
  const middle = target.top + target.height / 2 - mark.height / 2;
  return [
    { left: centred, top: target.top + target.height + GAP },
    { left: centred, top: target.top - GAP - mark.height },
    { left: target.left + target.width + GAP, top: middle },
    { left: target.left - GAP - mark.width, top: middle },
  ];
};

/** Positions all over the window. */
const anywhere = (mark: Size, view: Size): Position[] => {
  const positions: Position[] = [];
  for (let top = MARGIN; top <= view.height - MARGIN - mark.height; top += GRID_STEP)
    for (let left = MARGIN; left <= view.width - MARGIN - mark.width; left += GRID_STEP)
      positions.push({ left, top });
  return positions;
};

/** Distance between the edges of two boxes, px; 0 if they touch. */
const distance = (a: Box, b: Box): number =>
  Math.hypot(
    Math.max(0, a.left - b.left - b.width, b.left - a.left - a.width),
    Math.max(0, a.top - b.top - b.height, b.top - a.top - a.height),
  );

/** @param target the control that the mark points at. */
export const positionMark = (
  target: Box,
  mark: Size,
  view: Size,
  obstacles: readonly Obstacle[] = [],
): Position => {
  const keepFree = [...obstacles, { ...target, kind: 'control' as const }];
  const costOf = (position: Position): number => {
    const box = { ...position, ...mark };
    return keepFree.reduce(
      (sum, each) => sum + overlap(box, each) * COST[each.kind],
      Math.abs(distance(box, target) - GAP) * COST.distance,
    );
  };
  let best: Position = { left: MARGIN, top: MARGIN };
  let leastCost = Infinity;
  for (const { left, top } of [...besides(target, mark), ...anywhere(mark, view)]) {
    const position = {
      left: clamp(left, view.width - mark.width),
      top: clamp(top, view.height - mark.height),
    };
    const cost = costOf(position);
    if (cost < leastCost) [best, leastCost] = [position, cost];
  }
  return best;
};
