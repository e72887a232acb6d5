/** Reading the codes printed on a card, here at the counter, without the service. What is read prefills and proves nothing. */
import type { CardText } from '#shared/domain/card-text.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CodeRequest {
  /** The card alone, cut out and upright, though perhaps upside down. */
  readonly jpeg: Uint8Array;
  /** The side it shows, when that is known: codes are on the back. */
  readonly side: CardSide | null;
  /** Dots per inch over the card; null when nobody knows. */
  readonly dpi: number | null;
}

export interface CardCodes {
  /** What the PDF417 barcode says; null when none was read. */
  readonly barcode: CardText | null;
  /** What the machine-readable zone says; null when none was read whose check digits agree. */
  readonly mrz: CardText | null;
  /** Whether the codes were found with the picture turned by half a turn. */
  readonly upsideDown: boolean;
}

export interface CardReader {
  /** Takes a second, at most a few. Finding nothing is no failure. Failures: IMG-PROCESS. */
  read(request: CodeRequest): Promise<Result<CardCodes>>;
  stop(): Promise<void>;
}
