/** Defines the scan area for a card at the corner of the glass. */

/**
 * An ID-1 card (85.6 × 53.98 mm) with a margin for rotation. The area is smaller than the glass, so that a scan is fast and its
 * file is small.
 */
export const cardArea = { widthMm: 110, heightMm: 80 } as const;
