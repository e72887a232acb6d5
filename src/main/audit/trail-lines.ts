/** Streams the lines of a trail file, or of a part of it, with limited memory. */
import { createReadStream } from 'node:fs';

export interface TrailFile {
  readonly file: string;
  /** End offset of the entries (exclusive); absent: the end of the file. */
  readonly endOffset?: number;
  /** Start offset of the entries; absent: 0. */
  readonly startOffset?: number;
  /** Line number at `from`, counted from 1; absent: 1. */
  readonly firstLine?: number;
}

export interface Line {
  readonly text: string;
  /** False for a last line without a line break. */
  readonly isComplete: boolean;
}

/** Limits memory for a file that was not written by the app. An entry has a few hundred characters. */
const MAX_LINE_CHARS = 64 * 1024;

export async function* readLines({
  file,
  endOffset: bytes,
  startOffset: from = 0,
}: TrailFile): AsyncGenerator<Line> {
  if (bytes !== undefined && bytes <= from) return;
  const stream = createReadStream(file, {
    encoding: 'utf8',
    start: from,
    ...(bytes !== undefined && { end: bytes - 1 }),
  });
  let partialLine = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const completeLines = (partialLine + chunk).split('\n');
    partialLine = completeLines.pop() ?? '';
    for (const text of completeLines) yield { text, isComplete: true };
    if (partialLine.length > MAX_LINE_CHARS) {
      yield { text: partialLine, isComplete: true };
      partialLine = '';
    }
  }
  if (partialLine !== '') yield { text: partialLine, isComplete: false };
}
