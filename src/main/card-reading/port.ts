/** Interface of the local reading of card codes: PDF417 barcode and machine-readable zone. */
import type { CardText } from '#shared/domain/card-text.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CodeRequest {
  /** The cropped and straightened card, at least about 600 pixels wide; it may be upside down. */
  readonly jpeg: Uint8Array;
  /** The expected side. Fronts have no code and get a short search; null gets the full search. */
  readonly side: CardSide | null;
}

export interface CardCodes {
  /** Null when it could not be read. A code is unauthenticated and used for prefilling and cross-checks only. */
  readonly barcode: CardText | null;
  readonly mrz: CardText | null;
  /** False also when no code was read. */
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
