/** Verifies a trail as a stream: the hash of each entry, its sequence number, its link to the previous entry, and the anchor. */
import path from 'node:path';
import type { ChainProblem } from '#shared/domain/audit-trail.ts';
import { CHAIN_START, parseLine, type ChainHead, type TrailEntry } from './entry.ts';
import { readLines, type TrailFile } from './trail-lines.ts';

export interface VerifyOptions {
  /** In the order of the chain. */
  readonly files: readonly TrailFile[];
  /** The anchor of the keychain; null skips the comparison. */
  readonly anchor: ChainHead | null;
  /** The first entry may have any sequence number, because earlier files are not available. */
  readonly isExcerpt?: boolean;
}

export interface ChainBreak {
  readonly problem: ChainProblem;
  /** Name of the file, without its folder; null when the trail ends before the anchor. */
  readonly file: string | null;
  /** Counted from 1 in its file. */
  readonly line: number | null;
}

export interface Verification {
  /** Number of complete lines, valid or not. */
  readonly lineCount: number;
  readonly first: TrailEntry | null;
  readonly last: TrailEntry | null;
  readonly firstBreak: ChainBreak | null;
  /** The last line is incomplete, because the app was terminated during the append. That entry was never acknowledged. */
  readonly isTruncated: boolean;
}

/**
 * @param previousHead head of the chain before the entry; null before the first entry of an excerpt.
 * @returns null when the entry is valid.
 */
const findProblem = (
  entry: TrailEntry | null,
  previousHead: ChainHead | null,
  anchor: ChainHead | null,
): ChainProblem | null => {
  if (entry === null) return 'line-altered';
  if (previousHead && entry.seq !== previousHead.seq + 1) return 'out-of-sequence';
  if (previousHead && entry.previous !== previousHead.hash) return 'not-linked';
  return anchor?.seq === entry.seq && anchor.hash !== entry.hash ? 'anchor-mismatch' : null;
};

/** Only the first break is reported; the entries after it are counted. Never rejects. */
export const verifyTrail = async ({
  files,
  anchor,
  isExcerpt = false,
}: VerifyOptions): Promise<Verification> => {
  let lines = 0;
  let first: TrailEntry | null = null;
  let last: TrailEntry | null = null;
  let isTruncated = false;
  const breaks: ChainBreak[] = [];
  let head: ChainHead | null = isExcerpt ? null : CHAIN_START;

  for (const [index, trailFile] of files.entries()) {
    const file = path.basename(trailFile.file);
    let lineNumber = (trailFile.firstLine ?? 1) - 1;
    try {
      for await (const { text, isComplete } of readLines(trailFile)) {
        lineNumber += 1;
        if (!isComplete && index === files.length - 1) {
          isTruncated = true;
          continue;
        }
        lines += 1;
        const entry = parseLine(text);
        const problem = breaks.length > 0 ? null : findProblem(entry, head, anchor);
        if (problem) breaks.push({ problem, file, line: lineNumber });
        if (!entry) continue;
        first ??= entry;
        last = entry;
        head = entry;
      }
    } catch {
      breaks.push({ problem: 'file-unreadable', file, line: lineNumber === 0 ? null : lineNumber });
    }
  }
  if (anchor && (head?.seq ?? 0) < anchor.seq)
    breaks.push({ problem: 'behind-anchor', file: null, line: null });
  return { lineCount: lines, first, last, firstBreak: breaks[0] ?? null, isTruncated };
};
