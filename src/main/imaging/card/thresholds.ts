/**
 * Thresholds of card detection and quality checks. The quoted figures were measured on drawn cards in generated scans
 * (`npm run test:capture` prints them); real cards are more worn, so each threshold has a safety margin. They must be measured
 * again with real cards on each scanner before production use.
 */
export const thresholds = {
  /**
   * Smallest `CardDetection.score` (0 to 4). Measured: 3.49 to 4 for whole cards; up to 3.0 for truncated cards, pages and
   * photos.
   */
  fitScore: 3.3,
  /** Smallest share of each side with an edge. Measured: 0.8 and more for whole cards; up to 0.3 for chance matches. */
  fitWeakestSide: 0.4,
  /** As `fitScore` and `fitWeakestSide`, for a card with perspective that was found by edges. */
  edgeScore: 3.2,
  edgeWeakestSide: 0.5,
  /** Smallest contrast between card and desk in levels, and relative to the side with the largest contrast. */
  edgeContrast: 12,
  edgeContrastShare: 0.3,
  /** Smallest share of the picture that a card without a recognised layout covers. Frames on forms cover less. */
  minUnrecognisedArea: 0.2,
  /** Limits for a card found by faint edges, see `FaintCandidate`. */
  faint: {
    evidence: 20,
    weakestEvidence: 3.5,
    shares: 3.3,
    weakestShare: 0.7,
    printAround: 0.25,
    printOnRim: 0.35,
  },
  /**
   * Largest distance of a corner beyond the picture. A rotated card that is completely in the picture can have such corners, because
   * its rounded corner ends 1.3 mm inside the corner of the quad.
   */
  beyondPictureMm: 1.3,
  /**
   * Relative tolerance for the aspect ratio and the size of a picture that shows only the card (ID-1: 1.586). Manual crops differ by
   * a few percent.
   */
  cardOnlyTolerance: 0.04,
  layout: {
    /** Share of the rows that look like a barcode. Measured: 0.8 for backs of laminated cards; up to 0.2 for anything else. */
    barcode: { min: 0.3, lead: 0.2 },
    /** Share of three lines that look like machine print. Measured: 1 for backs of smart cards; up to 0.33 for fronts. */
    machinePrint: { min: 0.6, lead: 0.3 },
    /**
     * Share of the photo area that is not paper. Measured: 0.95 and more for fronts; up to 0.35 for backs and upside-down fronts.
     */
    photo: { min: 0.6, lead: 0.3 },
    /**
     * Share of the chip area that is not paper. Measured: 1 for fronts of smart cards; up to 0.12 for fronts of laminated cards.
     */
    chip: { smartMin: 0.7, oldMax: 0.35 },
  },
  /**
   * Smallest `QualityMeasurements.sharpness`. Measured: 0.19 and more for sharp cards at 200 to 600 dpi, 0.12 with a blur of 0.085 mm,
   * 0.10 with a blur of 0.15 mm.
   */
  sharpness: 0.115,
  /**
   * Smallest detail in either direction. Less detail means motion or heavy blur. Measured: 22 and more for sharp
   * cards of every kind, up to 6 with a blur of 0.2 mm, up to 3.4 with a movement of 1.2 mm.
   */
  detail: 8,
  /** Smallest grey level of the paper. Measured: 233 and more with good light, 120 with half the light. */
  darkPaper: 150,
  /** Largest share of white pixels. Measured: up to 0.02 with good light, 0.6 and more when overexposed by 40 grey levels. */
  white: 0.3,
  /**
   * Grey levels between the 0.5 % and 99.5 % quantile of a picture without a detected card, below which the glass is considered
   * empty. Measured: up to 7 for empty glass with every lid; 150 and more with a photo or a truncated card.
   */
  emptyContrast: 40,
  /** Largest share of clipped tiles. Measured: 0 with good light, 0.01 with glare of 8 mm in diameter. */
  clippedHighlights: 0.005,
} as const;
