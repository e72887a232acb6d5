/**
 * One line of the trail: a JSON object that names the SHA-256 of the line before it (`previous`) and, as its last member, the
 * SHA-256 of its own text without that member (`hash`). Hashes are of the exact text, so that no canonical form of JSON is needed.
 */
import { createHash } from 'node:crypto';

/** Where the chain stands after an entry. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export interface ReadEntry extends ChainHead {
  readonly previous: string;
  readonly at: string;
  readonly event: string;
  /** The line as it stands in the file. */
  readonly text: string;
}

/** Before the first entry. */
export const CHAIN_START: ChainHead = { seq: 0, hash: '0'.repeat(64) };

const HASH_MEMBER = /,"hash":"([0-9a-f]{64})"\}$/;

const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** @param content everything but number and hashes. */
export const formatLine = (
  after: ChainHead,
  content: Readonly<Record<string, unknown>>,
): { readonly line: string; readonly head: ChainHead } => {
  const seq = after.seq + 1;
  const body = JSON.stringify({ seq, ...content, previous: after.hash });
  const hash = hashOf(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, head: { seq, hash } };
};

/** @returns null when the text is no line of a trail or does not have the hash it names. */
export const parseLine = (text: string): ReadEntry | null => {
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
