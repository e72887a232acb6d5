/** Result type of the card searches. */
import type { Quad } from './geometry.ts';

/** A card detected in a picture. */
export interface CardDetection {
  /** In pixels of the searched picture. The orientation of the card is not determined yet. */
  readonly quad: Quad;
  /** 0 to 4: sum over the sides of the share of their length with an edge. */
  readonly score: number;
}
