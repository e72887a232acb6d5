/** Problems of a broken audit trail, as the trail and the log name them. */

/** What can be wrong with the trail. */
export const chainProblems = [
  /** The line does not have the hash it names: edited, or not a line of the trail. */
  'line-altered',
  /** The entry does not have the next number: lines or a file removed, inserted or reordered. */
  'out-of-sequence',
  /** The entry has the next number but does not name the hash of the one before. */
  'not-linked',
  /** The trail ends before the entry that the anchor names. */
  'behind-anchor',
  /** The entry that the anchor names has another hash: the chain was rewritten. */
  'anchor-mismatch',
  /** There is a trail but no readable anchor in the keychain. */
  'anchor-missing',
  'file-unreadable',
] as const;
export type ChainProblem = (typeof chainProblems)[number];
