/** Writes PDF417 symbols with zxing's writer. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

/** Height of a row in the writer's output, in modules. */
const ROW_MODULES = 3;

/** A finished symbol: `true` is a dark module. Draw every row at least three modules high. */
export interface Pdf417Symbol {
  /** One array of modules for each row; all rows are equally long. */
  readonly rows: readonly (readonly boolean[])[];
  /** Symbol width in modules, without the quiet zone. */
  readonly width: number;
}

// Supplied from the package, because the writer otherwise fetches its WebAssembly.
const wasm = readFileSync(
  fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')),
);
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

/**
 * @param columns data columns, 1 to 30
 * @param level error correction level, 0 to 8
 */
export async function encodePdf417(
  text: string,
  columns: number,
  level: number,
): Promise<Pdf417Symbol> {
  const { symbol, error } = await writeBarcode(text, {
    format: 'PDF417',
    options: `columns=${columns},ecLevel=${level}`,
    scale: 1,
    addQuietZones: false,
  });
  if (error !== '') throw new RangeError(error);
  const { data, width, height } = symbol;
  const rows = Array.from({ length: height / ROW_MODULES }, (_, row) => {
    const start = row * ROW_MODULES * width;
    return Array.from(data.subarray(start, start + width), (grey) => grey === 0);
  });
  return { rows, width };
}
