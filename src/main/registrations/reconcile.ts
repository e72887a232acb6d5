/**
 * What an unknown outcome of step 2 turns out to be, from what the service says now and what it said before the form was
 * sent. Pure. It claims `present` or `absent` only where no other story fits; the rest is a person's to decide.
 */
import type { AboutWhom, Baseline, LogLook } from './baseline.ts';

export interface Seen {
  readonly about: AboutWhom;
  /** The service's own word. */
  readonly word: string;
  readonly log: LogLook;
  /** Whether this counter sent another registration of the same person that the service has or may have. */
  readonly otherSent: boolean;
}

export type Finding = 'present' | 'absent' | 'doubtful';

/** Whether the service may have known this person with this mobile number before the form was sent. */
const maybeKnown = (baseline: Baseline, seen: Seen): boolean =>
  seen.otherSent || baseline.status === null || baseline.status.about === 'same' || baseline.status.about === 'someone' ||
  baseline.entries === null || baseline.entries > 0;

/** The log has one more line than before. A line that was only moved up by another sorting is none. */
const hasNewLine = (baseline: Baseline, seen: Seen): boolean => {
  if (baseline.entries === null || seen.log.entries <= baseline.entries) return false;
  // Another one of this counter must have been in the log before, or the new line may be that one's.
  if (seen.otherSent && baseline.entries === 0) return false;
  return baseline.complete || baseline.status?.about === 'nobody';
};

export const judge = (baseline: Baseline | null, seen: Seen): Finding => {
  if (baseline) {
    if (hasNewLine(baseline, seen)) return 'present';
    const known = maybeKnown(baseline, seen);
    if (seen.about === 'same' && !known) return 'present';
    if (known) return 'doubtful';
  } else if (seen.otherSent) return 'doubtful';
  const notThere = (seen.about === 'nobody' || seen.about === 'other') && seen.log.entries === 0;
  return notThere && seen.log.covers ? 'absent' : 'doubtful';
};
