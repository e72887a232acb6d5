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
   * The answer with one placeholder for each sequence of rows ({@link replacedRowCount}). One placeholder for each row would
   * leave too many values to be parsed at once.
   */
  rest(): Uint8Array;
  /** Bytes in memory for the rest and the current row. */
  heldBytes(): number;
}

export interface RowSplitter<T> extends AnswerSplitter {
  /** The decoded objects of the list, in order; null for one that is not valid JSON. */
  readonly rows: readonly (T | null)[];
  /** Whether any of them was not valid JSON. */
  isBroken(): boolean;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
/** Number of objects around the list: `[…]`, `{"data": […]}` and `{"data": {"results": […]}}`. */
const DEEPEST_LIST = 2;
const lengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

/** Whether bytes are the separator of a well-formed list. Others are kept, so that the rest is as malformed as the answer. */
const isSeparator = (pieces: readonly Uint8Array[]): boolean =>
  /^[ \t\r\n]*,[ \t\r\n]*$/.test(Buffer.concat(pieces).toString('latin1'));

/** Tracks brackets and strings only; other syntax errors are found when rows and rest are parsed. */
export const createRowSplitter = <T>(read: (row: Json) => T): RowSplitter<T> => {
  const rows: (T | null)[] = [];
  let broken = false;
  const kept: Uint8Array[] = [];
  /** Number of rows since the last piece in `kept`, and the bytes after the last of them. */
  let run = 0;
  let afterRun: Uint8Array[] = [];
  let row: Uint8Array[] = [];
  let held = 0;
  let depth = 0;
  /** Depth inside the list; null before it, −1 after it. */
  let listDepth: number | null = null;
  let inString = false;
  let escaped = false;
  let inRow = false;

  const keep = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    (inRow ? row : run > 0 ? afterRun : kept).push(piece.slice());
    held += piece.length;
  };
  const endRun = (): void => {
    if (run > 0) kept.push(Buffer.from(JSON.stringify({ [ROWS_KEY]: run })), ...afterRun);
    run = 0;
    afterRun = [];
  };
  const startRow = (): void => {
    inRow = true;
    if (run > 0 && isSeparator(afterRun)) {
      held -= lengthOf(afterRun);
      afterRun = [];
    } else endRun();
  };
  const endRow = (): void => {
    const bytes = Buffer.concat(row);
    held -= bytes.length;
    const parsed = parseJson(bytes);
    broken ||= parsed === undefined;
    rows.push(parsed === undefined ? null : read(parsed));
    run += 1;
    row = [];
    inRow = false;
  };

  const push = (chunk: Uint8Array): void => {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_OBJECT && depth === listDepth) {
          keep(chunk.subarray(from, at));
          from = at;
          startRow();
        }
        depth += 1;
        if (byte === OPEN_LIST && listDepth === null && depth <= DEEPEST_LIST + 1)
          listDepth = depth;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth -= 1;
        if (inRow && depth === listDepth) {
          keep(chunk.subarray(from, at + 1));
          from = at + 1;
          endRow();
        } else if (listDepth !== null && depth < listDepth) listDepth = -1;
      }
    }
    keep(chunk.subarray(from));
  };

  return {
    push,
    rows,
    isBroken: () => broken,
    rest: () => {
      endRun();
      return Buffer.concat([...kept, ...row]);
    },
    heldBytes: () => held,
  };
};
