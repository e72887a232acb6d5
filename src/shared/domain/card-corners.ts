/** Where a card lies in a picture. */

/** A place in a picture, in fractions of its width and height: 0,0 is the top left corner, 1,1 the bottom right one. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** The card's own top left, top right, bottom right and bottom left corner, as it is read. */
export type CardCorners = readonly [PicturePoint, PicturePoint, PicturePoint, PicturePoint];

/** ID-1 (ISO/IEC 7810), the size of both kinds of national ID card. */
export const CARD_WIDTH_MM = 85.6;
export const CARD_HEIGHT_MM = 53.98;
