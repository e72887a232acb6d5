/** Every number by which a picture of a card is judged. */
export const thresholds = {
  fitScore: 3,
  fitWeakestSide: 0.4,
} as const;
