/** Texts of the day close for the screen and the paper. */
import type { DayRow, DayVerdict } from '#shared/domain/day-close.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { useErrorText } from '#renderer/ui/use-error-text.ts';

export interface DayTexts {
  /** Label of a verdict's total. */
  readonly verdict: (verdict: DayVerdict) => string;
  /** Cause of a registration's state. */
  readonly cause: (row: DayRow) => string;
  /** Scope of the day close. @param maskedClerk null for all clerks. */
  readonly scope: (maskedClerk: string | null) => string;
}

export const useDayTexts = (): DayTexts => {
  const { t } = useTexts();
  const errorText = useErrorText();
  return {
    verdict: (verdict) =>
      verdict === 'submitted' ? t('dayClose.noVerdict') : t(`states.${verdict}`),
    cause: (row) =>
      row.reason ??
      (row.lastError ? errorText(row.lastError).cause : t(`outbox.causes.${row.state}`)),
    scope: (maskedClerk) =>
      maskedClerk === null ? t('dayClose.ofAll') : t('dayClose.ofClerk', { mobile: maskedClerk }),
  };
};
