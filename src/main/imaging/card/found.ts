/** The result of a card search. */
import type { Quad } from './geometry.ts';

export interface Found {
  /** In pixels of the picture that was given. Which corner is the card's own first is not known yet. */
  readonly quad: Quad;
  /** 0 to 4: how much of the four sides shows. */
  readonly score: number;
}
