/** Corners of a card in a picture, and their geometry. */

/** A point in a picture, in fractions of its width and height: 0,0 is the top left corner, 1,1 the bottom right one. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** Top left, top right, bottom right and bottom left corner of the card in its reading orientation. */
export type CardCorners = readonly [PicturePoint, PicturePoint, PicturePoint, PicturePoint];

/** Methods of detecting the corners: by the card's known size, by its edges in perspective, not at all, or set by hand. */
export const foundByValues = ['size', 'edges', 'nothing', 'hand'] as const;
export type FoundBy = (typeof foundByValues)[number];

/** ID-1 (ISO/IEC 7810), the size of both kinds of national ID card. */
export const CARD_WIDTH_MM = 85.6;
export const CARD_HEIGHT_MM = 53.98;

export const MM_PER_INCH = 25.4;

/** The corners of a card rotated by 180°: the top left corner becomes the bottom right one. */
export const rotatedHalfTurn = ([a, b, c, d]: CardCorners): CardCorners => [c, d, a, b];

export const wholePictureCorners: CardCorners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

/** Minimum length of a side in pixels. The print of a smaller card is not legible. */
const MIN_SIDE_PX = 100;

/**
 * Whether corners are plausible for a card: clockwise, convex, no side too short. Mirrored corners are rejected,
 * because the picture would be mirrored.
 */
export const isCardShape = (corners: CardCorners, widthPx: number, heightPx: number): boolean =>
  corners.every((_, index) => {
    const [previous, corner, next] = [
      corners[(index + 3) % 4],
      corners[index],
      corners[(index + 1) % 4],
    ];
    if (!previous || !corner || !next) return false;
    const incoming = {
      x: (corner.x - previous.x) * widthPx,
      y: (corner.y - previous.y) * heightPx,
    };
    const outgoing = { x: (next.x - corner.x) * widthPx, y: (next.y - corner.y) * heightPx };
    return (
      incoming.x * outgoing.y - incoming.y * outgoing.x > 0 &&
      Math.hypot(outgoing.x, outgoing.y) >= MIN_SIDE_PX
    );
  });
