/** Problems that the verification of an audit trail detects. */

export const chainProblems = [
  /** The hash of the line is wrong: the line was edited or does not belong to the trail. */
  'line-altered',
  /** The sequence number is wrong: entries or a file were removed, inserted or reordered. */
  'out-of-sequence',
  /** The sequence number is correct, but the hash of the previous entry is not. */
  'not-linked',
  /** The trail ends before the entry that the anchor references. */
  'behind-anchor',
  /** The entry that the anchor references has another hash: the chain was rewritten. */
  'anchor-mismatch',
  /** The trail exists, but the keychain has no readable anchor. */
  'anchor-missing',
  'file-unreadable',
] as const;
export type ChainProblem = (typeof chainProblems)[number];
