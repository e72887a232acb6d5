import { describe, expect, it } from 'vitest';
import { slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import { outcomeOf, outcomes } from '#renderer/features/registration/state/outcome.ts';
import type { OutcomeEvidence, ReviewView } from '#shared/domain/registration.ts';

describe('slipOutcomeTexts', () => {
  const readings = { typed: { nid: '', dob: '' }, read: { nid: null, dob: null } };
  const evidence: OutcomeEvidence = {
    sentAt: 1,
    askedAt: 2,
    statusBefore: null,
    statusNow: 'passed',
    maskedNid: null,
    matchesBefore: null,
    matchesNow: 0,
  };
  const outcomeOfReview = (review: ReviewView) =>
    outcomeOf({ state: 'needs-review', lastError: null, review });

  it('never states that a form that may have been sent is not submitted', () => {
    const sent = outcomeOfReview({ ...readings, kind: 'outcome', details: evidence });
    expect(sent).toBe('unconfirmed');
    expect(slipOutcomeTexts[sent].heading.en).toBe('Sent, not confirmed');
    for (const outcome of [
      'unknown',
      'unwritten',
      'unconfirmed',
      'doubtful',
      outcomeOfReview({ ...readings, kind: 'outcome', details: null }),
    ] as const) {
      const { heading, note } = slipOutcomeTexts[outcome];
      expect(`${heading.en} ${note.en}`).not.toMatch(/not (yet )?submitted|queued/i);
      expect(`${heading.bn} ${note.bn}`).not.toMatch(/জমা হয়নি|^অপেক্ষায়/);
    }
  });

  it('has a heading for every outcome', () => {
    for (const outcome of outcomes)
      expect(slipOutcomeTexts[outcome].heading.bn, outcome).not.toBe('');
    expect(outcomeOfReview({ ...readings, kind: 'card-unread', details: null })).toBe('unread');
  });
});
