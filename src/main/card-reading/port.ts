/** Interface of card reading: the PDF417 barcode and the machine-readable zone, decoded on this machine. */
import type { CardText } from '#shared/domain/card-text.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CodeRequest {
  /** The card alone, cut out and straight, at least some 600 pixels wide; it may stand on its head. */
  readonly jpeg: Uint8Array;
  /** Which side it is meant to be. Fronts carry no code on the cards we know, so they get a short look; null is a long one. */
  readonly side: CardSide | null;
}

export interface CardCodes {
  /** Null where none could be read. What is there is unauthenticated: it prefills and cross-checks, no more. */
  readonly barcode: CardText | null;
  readonly mrz: CardText | null;
  /** True when what was read stands on its head; false also when nothing was read. */
  readonly upsideDown: boolean;
}

export interface CardReader {
  /** Takes up to some eight seconds on a card whose codes cannot be read, well under one where there are none. Failures: IMG-BROKEN, IMG-PROCESS. */
  read(request: CodeRequest): Promise<Result<CardCodes>>;
  stop(): Promise<void>;
}
