/** Scan area for a card at the corner of the glass, in millimetres: an ID-1 card with a margin for rotation. */

/**
 * Smaller than the glass to keep scans fast and small; the service requires the card to be at least 1,000 px wide.
 */
export const cardArea = { widthMm: 110, heightMm: 80 } as const;
