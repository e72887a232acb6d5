/**
 * Thresholds of card detection and quality checks. The quoted figures were measured on drawn cards in generated scans
 * (`npm run test:capture` prints them); real cards are more worn, so each threshold has a safety margin. They must be measured
 * again with real cards on each scanner before production use.
 */
export const thresholds = {
  /** 0 to 4, see `CardDetection.score`. Whole cards 3.49 to 4; truncated cards, pages and photos up to 3.0. */
  fitScore: 3.3,
  /** Smallest share of each side. Whole cards from 0.8; chance matches up to 0.3. */
  fitWeakestSide: 0.4,
  /** As `fitScore` and `fitWeakestSide`, for a card with perspective that was found by edges. */
  edgeScore: 3.2,
  edgeWeakestSide: 0.5,
  /** Smallest contrast between card and desk in levels, and relative to the side with the largest contrast. */
  edgeContrast: 12,
  edgeContrastShare: 0.3,
  /** Smallest share of the picture for a card without a recognised layout; frames on forms are smaller. */
  edgeAreaUnproven: 0.2,
  /** A card found by faint edges, see `FaintCandidate`: */
  faint: {
    evidence: 20,
    weakestEvidence: 3.5,
    shares: 3.3,
    weakestShare: 0.7,
    printAround: 0.25,
    printOnRim: 0.35,
  },
  /**
   * Largest distance of a corner beyond the picture: the rounded corner of a rotated card ends 1.3 mm inside the quad's
   * corner.
   */
  beyondPictureMm: 1.3,
  /**
   * Tolerance for the aspect ratio of a picture that shows only the card (ID-1: 1.586); manual crops differ by a few percent.
   */
  cardOnlyTolerance: 0.04,
  layout: {
    /** Share of the rows that look like a barcode: backs of laminated cards 0.8; anything else up to 0.2. */
    barcode: { min: 0.3, lead: 0.2 },
    /** Share of three lines that look like machine print: backs of smart cards 1; fronts up to 0.33. */
    machinePrint: { min: 0.6, lead: 0.3 },
    /** Share of the photo area that is not paper: fronts from 0.95; backs, and fronts upside-down, up to 0.35. */
    photo: { min: 0.6, lead: 0.3 },
    /** Share of the chip area that is not paper: fronts of smart cards 1; of laminated cards up to 0.12. */
    chip: { smartMin: 0.7, oldMax: 0.35 },
  },
  /** Blur by `Measures.sharpness`: sharp cards 0.19 and more at 200 to 600 dpi, a blur of 0.085 mm 0.12, of 0.15 mm 0.10. */
  sharpness: 0.115,
  /**
   * Motion and heavy blur by the weaker of `Measures.across` and `.down`: sharp cards of every kind 22 and more, blurred by
   * 0.2 mm up to 6, moved by 1.2 mm up to 3.4.
   */
  detail: 8,
  /** Grey of the paper: 233 and more when lit well, 120 at half the light. */
  darkPaper: 150,
  /** Share of white pixels: up to 0.02 when lit well, 0.6 and more with 40 levels too much. */
  white: 0.3,
  /**
   * Grey levels between the 0.5 % and 99.5 % quantile of a picture without a detected card; below it the glass is empty. Empty
   * glass up to 7 with every lid; with a photo or a truncated card 150 and more.
   */
  emptyContrast: 40,
  /** Share of saturated tiles: 0 when lit well, 0.01 with a glare of 8 mm across. */
  clippedHighlights: 0.005,
} as const;
