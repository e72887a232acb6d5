/**
 * Reads printed PDFs independently of the app's code: sizes from the PDF itself, text and dots with poppler, codes with zxing.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const execute = promisify(execFile);
const MM_PER_INCH = 25.4;
const POINTS_PER_INCH = 72;

/** Width and height of each page in millimetres, rounded. */
export const readPageSizes = async (
  file: string,
): Promise<{ readonly width: number; readonly height: number }[]> => {
  const pdf = await readFile(file, 'latin1');
  const toMm = (points: string | undefined): number =>
    Math.round((Number(points) / POINTS_PER_INCH) * MM_PER_INCH);
  return [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map(([, width, height]) => ({
    width: toMm(width),
    height: toMm(height),
  }));
};

/**
 * The text column by column. Spaces are removed, because poppler divides Bangla words; compare it with `squeezed` texts.
 */
export const readPrintedText = async (file: string): Promise<string> =>
  removeSpaces((await execute('pdftotext', [file, '-'])).stdout);

export const removeSpaces = (text: string): string => text.replaceAll(/\s+/gu, '');

export interface PrintedPage {
  readonly grey: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly dotsPerMm: number;
}

/** A page in grey dots. @param dpi a receipt printer has 203. */
export const renderPage = async (file: string, dpi: number, page = 1): Promise<PrintedPage> => {
  const pageNumber = String(page);
  const { stdout } = await execute(
    'pdftoppm',
    ['-gray', '-png', '-r', String(dpi), '-f', pageNumber, '-l', pageNumber, file],
    { encoding: 'buffer', maxBuffer: 64 * 1_048_576 },
  );
  const { data, info } = await sharp(stdout)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { grey: data, width: info.width, height: info.height, dotsPerMm: dpi / MM_PER_INCH };
};

/** Highest grey level that counts as ink. */
const MAX_INK_LEVEL = 160;

/** Millimetres between each edge of the page and the nearest ink. */
export const measureInkMargins = ({ grey, width, height, dotsPerMm }: PrintedPage) => {
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((grey[y * width + x] ?? 255) > MAX_INK_LEVEL) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = y;
    }
  return {
    left: box.left / dotsPerMm,
    right: (width - 1 - box.right) / dotsPerMm,
    top: box.top / dotsPerMm,
    bottom: (height - 1 - box.bottom) / dotsPerMm,
  };
};

/** Every Code 128 and QR code of a page, sorted: `Code128 0142-3-0001`. */
export const readCodes = async ({ grey, width, height }: PrintedPage): Promise<string[]> => {
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [pixelIndex, level] of grey.entries())
    data.fill(level, pixelIndex * 4, pixelIndex * 4 + 3);
  const symbols = await readBarcodes(
    { data, width, height, colorSpace: 'srgb' },
    {
      formats: ['Code128', 'QRCode'],
      tryHarder: true,
    },
  );
  return symbols.map(({ format, text }) => `${format} ${text}`).sort();
};
