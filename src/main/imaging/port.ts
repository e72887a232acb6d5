/** Interface of the imaging process, which decodes potentially hostile files outside the main process and in bounded memory. */
import type { CardCorners, FoundBy } from '#shared/domain/card-corners.ts';
import type { Area, CardKind } from '#shared/domain/card-zones.ts';
import type { CardSide, PictureCheck, PictureOrigin } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CleanPicture {
  /** JPEG, sRGB, upright, without any metadata, within the limits for its kind. */
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 64-bit difference hash, hex: near-equal for pictures of the same side. */
  readonly dhash: string;
}

export interface CleanRequest {
  readonly kind: 'card' | 'photo';
  readonly bytes: Uint8Array;
  /** Largest file wanted; the default is the target of the limits. */
  readonly maxBytes?: number;
}

export interface CardRequest {
  /** The file as the scanner, the camera or a person brought it. */
  readonly bytes: Uint8Array;
  /** Which side of the card it is meant to be. */
  readonly side: CardSide;
  readonly origin: PictureOrigin;
  /** Dots per inch as the scanner said it; null when nobody knows. */
  readonly dpi: number | null;
  /** Where a person says the card lies; without it the card is looked for. */
  readonly corners?: CardCorners;
}

export interface PreparedCard extends CleanPicture {
  /** The picture it was cut from, upright by its own orientation: a clean JPEG to choose corners on and to cut from again. */
  readonly source: {
    readonly jpeg: Uint8Array;
    readonly widthPx: number;
    readonly heightPx: number;
  };
  /** In fractions of the source's width and height; of the whole source when nothing was found. */
  readonly corners: CardCorners;
  readonly foundBy: FoundBy;
  /** How well the place fits a card, 0 and up; null where nobody looked. */
  readonly score: number | null;
  /** Dots per inch over the card, from its known width. */
  readonly dpi: number;
  /** Which side it shows as far as the picture tells. */
  readonly shows: CardSide | null;
  /** Which kind of card it is as far as the picture tells; null where no card was found. */
  readonly cardKind: CardKind | null;
  /** The part that is white with glare, in fractions of the card; null unless `no-glare` failed. */
  readonly glareArea: Area | null;
  readonly failedChecks: readonly PictureCheck[];
}

export interface BlankSheetRequest {
  /** A scan of a blank sheet of white paper that covers the glass. */
  readonly bytes: Uint8Array;
  readonly dpi: number;
}

/** Spots of which the place is told; a dirtier glass is to be cleaned anyway. */
export const MOST_SPECKS_LISTED = 40;

/** What a blank sheet shows about the scanner itself. Millimetres from the picture's upper left corner. */
export interface BlankSheet {
  /** Dust and dirt on the glass: how many spots, and where the largest of them are. */
  readonly specks: number;
  readonly largest: readonly {
    readonly xMm: number;
    readonly yMm: number;
    readonly sizeMm: number;
  }[];
  /** Lines from top to bottom: dirt on the strip that the sensor calibrates itself by, or a failing sensor. */
  readonly streaks: readonly {
    readonly xMm: number;
    readonly widthMm: number;
    /** Grey levels; below 0 darker. */ readonly levels: number;
  }[];
  /** The darkest part of the sheet against the lightest, 0 to 1. */
  readonly evenness: number;
  /** Grey level of the paper, 0 to 255. */
  readonly paper: number;
}

export interface Imaging {
  /**
   * Decodes a JPEG, PNG, TIFF, WebP, BMP or PNM and writes it anew as a clean JPEG.
   * Failures: IMG-NOT-IMAGE, IMG-FORMAT (`format`), IMG-PIXELS (`megapixels`), IMG-TOO-SMALL (`leastPx`), IMG-BROKEN,
   * IMG-FILE-SIZE, IMG-PROCESS.
   */
  clean(request: CleanRequest): Promise<Result<CleanPicture>>;
  stop(): Promise<void>;
}

export interface CardImaging {
  /**
   * Finds the card in a picture, cuts it out upright, and judges it. Never refuses a picture that can be decoded: what is
   * wrong with it stands in `failedChecks` (all but `two-different-sides`, for which both sides are needed).
   * Failures: those of `clean`.
   */
  card(request: CardRequest): Promise<Result<PreparedCard>>;
}

export interface SheetImaging {
  /** Judges the scan of a blank sheet. Failures: those of `clean`. */
  blankSheet(request: BlankSheetRequest): Promise<Result<BlankSheet>>;
}
