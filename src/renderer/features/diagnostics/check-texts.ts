/** Texts of a check's result, for the screen and the paper. */
import type { CheckResult } from '#shared/domain/checks.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { useErrorText } from '#renderer/ui/use-error-text.ts';

export const useCheckTexts = () => {
  const { t } = useTexts();
  const textOf = useErrorText();
  return {
    /** Cause and remedy; empty when the check passed or did not run. */
    adviceOf: ({ name, state, code, facts }: CheckResult): string => {
      if (state === 'ok' || state === 'not-checked') return '';
      if (code === null) return t(`diagnostics.checks.advice.${name}`);
      const { cause, remedy } = textOf({ code, params: { problem: facts } });
      return `${cause} ${remedy}`;
    },
    factsOf: ({ code, facts }: CheckResult): string => [code, facts].filter(Boolean).join(' · '),
  };
};
