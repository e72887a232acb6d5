/**
 * Searches files for parts of known values: extracts runs of ASCII, UTF-8 Bangla and UTF-16 text and compares them in windows of six
 * characters.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export const SUBSTRING_CHARS = 6;

/** All substrings of six characters of a value. */
export const substringsOf = (value: string): readonly string[] =>
  Array.from({ length: Math.max(0, value.length - SUBSTRING_CHARS + 1) }, (_unused, start) =>
    value.slice(start, start + SUBSTRING_CHARS),
  );

/** Matches bytes read as Latin-1: printable ASCII, and the three UTF-8 bytes of a character of the Bengali block. */
const UTF8_TEXT = /(?:[\x20-\x7e]|\xe0[\xa6\xa7][\x80-\xbf]){6,}/g;
/** Matches printable ASCII and characters of the Bengali block (U+0980 to U+09FF) in UTF-16LE. */
const UTF16_TEXT = /(?:[\x20-\x7e]\x00|[\x80-\xff]\x09){6,}/g;
/** UUIDs and digests, which are left out because their random digits can equal part of a number by chance. */
const UUIDS_AND_DIGESTS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}/g;

const extractTexts = (bytes: Buffer): string[] => {
  const latin1 = bytes.toString('latin1');
  const utf8Texts = (latin1.match(UTF8_TEXT) ?? []).map((run) =>
    Buffer.from(run, 'latin1').toString(),
  );
  const utf16Texts = (latin1.match(UTF16_TEXT) ?? []).map((run) =>
    Buffer.from(run, 'latin1').toString('utf16le'),
  );
  return [...utf8Texts, ...utf16Texts];
};

/** @returns the substrings that occur as readable text in these bytes. */
export const findSubstrings = (
  bytes: Buffer,
  substrings: ReadonlySet<string>,
): readonly string[] => {
  const found = new Set<string>();
  for (const text of extractTexts(bytes)) {
    for (const part of text.split(UUIDS_AND_DIGESTS))
      for (const substring of substringsOf(part))
        if (substrings.has(substring)) found.add(substring);
  }
  return [...found];
};

/** Every file below a folder, with its path relative to it. */
export const readFilesBelow = async (
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
