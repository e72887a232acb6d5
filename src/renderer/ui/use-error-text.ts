import type { AppError } from '#shared/result.ts';
import { useTexts } from '#renderer/i18n/index.ts';

export interface ErrorText {
  readonly cause: string;
  readonly remedy: string;
  /** Small type, for IT: our code, and what is known of the cause (`NET-TLS · CERT_HAS_EXPIRED`, `SVC-REDIRECT · 302 · /login`). */
  readonly code: string;
  /** The service's own words, as plain text. */
  readonly service: string | null;
}

/** What to say about a failure: our cause, our remedy, then the service's words, then the code. */
export const useErrorText = (): ((error: AppError) => ErrorText) => {
  const { t } = useTexts();
  return (error) => ({
    cause: t(`errors.${error.code}.cause`, error.params),
    remedy: t(`errors.${error.code}.remedy`, error.params),
    code: [error.code, error.params?.['cause'] ?? error.params?.['status'], error.params?.['to']]
      .filter((part) => part !== undefined)
      .join(' · '),
    service: error.service ?? null,
  });
};
