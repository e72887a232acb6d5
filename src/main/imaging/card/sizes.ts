/** Nominal sizes of cards in millimetres, and their tolerance in scans. */
import { CARD_HEIGHT_MM, CARD_WIDTH_MM } from '#shared/domain/card-corners.ts';

export interface NominalSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/**
 * Smart cards and trimmed laminated ones are ID-1. Laminating film for cards is sold in 60 × 90 and 65 × 95 mm, and an
 * untrimmed card has the size of its film. Margins vary, so real cards may require more entries.
 */
export const nominalSizes: readonly NominalSize[] = [
  { widthMm: CARD_WIDTH_MM, heightMm: CARD_HEIGHT_MM },
  { widthMm: 90, heightMm: 60 },
  { widthMm: 95, heightMm: 65 },
];

/**
 * ISO/IEC 7810 allows 0.3 %; scanners stretch by up to 1 % in the direction of the carriage, and film edges are cut by hand.
 */
export const SIZE_TOLERANCE = 0.02;

/** Width of an ID-1 card divided by its height. */
export const CARD_ASPECT = CARD_WIDTH_MM / CARD_HEIGHT_MM;
