import { useTexts } from '#renderer/i18n/index.ts';
import type { Problem } from './details-form.ts';

/** Numbers that are compared with the card or are names of years: they keep Latin digits and get no thousands separator. */
const asWritten = new Set(['nidYear', 'dobYear']);
/** The number that decides between the forms of a text, by kind of problem. */
const counted: Readonly<Partial<Record<Problem['kind'], string>>> = {
  'nid-length': 'digits',
  'mobile-length': 'digits',
  'dob-too-young': 'age',
  'dob-too-old': 'age',
};

/** Text of a problem: cause, then remedy. */
export const useProblemText = (): ((problem: Problem) => string) => {
  const { t } = useTexts();
  return (problem) => {
    const params = Object.fromEntries(
      Object.entries(problem.params ?? {}).map(([name, value]) => [
        name,
        asWritten.has(name) ? String(value) : value,
      ]),
    );
    const count = params[counted[problem.kind] ?? ''];
    return t(`registration.issues.${problem.kind}`, {
      ...params,
      ...(typeof count === 'number' ? { count } : {}),
    });
  };
};
