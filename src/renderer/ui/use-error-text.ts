/** Texts of a failure, in the page's language. */
import type { AppError } from '#shared/result.ts';
import { useTexts } from '#renderer/i18n/index.ts';

export interface ErrorText {
  readonly cause: string;
  readonly remedy: string;
  /** For IT: error code and details of the cause (`NET-TLS · CERT_HAS_EXPIRED`, `SVC-REDIRECT · 302 · /login`). */
  readonly code: string;
  /** Message of the service, as plain text. */
  readonly service: string | null;
}

/** @returns a function that returns the texts of a failure. */
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
