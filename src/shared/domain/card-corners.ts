/** Corners of a card in a picture. */

/** A place in a picture, in fractions of its width and height: 0,0 is the top left corner, 1,1 the bottom right one. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** The card's own top left, top right, bottom right and bottom left corner, as it is read. */
export type CardCorners = readonly [PicturePoint, PicturePoint, PicturePoint, PicturePoint];

/** How a card was found: by its known size on the glass, by its edges in perspective, not at all, or by a person. */
export const foundBy = ['size', 'edges', 'nothing', 'hand'] as const;
export type FoundBy = (typeof foundBy)[number];

/** ID-1 (ISO/IEC 7810), the size of both kinds of national ID card. */
export const CARD_WIDTH_MM = 85.6;
export const CARD_HEIGHT_MM = 53.98;

export const MM_PER_INCH = 25.4;

/** Rotated by 180°: the top left corner becomes the bottom right one. */
export const turned = ([a, b, c, d]: CardCorners): CardCorners => [c, d, a, b];

export const wholePicture: CardCorners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

/** Minimum length of a side in pixels; the print of a smaller card would not be legible. */
const LEAST_SIDE_PX = 100;

/**
 * Whether corners can be those of a card: in clockwise order, convex, no side too short. Mirrored corners are
 * refused, because the picture would be mirrored.
 */
export const isCardShape = (corners: CardCorners, widthPx: number, heightPx: number): boolean =>
  corners.every((_, at) => {
    const [before, here, after] = [corners[(at + 3) % 4], corners[at], corners[(at + 1) % 4]];
    if (!before || !here || !after) return false;
    const into = { x: (here.x - before.x) * widthPx, y: (here.y - before.y) * heightPx };
    const out = { x: (after.x - here.x) * widthPx, y: (after.y - here.y) * heightPx };
    return into.x * out.y - into.y * out.x > 0 && Math.hypot(out.x, out.y) >= LEAST_SIDE_PX;
  });
