/** Texts of a failure, in the page's language. */
import type { AppError } from '#shared/result.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { useSettingNames } from '#renderer/i18n/setting-names.ts';

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
  const settingName = useSettingNames();
  const paramsWithSettingNames = ({ params }: AppError): AppError['params'] => {
    const settings = params?.['settings'];
    // The main process lists settings by their names in the file.
    return typeof settings === 'string'
      ? { ...params, settings: settings.split(', ').map(settingName).join(', ') }
      : params;
  };
  return (error) => ({
    cause: t(`errors.${error.code}.cause`, paramsWithSettingNames(error)),
    remedy: t(`errors.${error.code}.remedy`, paramsWithSettingNames(error)),
    code: [error.code, error.params?.['cause'] ?? error.params?.['status'], error.params?.['to']]
      .filter((part) => part !== undefined)
      .join(' · '),
    service: error.service ?? null,
  });
};
