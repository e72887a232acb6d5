/**
 * Format of a trail entry: a JSON object with the hash of the previous entry (`previous`) and, as its last member, the
 * SHA-256 of its own text without that member (`hash`). The exact text is hashed, so that no canonical form of JSON is needed.
 */
import { createHash } from 'node:crypto';

/** Sequence number and hash of the newest entry of a chain. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export interface TrailEntry extends ChainHead {
  readonly previous: string;
  readonly at: string;
  readonly event: string;
  /** The line as written to the file. */
  readonly text: string;
}

/** Head of an empty chain. */
export const CHAIN_START: ChainHead = { seq: 0, hash: '0'.repeat(64) };

const HASH_MEMBER = /,"hash":"([0-9a-f]{64})"\}$/;

const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** @param content the entry without its sequence number and hashes. */
export const formatLine = (
  previousHead: ChainHead,
  content: Readonly<Record<string, unknown>>,
): { readonly line: string; readonly head: ChainHead } => {
  const seq = previousHead.seq + 1;
  const body = JSON.stringify({ seq, ...content, previous: previousHead.hash });
  const hash = hashOf(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, head: { seq, hash } };
};

/** @returns null when the text is not an entry or its hash does not match. */
export const parseLine = (text: string): TrailEntry | null => {
  const hash = HASH_MEMBER.exec(text)?.[1];
  if (hash === undefined) return null;
  const body = text.replace(HASH_MEMBER, '}');
  if (hashOf(body) !== hash) return null;
  try {
    const { seq, at, event, previous } = JSON.parse(body) as Record<string, unknown>;
    return typeof seq === 'number' &&
      typeof at === 'string' &&
      typeof event === 'string' &&
      typeof previous === 'string'
      ? { seq, at, event, previous, hash, text }
      : null;
  } catch {
    return null;
  }
};
