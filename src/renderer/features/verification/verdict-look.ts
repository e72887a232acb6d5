import type { VerificationView } from '#shared/domain/verification.ts';
import type { IconName } from '#renderer/ui/icons.ts';

export interface VerdictLook {
  readonly tone: 'success' | 'error' | 'neutral' | 'unknown';
  readonly icon: IconName;
}

/** How each verdict looks. A word this version does not know is never shown as good or bad. */
export const verdictLooks: Readonly<Record<VerificationView['verdict'], VerdictLook>> = {
  passed: { tone: 'success', icon: 'seal-check-fill' },
  'verification-failed': { tone: 'error', icon: 'x-circle-fill' },
  pending: { tone: 'neutral', icon: 'clock' },
  invalid: { tone: 'error', icon: 'prohibit' },
  nobody: { tone: 'neutral', icon: 'magnifying-glass' },
  other: { tone: 'unknown', icon: 'question-fill' },
};
