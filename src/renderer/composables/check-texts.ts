/** Texts of the checks, for the Diagnostics screen, its paper and the set-up. */
import { checkStates, type CheckName, type CheckResult } from '#shared/domain/checks.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { useTexts, type TextKey } from '#renderer/i18n/index.ts';
import { useErrorText } from '#renderer/ui/use-error-text.ts';

/** Texts that state why a check did not run. Checks without a text always run. */
const notCheckedReasons: Readonly<Partial<Record<CheckName, TextKey>>> = {
  certificate: 'diagnostics.checks.notChecked.certificate',
  clock: 'diagnostics.checks.notChecked.clock',
  proxy: 'diagnostics.checks.notChecked.proxy',
  policy: 'diagnostics.checks.notChecked.policy',
  'data-folder': 'diagnostics.checks.notChecked.data-folder',
  printer: 'diagnostics.checks.notChecked.printer',
  lockdown: 'diagnostics.checks.notChecked.lockdown',
  updates: 'diagnostics.checks.notChecked.updates',
};

export const useCheckTexts = () => {
  const { t, format } = useTexts();
  const errorText = useErrorText();
  /** Number of checks in each state that occurs. */
  const countsOf = (results: readonly CheckResult[]): string =>
    checkStates
      .map((state) => ({
        state,
        count: results.filter((result) => result.state === state).length,
      }))
      .filter(({ count }) => count > 0)
      .map(({ state, count }) => t(`diagnostics.checks.counts.${state}`, { count }))
      .join(', ');
  return {
    /** Cause and remedy, or why the check did not run; empty when it passed. */
    adviceOf: ({ name, state, code, facts }: CheckResult): string => {
      if (state === 'ok') return '';
      if (state === 'not-checked') {
        const reason = notCheckedReasons[name];
        return reason ? t(reason) : '';
      }
      if (code === null) return t(`diagnostics.checks.advice.${name}`);
      const { cause, remedy } = errorText({ code, params: { problem: facts } });
      return `${cause} ${remedy}`;
    },
    factsOf: ({ code, facts }: CheckResult): string => [code, facts].filter(Boolean).join(' · '),
    countsOf,
    /** Number of all checks and of those in each state, and the time of the run. */
    summaryOf: ({ at, results }: CallOutput<'diagnostics.checks'>): string =>
      t('diagnostics.checks.result', {
        count: results.length,
        counts: countsOf(results),
        time: `${format.value.day(at)}, ${format.value.time(at)}`,
      }),
  };
};
