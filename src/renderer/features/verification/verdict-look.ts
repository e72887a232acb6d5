import type { VerificationView } from '#shared/domain/verification.ts';
import type { IconName } from '#renderer/ui/icons.ts';

export interface VerdictLook {
  readonly tone: 'ok' | 'bad' | 'rest' | 'unknown';
  readonly icon: IconName;
}

/** How each verdict looks. A word this version does not know is never shown as good or bad. */
export const verdictLooks: Readonly<Record<VerificationView['verdict'], VerdictLook>> = {
  passed: { tone: 'ok', icon: 'seal-check-fill' },
  'verification-failed': { tone: 'bad', icon: 'x-circle-fill' },
  pending: { tone: 'rest', icon: 'clock' },
  invalid: { tone: 'bad', icon: 'prohibit' },
  nobody: { tone: 'rest', icon: 'magnifying-glass' },
  other: { tone: 'unknown', icon: 'question-fill' },
};
