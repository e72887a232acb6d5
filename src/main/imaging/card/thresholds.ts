/**
 * Every number by which a picture of a card is judged. The figures behind them were measured on drawn cards laid on a
 * generated glass (npm run test:capture prints them anew); real cards are more worn, so each bar lies well on the safe side
 * of the gap it stands in. To be measured again with real cards on each scanner before a branch relies on them.
 */
export const thresholds = {
  /** 0 to 4, see `Found.score`. Whole cards 3.49 to 4; cut-off cards, pages and photos up to 3.0. */
  fitScore: 3.3,
  /** Share of a single side that must show. Whole cards from 0.8; a side that is not there by chance up to 0.3. */
  fitWeakestSide: 0.4,
  /** The same for a card found by its edges alone, in perspective: */
  edgeScore: 3.2,
  edgeWeakestSide: 0.5,
  /** Levels between card and desk at the side where they differ least, and as a share of the side where they differ most. */
  edgeContrast: 12,
  edgeContrastShare: 0.3,
  /** Share of the picture that such a card takes at least, unless what is printed on it proves it: a frame on a form is smaller. */
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
  /** How far a corner may lie beyond the picture, millimetres: the rounded corner of a turned card ends 1.3 inside it. */
  beyondPictureMm: 1.3,
  /** Aspect of a picture that is just the card: ID-1 is 1.586; scans cropped by hand differ by a few percent. */
  justTheCardTolerance: 0.04,
  layout: {
    /** Share of the rows that look like a barcode: backs of laminated cards 0.8; anything else up to 0.2. */
    barcode: { least: 0.3, lead: 0.2 },
    /** Share of three lines that look like machine print: backs of smart cards 1; fronts up to 0.33. */
    machinePrint: { least: 0.6, lead: 0.3 },
    /** Share of the photo's place that is not paper: fronts from 0.95; backs, and fronts upside-down, up to 0.35. */
    photo: { least: 0.6, lead: 0.3 },
    /** Share of the chip's place that is not paper: fronts of smart cards 1; of laminated cards up to 0.12. */
    chip: { least: 0.7, most: 0.35 },
  },
  /** Blur by `Measures.sharpness`: sharp cards 0.19 and more at 200 to 600 dpi, a blur of 0.085 mm 0.12, of 0.15 mm 0.10. */
  sharpness: 0.115,
  /**
   * Motion and heavy blur by the weaker of `Measures.across` and `.down`: sharp cards of every kind 22 and more, blurred by
   * 0.2 mm up to 6, moved by 1.2 mm up to 3.4. One number does for all faces: it looks at the direction that suffers.
   */
  detail: 8,
  /** Grey of the paper: 233 and more when lit well, 120 at half the light. */
  darkPaper: 150,
  /** Share of white pixels: up to 0.02 when lit well, 0.6 and more with 40 levels too much. */
  white: 0.3,
  /**
   * Grey levels between the darkest and the lightest 200th of a picture in which no card was found: below it nothing lies there.
   * Empty glass up to 7 over every lid; a photo or a card that is cut off 150 and more.
   */
  emptyContrast: 40,
  /** Share of clipped tiles: 0 when lit well, 0.01 with a glare of 8 mm across. */
  clippedHighlights: 0.005,
} as const;
