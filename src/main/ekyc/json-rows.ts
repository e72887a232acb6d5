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
  rest(): Uint8Array;
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
const DEEPEST_LIST = 2;
const lengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

/**
 * Whether bytes are the separator of two items of a well-formed list. Any other bytes are kept, so that the rest is malformed
 * if the answer is.
 */
const isSeparator = (pieces: readonly Uint8Array[]): boolean =>
  /^[ \t\r\n]*,[ \t\r\n]*$/.test(Buffer.concat(pieces).toString('latin1'));

/** Tracks brackets and strings only; other syntax errors are found when rows and rest are parsed. */
export const createRowSplitter = <T>(decode: (row: Json) => T): RowSplitter<T> => {
  const rows: (T | null)[] = [];
  let hasInvalidRow = false;
  const restPieces: Uint8Array[] = [];
  /** Number of consecutive rows since the last of `restPieces`. */
  let rowsInRun = 0;
  /** Bytes after the last row of the run. */
  let piecesAfterRun: Uint8Array[] = [];
  let rowPieces: Uint8Array[] = [];
  let bufferedBytes = 0;
  let depth = 0;
  /** Depth inside the list; null before it, −1 after it. */
  let listDepth: number | null = null;
  let inString = false;
  let escaped = false;
  let inRow = false;

  const appendPiece = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    (inRow ? rowPieces : rowsInRun > 0 ? piecesAfterRun : restPieces).push(piece.slice());
    bufferedBytes += piece.length;
  };
  const endRun = (): void => {
    if (rowsInRun > 0)
      restPieces.push(Buffer.from(JSON.stringify({ [ROWS_KEY]: rowsInRun })), ...piecesAfterRun);
    rowsInRun = 0;
    piecesAfterRun = [];
  };
  const startRow = (): void => {
    inRow = true;
    if (rowsInRun > 0 && isSeparator(piecesAfterRun)) {
      bufferedBytes -= lengthOf(piecesAfterRun);
      piecesAfterRun = [];
    } else endRun();
  };
  const endRow = (): void => {
    const bytes = Buffer.concat(rowPieces);
    bufferedBytes -= bytes.length;
    const parsed = parseJson(bytes);
    hasInvalidRow ||= parsed === undefined;
    rows.push(parsed === undefined ? null : decode(parsed));
    rowsInRun += 1;
    rowPieces = [];
    inRow = false;
  };

  const push = (chunk: Uint8Array): void => {
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_OBJECT && depth === listDepth) {
          appendPiece(chunk.subarray(from, index));
          from = index;
          startRow();
        }
        depth += 1;
        if (byte === OPEN_LIST && listDepth === null && depth <= DEEPEST_LIST + 1)
          listDepth = depth;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth -= 1;
        if (inRow && depth === listDepth) {
          appendPiece(chunk.subarray(from, index + 1));
          from = index + 1;
          endRow();
        } else if (listDepth !== null && depth < listDepth) listDepth = -1;
      }
    }
    appendPiece(chunk.subarray(from));
  };

  return {
    push,
    rows,
    hasInvalidRow: () => hasInvalidRow,
    rest: () => {
      endRun();
      return Buffer.concat([...restPieces, ...rowPieces]);
    },
    bufferedBytes: () => bufferedBytes,
  };
};
