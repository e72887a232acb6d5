/** What the imaging process does. It decodes what may be hostile, away from the main process, in bounded memory. */
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

export interface Imaging {
  /**
   * Decodes a JPEG, PNG, TIFF, WebP, BMP or PNM and writes it anew as a clean JPEG.
   * Failures: IMG-NOT-IMAGE, IMG-FORMAT (`format`), IMG-PIXELS (`megapixels`), IMG-TOO-SMALL (`leastPx`), IMG-BROKEN,
   * IMG-FILE-SIZE, IMG-PROCESS.
   */
  clean(request: CleanRequest): Promise<Result<CleanPicture>>;
  stop(): Promise<void>;
}
