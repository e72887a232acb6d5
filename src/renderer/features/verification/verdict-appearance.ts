/** Appearance of the verdicts. */
import type { VerificationView } from '#shared/domain/verification.ts';
import type { IconName } from '#renderer/ui/icons.ts';

export interface VerdictAppearance {
  readonly tone: 'success' | 'error' | 'neutral' | 'unknown';
  readonly icon: IconName;
}

/** Tone and icon of each verdict. Unknown verdicts are never displayed as passed or failed. */
export const verdictAppearance: Readonly<Record<VerificationView['verdict'], VerdictAppearance>> = {
  passed: { tone: 'success', icon: 'seal-check-fill' },
  'verification-failed': { tone: 'error', icon: 'x-circle-fill' },
  pending: { tone: 'neutral', icon: 'clock' },
  invalid: { tone: 'error', icon: 'prohibit' },
  'not-found': { tone: 'neutral', icon: 'magnifying-glass' },
  other: { tone: 'unknown', icon: 'question-fill' },
};
