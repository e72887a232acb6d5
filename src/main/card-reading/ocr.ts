/**
 * OCR of machine-readable zones with Tesseract's legacy engine, which recognises fixed-width print better than the LSTM engine.
 * Runs as WebAssembly in the card-reading process, without network access.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

export interface Ocr {
  /**
   * Blocks until the recognition is complete.
   * @param png dark print on a light background.
   * @returns '' for a picture that cannot be decoded.
   */
  read(png: Uint8Array): string;
}

/** The functions of tesseract.js-core that are used. */
interface TessBaseApi {
  Init(path: null, language: string, engine: number): number;
  SetVariable(name: string, value: string): boolean;
  SetImageFile(orientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetUTF8Text(): string;
  Clear(): void;
  ClearAdaptiveClassifier(): void;
}
interface TesseractCore {
  readonly FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  readonly TessBaseAPI: new () => TessBaseApi;
}
type CreateCore = (options: {
  print(): void;
  printErr(): void;
  TesseractProgress(): void;
}) => Promise<TesseractCore>;

const LEGACY_ENGINE = 0;
/** EXIF orientation of a picture that is neither rotated nor mirrored. */
const EXIF_ORIENTATION_NORMAL = 1;
/** The file that SetImageFile reads, and its status on failure; both are fixed in the build of tesseract.js-core. */
const INPUT_FILE = '/input';
const SET_IMAGE_FAILED = 1;
const TESSERACT_VARIABLES: Readonly<Record<string, string>> = {
  tessedit_char_whitelist: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<',
  /** PSM_SINGLE_BLOCK: one uniform block of text. */
  tessedit_pageseg_mode: '6',
};

const noop = (): void => undefined;

export const createOcr = async (): Promise<Ocr> => {
  const require = createRequire(import.meta.url);
  const createCore = require('tesseract.js-core/tesseract-core-simd') as CreateCore;
  // Output is suppressed, because messages of Tesseract can contain text of the card.
  const core = await createCore({ print: noop, printErr: noop, TesseractProgress: noop });
  const gzipped = await readFile(
    require.resolve('@tesseract.js-data/eng/4.0.0/eng.traineddata.gz'),
  );
  core.FS.writeFile('eng.traineddata', await promisify(gunzip)(gzipped));
  const api = new core.TessBaseAPI();
  if (api.Init(null, 'eng', LEGACY_ENGINE) !== 0) throw new Error('The OCR did not start');
  core.FS.unlink('eng.traineddata');
  for (const [name, value] of Object.entries(TESSERACT_VARIABLES)) api.SetVariable(name, value);
  return {
    read: (png) => {
      core.FS.writeFile(INPUT_FILE, png);
      try {
        if (api.SetImageFile(EXIF_ORIENTATION_NORMAL, 0) === SET_IMAGE_FAILED) return '';
        api.Recognize(null);
        return api.GetUTF8Text();
      } finally {
        // Deletes the picture and the state of the adaptive classifier before the next customer's card.
        api.Clear();
        api.ClearAdaptiveClassifier();
        core.FS.unlink(INPUT_FILE);
      }
    },
  };
};
