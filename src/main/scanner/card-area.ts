/** The corner of the glass where a card lies, in millimetres: an ID-1 card with room to lie askew. */

/**
 * A scan of the whole glass would spend its pixels on the lid, and the service wants the card at least 1,000 px wide.
 */
export const cardArea = { widthMm: 110, heightMm: 80 } as const;
