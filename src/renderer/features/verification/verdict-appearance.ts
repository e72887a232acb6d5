/** Defines the tone and the icon of each verdict. */
import type { VerificationView } from '#shared/domain/verification.ts';
import type { IconName } from '#renderer/ui/icons.ts';

export interface VerdictAppearance {
  readonly tone: 'success' | 'error' | 'neutral' | 'unknown';
  readonly icon: IconName;
}

/** Verdicts that the app does not know are never displayed as passed or failed. */
export const verdictAppearances: Readonly<Record<VerificationView['verdict'], VerdictAppearance>> =
  {
    passed: { tone: 'success', icon: 'seal-check-fill' },
    'verification-failed': { tone: 'error', icon: 'x-circle-fill' },
    pending: { tone: 'neutral', icon: 'clock' },
    invalid: { tone: 'error', icon: 'prohibit' },
    'not-found': { tone: 'neutral', icon: 'magnifying-glass' },
    other: { tone: 'unknown', icon: 'question-fill' },
  };
