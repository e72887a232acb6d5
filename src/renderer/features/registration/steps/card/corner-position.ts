/** Calculates the position of a corner of the card that is moved by keyboard or pointer. */
import type { CardCorners, PicturePoint } from '#shared/domain/card-corners.ts';

const DIRECTIONS: Readonly<Record<string, PicturePoint>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** Distance per press of an arrow key, without and with Shift, in pixels of the scan. */
const STEP_PX = 2;
const SHIFT_STEP_PX = 20;

const clampFraction = (value: number): number => Math.min(1, Math.max(0, value));

/** @returns the position of a corner after a press of a key, or null when the key does not move corners. */
export const moveByKey = (
  corner: PicturePoint,
  { code, shiftKey }: Pick<KeyboardEvent, 'code' | 'shiftKey'>,
  picture: { readonly widthPx: number; readonly heightPx: number },
): PicturePoint | null => {
  const direction = DIRECTIONS[code];
  if (!direction) return null;
  const step = shiftKey ? SHIFT_STEP_PX : STEP_PX;
  return {
    x: clampFraction(corner.x + (direction.x * step) / picture.widthPx),
    y: clampFraction(corner.y + (direction.y * step) / picture.heightPx),
  };
};

/** @returns the position of a pointer as fractions of a picture that fills the frame, limited to the picture. */
export const pointerPosition = (
  pointer: { readonly clientX: number; readonly clientY: number },
  frame: DOMRectReadOnly,
): PicturePoint => ({
  x: clampFraction((pointer.clientX - frame.left) / frame.width),
  y: clampFraction((pointer.clientY - frame.top) / frame.height),
});

export const withCorner = (
  corners: CardCorners,
  index: number,
  corner: PicturePoint,
): CardCorners =>
  corners.map((each, eachIndex) => (eachIndex === index ? corner : each)) as unknown as CardCorners;
