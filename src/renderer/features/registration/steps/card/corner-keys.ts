/** Moves a corner of the card in its picture by keyboard and pointer. */
import type { CardCorners, PicturePoint } from '#shared/domain/card-corners.ts';

const DIRECTIONS: Readonly<Record<string, PicturePoint>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** Pixels of the picture that a press of an arrow key moves; held or with Shift it goes further. */
const STEP_PX = 2;
const FAR_PX = 20;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** The corner after a key, or null when the key moves nothing. */
export const moveByKey = (
  corner: PicturePoint,
  { code, shiftKey }: Pick<KeyboardEvent, 'code' | 'shiftKey'>,
  picture: { readonly widthPx: number; readonly heightPx: number },
): PicturePoint | null => {
  const way = DIRECTIONS[code];
  if (!way) return null;
  const step = shiftKey ? FAR_PX : STEP_PX;
  return {
    x: within(corner.x + (way.x * step) / picture.widthPx),
    y: within(corner.y + (way.y * step) / picture.heightPx),
  };
};

/** The place of a pointer in a picture that is shown in this frame. */
export const placeOf = (
  pointer: { readonly clientX: number; readonly clientY: number },
  frame: DOMRectReadOnly,
): PicturePoint => ({
  x: within((pointer.clientX - frame.left) / frame.width),
  y: within((pointer.clientY - frame.top) / frame.height),
});

export const withCorner = (corners: CardCorners, at: number, corner: PicturePoint): CardCorners =>
  corners.map((each, index) => (index === at ? corner : each)) as unknown as CardCorners;
