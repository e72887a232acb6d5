/**
 * Interface of the imaging process, which decodes potentially hostile files outside the main process and in bounded memory.
 */
import type { CardCorners, FoundBy } from '#shared/domain/card-corners.ts';
import type { Area, CardKind } from '#shared/domain/card-zones.ts';
import type { CardSide, PictureCheck, PictureOrigin } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface CleanPicture {
  /** JPEG, sRGB, upright, without any metadata, within the limits for its kind. */
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 64-bit difference hash (dHash) in hex; similar for pictures of the same side. */
  readonly dhash: string;
}

export interface CleanRequest {
  readonly kind: 'card' | 'photo';
  readonly bytes: Uint8Array;
  /** Maximum size of the JPEG; defaults to `limits.jpegTargetBytes`. */
  readonly maxBytes?: number;
}

export interface CardRequest {
  /** The unmodified file from the scanner, the camera or an import. */
  readonly bytes: Uint8Array;
  /** The expected side of the card. */
  readonly side: CardSide;
  readonly origin: PictureOrigin;
  /** Resolution reported by the scanner; null when unknown. */
  readonly dpi: number | null;
  /** Corners set by the clerk. When absent, the card is detected. */
  readonly corners?: CardCorners;
}

export interface PreparedCard extends CleanPicture {
  /** The picture from which the card was cropped: a clean, upright JPEG for setting corners and cropping again. */
  readonly source: {
    readonly jpeg: Uint8Array;
    readonly widthPx: number;
    readonly heightPx: number;
  };
  /** In fractions of the source's width and height; the corners of the source when no card was found. */
  readonly corners: CardCorners;
  readonly foundBy: FoundBy;
  /** Score of the detection, 0 to 4; null when no search was made or it found no card. */
  readonly score: number | null;
  /** Resolution of the card in dots per inch: the stated one, otherwise estimated from the known width of a card. */
  readonly dpi: number;
  /** The recognised side; null when unknown. */
  readonly recognisedSide: CardSide | null;
  /** The kind of card, if it can be recognised; null when no card was found. */
  readonly cardKind: CardKind | null;
  /** Bounding box of the glare, in fractions of the card; null unless `no-glare` failed. */
  readonly glareArea: Area | null;
  readonly failedChecks: readonly PictureCheck[];
}

export interface BlankSheetRequest {
  /** A scan of a blank sheet of white paper that covers the glass. */
  readonly bytes: Uint8Array;
  readonly dpi: number;
}

/** Maximum number of specks with a position. */
export const MAX_LISTED_SPECKS = 40;

/** State of the scanner as measured on a blank sheet. Positions in millimetres from the upper left corner. */
export interface BlankSheet {
  /** Number of specks of dust or dirt on the glass; `largest` has the positions of the largest ones. */
  readonly specks: number;
  readonly largest: readonly {
    readonly xMm: number;
    readonly yMm: number;
    readonly sizeMm: number;
  }[];
  /** Vertical lines, caused by dirt on the calibration strip or a failing sensor. */
  readonly streaks: readonly {
    readonly xMm: number;
    readonly widthMm: number;
    /** Difference from the surrounding columns in grey levels; negative for a darker streak. */
    readonly levels: number;
  }[];
  /** Ratio of the darkest to the lightest area of the sheet, 0 to 1. */
  readonly evenness: number;
  /** Grey level of the paper, 0 to 255. */
  readonly paper: number;
}

export interface Imaging {
  /**
   * Decodes a JPEG, PNG, TIFF, WebP, BMP or PNM and re-encodes it as a clean JPEG.
   * Failures: IMG-NOT-IMAGE, IMG-FORMAT (`format`), IMG-PIXELS (`megapixels`), IMG-TOO-SMALL (`minPx`), IMG-BROKEN,
   * IMG-FILE-SIZE, IMG-PROCESS.
   */
  clean(request: CleanRequest): Promise<Result<CleanPicture>>;
  stop(): Promise<void>;
}

export interface CardImaging {
  /**
   * Detects the card in a picture, crops it upright and checks its quality. Every decodable picture is accepted; its defects are
   * in `failedChecks` (except `two-different-sides`, which needs both sides).
   * Failures: those of `clean`.
   */
  card(request: CardRequest): Promise<Result<PreparedCard>>;
}

export interface SheetImaging {
  /** Measures the scan of a blank sheet. Failures: those of `clean`. */
  blankSheet(request: BlankSheetRequest): Promise<Result<BlankSheet>>;
}
