import { describe, expect, it } from 'vitest';
import { queryResultKey } from '#renderer/features/home/attention.ts';
import type { home } from '#renderer/i18n/en/home.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

describe('queryResultKey', () => {
  it.each<[RegistrationState, keyof typeof home]>([
    ['unknown', 'checkedStillUnknown'],
    ['submitted', 'checkedSubmitted'],
    ['passed', 'checkedSubmitted'],
    ['verification-failed', 'checkedSubmitted'],
    ['needs-review', 'checkedReview'],
    ['ready', 'checkedReady'],
  ])('returns for a registration that is then %s the text %s', (state, key) => {
    expect(queryResultKey(state)).toBe(`home.${key}`);
  });
});
