/** Checks a trail from its first line to its last, as a stream: the hash of each line, its number, its link, and the anchor. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { ChainProblem } from '#shared/domain/audit-trail.ts';
import { CHAIN_START, parseLine, type ChainHead, type ReadEntry } from './entry.ts';

export interface TrailFile {
  readonly file: string;
  /** Number of bytes to read; all when absent. Later entries are not checked. */
  readonly bytes?: number;
}

export interface VerifyOptions {
  /** In the order of the chain. */
  readonly files: readonly TrailFile[];
  /** Head stored in the keychain; null skips the comparison. */
  readonly anchor: ChainHead | null;
  /** The first entry may have any sequence number, because earlier files are not available. */
  readonly isExcerpt?: boolean;
}

export interface ChainBreak {
  readonly problem: ChainProblem;
  /** Name of the file, without its folder; null when the trail as a whole is too short. */
  readonly file: string | null;
  /** Counted from 1 in its file. */
  readonly line: number | null;
}

export interface Verification {
  /** Complete lines, whether they are sound or not. */
  readonly lines: number;
  readonly first: ReadEntry | null;
  readonly last: ReadEntry | null;
  readonly firstBreak: ChainBreak | null;
  /** The last file ends within a line, as after a kill: that entry was never acknowledged. */
  readonly isCut: boolean;
}

/** Maximum length of a line in characters; an entry has a few hundred. */
const LINE_MOST_CHARS = 64 * 1024;

interface Line {
  readonly text: string;
  readonly isComplete: boolean;
}

async function* linesOf({ file, bytes }: TrailFile): AsyncGenerator<Line> {
  if (bytes === 0) return;
  const stream = createReadStream(file, {
    encoding: 'utf8',
    ...(bytes !== undefined && { end: bytes - 1 }),
  });
  let rest = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { text, isComplete: true };
    if (rest.length > LINE_MOST_CHARS) {
      yield { text: rest, isComplete: true };
      rest = '';
    }
  }
  if (rest !== '') yield { text: rest, isComplete: false };
}

/** The error of an entry that follows `after`; null when it is valid. */
const problemOf = (
  entry: ReadEntry | null,
  after: ChainHead | null,
  anchor: ChainHead | null,
): ChainProblem | null => {
  if (entry === null) return 'line-altered';
  if (after && entry.seq !== after.seq + 1) return 'out-of-sequence';
  if (after && entry.previous !== after.hash) return 'not-linked';
  return anchor?.seq === entry.seq && anchor.hash !== entry.hash ? 'anchor-mismatch' : null;
};

/** Never rejects. After the first break it only counts. */
export const verifyTrail = async ({
  files,
  anchor,
  isExcerpt = false,
}: VerifyOptions): Promise<Verification> => {
  let lines = 0;
  let first: ReadEntry | null = null;
  let last: ReadEntry | null = null;
  let isCut = false;
  const breaks: ChainBreak[] = [];
  /** The entry before; null before the first entry of an excerpt. */
  let head: ChainHead | null = isExcerpt ? null : CHAIN_START;

  for (const [index, trailFile] of files.entries()) {
    const file = path.basename(trailFile.file);
    let line = 0;
    try {
      for await (const { text, isComplete } of linesOf(trailFile)) {
        line += 1;
        if (!isComplete && index === files.length - 1) {
          isCut = true;
          continue;
        }
        lines += 1;
        const entry = parseLine(text);
        const problem = breaks.length > 0 ? null : problemOf(entry, head, anchor);
        if (problem) breaks.push({ problem, file, line });
        if (!entry) continue;
        first ??= entry;
        last = entry;
        head = entry;
      }
    } catch {
      breaks.push({ problem: 'file-unreadable', file, line: line === 0 ? null : line });
    }
  }
  if (anchor && (head?.seq ?? 0) < anchor.seq)
    breaks.push({ problem: 'behind-anchor', file: null, line: null });
  return { lines, first, last, firstBreak: breaks[0] ?? null, isCut };
};
