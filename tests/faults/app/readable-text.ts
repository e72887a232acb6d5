/**
 * Searches files for parts of known values: extracts runs of ASCII, UTF-8 Bangla and UTF-16 text and compares them in windows of six
 * characters.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export const PIECE_CHARS = 6;

/** All substrings of six characters of a value. */
export const piecesOf = (value: string): readonly string[] =>
  Array.from({ length: Math.max(0, value.length - PIECE_CHARS + 1) }, (_unused, start) =>
    value.slice(start, start + PIECE_CHARS),
  );

/** Matches bytes read as Latin-1: printable ASCII, and the three UTF-8 bytes of a character of the Bengali block. */
const TEXT = /(?:[\x20-\x7e]|\xe0[\xa6\xa7][\x80-\xbf]){6,}/g;
/** The same for UTF-16LE. */
const WIDE_TEXT = /(?:[\x20-\x7e]\x00|[\x80-\xff]\x09){6,}/g;
/** UUIDs and digests, which are left out because their digits are random. */
const RANDOM_NAMES = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}/g;

const textsIn = (bytes: Buffer): string[] => {
  const latin = bytes.toString('latin1');
  const utf8Texts = (latin.match(TEXT) ?? []).map((run) => Buffer.from(run, 'latin1').toString());
  const utf16Texts = (latin.match(WIDE_TEXT) ?? []).map((run) =>
    Buffer.from(run, 'latin1').toString('utf16le'),
  );
  return [...utf8Texts, ...utf16Texts];
};

/** @returns the pieces that occur as readable text in these bytes. */
export const leaksIn = (bytes: Buffer, pieces: ReadonlySet<string>): readonly string[] => {
  const found = new Set<string>();
  for (const text of textsIn(bytes)) {
    for (const part of text.split(RANDOM_NAMES))
      for (const piece of piecesOf(part)) if (pieces.has(piece)) found.add(piece);
  }
  return [...found];
};

/** Every file below a folder, with its path relative to it. */
export const filesBelow = async (
  folder: string,
): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(folder, file), bytes: await readFile(file) };
    }),
  );
};
