/**
 * Computes the position of a coach mark: inside the window, beside its control if there is room, and covering as little as
 * possible of what the trainee needs. All lengths are in px.
 */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An element that the mark should not cover. */
export interface Obstacle extends Box {
  /** `control` includes labels and headings; `needed-text` is text that the current step requires. */
  readonly kind: 'control' | 'needed-text' | 'other';
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Position {
  readonly left: number;
  readonly top: number;
}

/** Preferred distance between mark and control. */
const GAP = 14;
/** Minimum distance between mark and edge of the window. */
const MARGIN = 8;
/** Distance between adjacent candidates of the grid. */
const GRID_STEP = 24;
/** Cost per covered px² of each kind of obstacle. */
const COVER_COST = { control: 1_000, 'needed-text': 10, other: 0.1 };
/** Cost per px of deviation from `GAP`. */
const DISTANCE_COST = 5;

/** Area of the overlap of two boxes, px². */
const overlapArea = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));

/** Limits a coordinate so that the mark stays inside the margins. @param max coordinate at the far edge of the window. */
const clampToWindow = (value: number, max: number): number =>
  Math.max(MARGIN, Math.min(value, Math.max(MARGIN, max - MARGIN)));

/** Candidates below, above, to the right and to the left of the control, each centred on it. */
const adjacentPositions = (target: Box, mark: Size): Position[] => {
  const centredLeft = target.left + target.width / 2 - mark.width / 2;
  const centredTop = target.top + target.height / 2 - mark.height / 2;
  return [
    { left: centredLeft, top: target.top + target.height + GAP },
    { left: centredLeft, top: target.top - GAP - mark.height },
    { left: target.left + target.width + GAP, top: centredTop },
    { left: target.left - GAP - mark.width, top: centredTop },
  ];
};

/** Candidates on a grid that covers the window. */
const gridPositions = (mark: Size, view: Size): Position[] => {
  const positions: Position[] = [];
  for (let top = MARGIN; top <= view.height - MARGIN - mark.height; top += GRID_STEP)
    for (let left = MARGIN; left <= view.width - MARGIN - mark.width; left += GRID_STEP)
      positions.push({ left, top });
  return positions;
};

/** Distance between the edges of two boxes; 0 if they touch or overlap. */
const distanceBetween = (a: Box, b: Box): number =>
  Math.hypot(
    Math.max(0, a.left - b.left - b.width, b.left - a.left - a.width),
    Math.max(0, a.top - b.top - b.height, b.top - a.top - a.height),
  );

/**
 * Returns the candidate with the lowest cost. Of candidates with equal cost the first is used, so that positions beside the
 * control precede those of the grid.
 * @param target the control that the mark points at.
 * @param view size of the window.
 */
export const positionMark = (
  target: Box,
  mark: Size,
  view: Size,
  obstacles: readonly Obstacle[] = [],
): Position => {
  const allObstacles = [...obstacles, { ...target, kind: 'control' as const }];
  const costOf = (position: Position): number => {
    const box = { ...position, ...mark };
    return allObstacles.reduce(
      (sum, each) => sum + overlapArea(box, each) * COVER_COST[each.kind],
      Math.abs(distanceBetween(box, target) - GAP) * DISTANCE_COST,
    );
  };
  let bestPosition: Position = { left: MARGIN, top: MARGIN };
  let leastCost = Infinity;
  for (const { left, top } of [...adjacentPositions(target, mark), ...gridPositions(mark, view)]) {
    const position = {
      left: clampToWindow(left, view.width - mark.width),
      top: clampToWindow(top, view.height - mark.height),
    };
    const cost = costOf(position);
    if (cost < leastCost) [bestPosition, leastCost] = [position, cost];
  }
  return bestPosition;
};
