/**
 * Streaming splitter: separates the objects of the first list of a JSON answer from the rest while it arrives, so that a log of
 * 64 MiB is neither held as one text nor parsed at once.
 */
import { parseJson, type Json } from './json.ts';

/** Placeholder in the rest for an object of the list. */
export const ROW = 0;

/** The part of the splitter that the transport uses. */
export interface AnswerSplitter {
  push(chunk: Uint8Array): void;
  /** The answer with {@link ROW} for every object of its list. */
  rest(): Uint8Array;
  /** Bytes held for the rest and the current object. */
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
/** `[…]`, `{"data": […]}` and `{"data": {"results": […]}}`. */
const DEEPEST_LIST = 2;
const ROW_BYTES = new TextEncoder().encode(String(ROW));

/** Tracks brackets and strings only; other syntax errors are found when the pieces are parsed. */
export const createRowSplitter = <T>(read: (row: Json) => T): RowSplitter<T> => {
  const rows: (T | null)[] = [];
  let broken = false;
  const kept: Uint8Array[] = [];
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
    (inRow ? row : kept).push(piece.slice());
    held += piece.length;
  };
  const endRow = (): void => {
    const bytes = Buffer.concat(row);
    held += ROW_BYTES.length - bytes.length;
    const parsed = parseJson(bytes);
    broken ||= parsed === undefined;
    rows.push(parsed === undefined ? null : read(parsed));
    kept.push(ROW_BYTES);
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
          [from, inRow] = [at, true];
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
    rest: () => Buffer.concat([...kept, ...row]),
    heldBytes: () => held,
  };
};
