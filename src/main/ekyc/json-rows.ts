/**
 * Streaming splitter of JSON answers: separates the objects of the first list from the rest while the answer arrives, so
 * that a log of 64 MiB is neither kept as one text nor parsed at once.
 */
import { isObject, parseJson, type Json } from './json.ts';

/** Key of the placeholder object that replaces rows; its value is their number. */
const ROWS_KEY = '';

/** Number of rows that a placeholder replaces; null for any other item of the list. */
export const replacedRowCount = (item: Json): number | null => {
  const count = isObject(item) ? item[ROWS_KEY] : undefined;
  return typeof count === 'number' ? count : null;
};

/** The part of the splitter that the transport uses. */
export interface AnswerSplitter {
  push(chunk: Uint8Array): void;
  /**
   * The answer with one placeholder for each run of consecutive rows ({@link replacedRowCount}), because one placeholder for
   * each row leaves too many values to be parsed at once.
   */
  remainder(): Uint8Array;
  /** Bytes in memory for the rest and the current row. */
  bufferedBytes(): number;
}

export interface RowSplitter<T> extends AnswerSplitter {
  /** The decoded objects of the list, in order; null for one that is not valid JSON. */
  readonly rows: readonly (T | null)[];
  /** Whether any of them was not valid JSON. */
  hasInvalidRow(): boolean;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
/** Number of objects around the list: `[…]`, `{"data": […]}` and `{"data": {"results": […]}}`. */
const MAX_LIST_DEPTH = 2;
const lengthOf = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/**
 * Whether bytes are the separator of two items of a well-formed list. Any other bytes are kept, so that the rest is malformed
 * if the answer is.
 */
const isSeparator = (chunks: readonly Uint8Array[]): boolean =>
  /^[ \t\r\n]*,[ \t\r\n]*$/.test(Buffer.concat(chunks).toString('latin1'));

/** Tracks brackets and strings only; other syntax errors are found when rows and rest are parsed. */
export const createRowSplitter = <T>(decode: (row: Json) => T): RowSplitter<T> => {
  const rows: (T | null)[] = [];
  let hasInvalidRow = false;
  const remainderChunks: Uint8Array[] = [];
  /** Number of consecutive rows since the last of `remainderChunks`. */
  let rowsInRun = 0;
  /** Bytes after the last row of the run. */
  let chunksAfterRun: Uint8Array[] = [];
  let rowChunks: Uint8Array[] = [];
  let bufferedBytes = 0;
  let depth = 0;
  /** Depth inside the list; null before it, −1 after it. */
  let listDepth: number | null = null;
  let isInString = false;
  let isEscaped = false;
  let isInRow = false;

  const appendBytes = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    (isInRow ? rowChunks : rowsInRun > 0 ? chunksAfterRun : remainderChunks).push(bytes.slice());
    bufferedBytes += bytes.length;
  };
  const endRun = (): void => {
    if (rowsInRun > 0)
      remainderChunks.push(
        Buffer.from(JSON.stringify({ [ROWS_KEY]: rowsInRun })),
        ...chunksAfterRun,
      );
    rowsInRun = 0;
    chunksAfterRun = [];
  };
  const startRow = (): void => {
    isInRow = true;
    if (rowsInRun > 0 && isSeparator(chunksAfterRun)) {
      bufferedBytes -= lengthOf(chunksAfterRun);
      chunksAfterRun = [];
    } else endRun();
  };
  const endRow = (): void => {
    const bytes = Buffer.concat(rowChunks);
    bufferedBytes -= bytes.length;
    const parsed = parseJson(bytes);
    hasInvalidRow ||= parsed === undefined;
    rows.push(parsed === undefined ? null : decode(parsed));
    rowsInRun += 1;
    rowChunks = [];
    isInRow = false;
  };

  const push = (chunk: Uint8Array): void => {
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_OBJECT && depth === listDepth) {
          appendBytes(chunk.subarray(from, index));
          from = index;
          startRow();
        }
        depth += 1;
        if (byte === OPEN_LIST && listDepth === null && depth <= MAX_LIST_DEPTH + 1)
          listDepth = depth;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth -= 1;
        if (isInRow && depth === listDepth) {
          appendBytes(chunk.subarray(from, index + 1));
          from = index + 1;
          endRow();
        } else if (listDepth !== null && depth < listDepth) listDepth = -1;
      }
    }
    appendBytes(chunk.subarray(from));
  };

  return {
    push,
    rows,
    hasInvalidRow: () => hasInvalidRow,
    remainder: () => {
      endRun();
      return Buffer.concat([...remainderChunks, ...rowChunks]);
    },
    bufferedBytes: () => bufferedBytes,
  };
};
