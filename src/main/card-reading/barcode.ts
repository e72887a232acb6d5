/** Decodes the PDF417 barcode on the back of a card with zxing. The card may be upside down but not tilted. */
import type { Sharp } from 'sharp';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { CardText } from '#shared/domain/card-text.ts';
import { parseBarcodeText } from '#shared/domain/barcode-text.ts';
import { resemblesBarcode } from './barcode-detection.ts';
import { fromGrey, toGrey, type GreyPicture } from './picture.ts';

export interface BarcodeResult {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

export interface BarcodeDecoder {
  /**
   * @param attempts `first`: the two that succeed most often; `others`: the slower ones, skipped when the picture has no area that
   * resembles a barcode.
   * @param isTimeUp called between attempts.
   */
  read(
    card: GreyPicture,
    attempts: 'first' | 'others',
    isTimeUp: () => boolean,
  ): Promise<BarcodeResult | null>;
}

interface Attempt {
  readonly prepare: (card: Sharp, widthPx: number) => Sharp;
  readonly options?: ReaderOptions;
}

/** Sufficient resolution for the bars; a wider picture only needs more memory and time. */
const MAX_WIDTH_PX = 3_200;

const resize = (card: Sharp, widthPx: number, scale: number): Sharp =>
  card.resize({ width: Math.min(Math.round(widthPx * scale), MAX_WIDTH_PX), kernel: 'cubic' });

/**
 * Ordered by the number of cards that each decodes in addition to the attempts before it. A global threshold is better than local
 * ones for blurred bars, blurring removes noise and JPEG artefacts from edges, and sharpening separates merged bars.
 */
const ATTEMPTS: readonly Attempt[] = [
  { prepare: (card) => card },
  {
    prepare: (card, width) => resize(card, width, 1.5),
    options: { binarizer: 'GlobalHistogram' },
  },
  { prepare: (card, width) => resize(card, width, 2).blur(1.2) },
  { prepare: (card) => card.median(3) },
  { prepare: (card, width) => resize(card, width, 2).sharpen({ sigma: 1.5, m1: 2, m2: 3 }) },
  {
    prepare: (card, width) => resize(card, width, 0.67),
    options: { binarizer: 'GlobalHistogram' },
  },
  { prepare: (card, width) => resize(card, width, 2) },
  { prepare: (card, width) => resize(card, width, 3).sharpen({ sigma: 2.5, m1: 2, m2: 4 }) },
];
const FIRST_ATTEMPT_COUNT = 2;
const readerOptions: ReaderOptions = {
  formats: ['PDF417'],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 1,
};

/** zxing accepts RGBA pixels only. */
const toImageData = ({ data, width, height }: GreyPicture): ImageData => {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const pixels = new Uint32Array(rgba.buffer);
  for (let index = 0; index < pixels.length; index++)
    pixels[index] = 0xff000000 | ((data[index] ?? 0) * 0x010101);
  return { data: rgba, width, height, colorSpace: 'srgb' };
};

/** @param wasm WebAssembly module of zxing. It is passed, because zxing otherwise fetches it from the network. */
export const createBarcodeDecoder = (wasm: Uint8Array): BarcodeDecoder => {
  const ready = prepareZXingModule({
    overrides: { wasmBinary: Uint8Array.from(wasm).buffer },
    fireImmediately: true,
  });
  const runAttempt = async (
    card: GreyPicture,
    { prepare, options }: Attempt,
  ): Promise<BarcodeResult | null> => {
    const [found] = await readBarcodes(
      toImageData(await toGrey(prepare(fromGrey(card), card.width))),
      {
        ...readerOptions,
        ...options,
      },
    );
    const text = found?.isValid ? parseBarcodeText(found.text) : null;
    return found && text ? { text, upsideDown: Math.abs(found.rotation) > 90 } : null;
  };
  return {
    read: async (card, attempts, isTimeUp) => {
      if (attempts === 'others' && !(await resemblesBarcode(card))) return null;
      await ready;
      for (const attempt of attempts === 'first'
        ? ATTEMPTS.slice(0, FIRST_ATTEMPT_COUNT)
        : ATTEMPTS.slice(FIRST_ATTEMPT_COUNT)) {
        if (isTimeUp()) return null;
        const found = await runAttempt(card, attempt);
        if (found) return found;
      }
      return null;
    },
  };
};
