/** Interface of card reading: the PDF417 barcode and the machine-readable zone, decoded on this machine. */
import type { CardText } from '#shared/domain/card-text.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CodeRequest {
  /** The card alone, cut out and straight, at least about 600 pixels wide; it may be upside down. */
  readonly jpeg: Uint8Array;
  /** The expected side. Known fronts carry no code and get a short search; null gets the full one. */
  readonly side: CardSide | null;
}

export interface CardCodes {
  /** Null where none could be read. A code is unauthenticated and used for prefilling and cross-checks only. */
  readonly barcode: CardText | null;
  readonly mrz: CardText | null;
  /** Whether the card is upside down; false also when nothing was read. */
  readonly upsideDown: boolean;
}

export interface CardCodeDecoder {
  /**
   * Takes up to eight seconds for a card with unreadable codes, and well under one second for a card without codes. Failures:
   * IMG-BROKEN, IMG-PROCESS.
   */
  read(request: CodeRequest): Promise<Result<CardCodes>>;
  stop(): Promise<void>;
}
