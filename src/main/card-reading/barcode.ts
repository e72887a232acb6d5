/**
 * Decodes the PDF417 barcode on the back of a card with zxing. Both orientations are found, but only when the barcode
 * is not tilted.
 */
import type { Sharp } from 'sharp';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { CardText } from '#shared/domain/card-text.ts';
import { parseBarcodeText } from '#shared/domain/barcode-text.ts';
import { showsBars } from './bars.ts';
import { fromGrey, toGrey, type GreyPicture } from './picture.ts';

export interface BarcodeResult {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

export interface BarcodeDecoder {
  /**
   * @param attempts `first`: the two that succeed most often; `others`: the slower ones, skipped when the picture has no barcode-like area.
   * @param isOver whether the time is up; checked between attempts.
   */
  read(
    card: GreyPicture,
    attempts: 'first' | 'others',
    isOver: () => boolean,
  ): Promise<BarcodeResult | null>;
}

interface Attempt {
  readonly prepare: (card: Sharp, widthPx: number) => Sharp;
  readonly options?: ReaderOptions;
}

/** Wide enough for every bar; a wider picture only takes more memory and time. */
const MOST_WIDTH_PX = 3_200;

const resized = (card: Sharp, widthPx: number, times: number): Sharp =>
  card.resize({ width: Math.min(Math.round(widthPx * times), MOST_WIDTH_PX), kernel: 'cubic' });

/**
 * Ordered by what each adds to those before it. One threshold for the whole picture beats local ones on soft bars; blurring
 * removes noise and JPEG artefacts from edges; sharpening separates bars that a soft scan merged.
 */
const ATTEMPTS: readonly Attempt[] = [
  { prepare: (card) => card },
  {
    prepare: (card, width) => resized(card, width, 1.5),
    options: { binarizer: 'GlobalHistogram' },
  },
  { prepare: (card, width) => resized(card, width, 2).blur(1.2) },
  { prepare: (card) => card.median(3) },
  { prepare: (card, width) => resized(card, width, 2).sharpen({ sigma: 1.5, m1: 2, m2: 3 }) },
  {
    prepare: (card, width) => resized(card, width, 0.67),
    options: { binarizer: 'GlobalHistogram' },
  },
  { prepare: (card, width) => resized(card, width, 2) },
  { prepare: (card, width) => resized(card, width, 3).sharpen({ sigma: 2.5, m1: 2, m2: 4 }) },
];
const FIRST_ATTEMPTS = 2;
const options: ReaderOptions = {
  formats: ['PDF417'],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 1,
};

/** zxing takes RGBA pixels only. */
const toImage = ({ data, width, height }: GreyPicture): ImageData => {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const pixels = new Uint32Array(rgba.buffer);
  for (let at = 0; at < pixels.length; at++) pixels[at] = 0xff000000 | ((data[at] ?? 0) * 0x010101);
  return { data: rgba, width, height, colorSpace: 'srgb' };
};

/** @param wasm zxing's WebAssembly module; without it zxing would fetch one from the network. */
export const createBarcodeDecoder = (wasm: Uint8Array): BarcodeDecoder => {
  const ready = prepareZXingModule({
    overrides: { wasmBinary: Uint8Array.from(wasm).buffer },
    fireImmediately: true,
  });
  const attempt = async (
    card: GreyPicture,
    { prepare, options: own }: Attempt,
  ): Promise<BarcodeResult | null> => {
    const [found] = await readBarcodes(toImage(await toGrey(prepare(fromGrey(card), card.width))), {
      ...options,
      ...own,
    });
    const text = found?.isValid ? parseBarcodeText(found.text) : null;
    return found && text ? { text, upsideDown: Math.abs(found.rotation) > 90 } : null;
  };
  return {
    read: async (card, attempts, isOver) => {
      if (attempts === 'others' && !(await showsBars(card))) return null;
      await ready;
      for (const each of attempts === 'first'
        ? ATTEMPTS.slice(0, FIRST_ATTEMPTS)
        : ATTEMPTS.slice(FIRST_ATTEMPTS)) {
        if (isOver()) return null;
        const found = await attempt(card, each);
        if (found) return found;
      }
      return null;
    },
  };
};
