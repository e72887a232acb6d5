import { describe, expect, it } from 'vitest';
import { queryResultKey } from '#renderer/features/home/attention.ts';
import type { home } from '#renderer/i18n/en/home.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

describe('result of checking an unknown outcome', () => {
  it.each<[RegistrationState, keyof typeof home]>([
    ['unknown', 'checkedStillUnknown'],
    ['submitted', 'checkedSubmitted'],
    ['passed', 'checkedSubmitted'],
    ['verification-failed', 'checkedSubmitted'],
    ['needs-review', 'checkedReview'],
    ['ready', 'checkedReady'],
  ])('%s is shown with its own text', (state, key) => {
    expect(queryResultKey(state)).toBe(`home.${key}`);
  });
});
