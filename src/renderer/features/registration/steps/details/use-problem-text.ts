/** Determines the texts of the problems of the details, in the page's language. */
import { useTexts } from '#renderer/i18n/index.ts';
import type { Problem } from './details-form.ts';

/** Params with Latin digits and without thousands separator, because they are years or are compared with the card. */
const UNFORMATTED_PARAMS = new Set(['nidYear', 'dobYear']);
/** The param that selects the plural form of a text, by kind of problem. */
const COUNT_PARAMS: Readonly<Partial<Record<Problem['kind'], string>>> = {
  'nid-length': 'digits',
  'mobile-length': 'digits',
  'dob-too-young': 'age',
  'dob-too-old': 'age',
};

/** @returns the text of a problem: cause, then remedy. */
export const useProblemText = (): ((problem: Problem) => string) => {
  const { t } = useTexts();
  return (problem) => {
    const params = Object.fromEntries(
      Object.entries(problem.params ?? {}).map(([name, value]) => [
        name,
        UNFORMATTED_PARAMS.has(name) ? String(value) : value,
      ]),
    );
    const count = params[COUNT_PARAMS[problem.kind] ?? ''];
    return t(`registration.issues.${problem.kind}`, {
      ...params,
      ...(typeof count === 'number' ? { count } : {}),
    });
  };
};
