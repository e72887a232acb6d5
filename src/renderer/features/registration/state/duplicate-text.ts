/** One sentence about a possible earlier registration of the same customer. */
import type { Formats } from '#renderer/i18n/format.ts';
import type { useTexts } from '#renderer/i18n/index.ts';
import { compareDates, todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { Duplicate, RegistrationState } from '#shared/domain/registration.ts';

/** The verdicts of the service in the words of the states. */
const stateOf = (state: Duplicate['state']): RegistrationState => {
  if (state === 'pending' || state === 'other') return 'submitted';
  return state;
};

const weight = ({ sameNid, foundIn, state }: Duplicate): number =>
  (sameNid ? 4 : 0) + (foundIn === 'outbox' ? 2 : 0) + (state === 'draft' ? 0 : 1);

/** The one the clerk needs most: the same NID before the same number, this counter's before the service's. */
export const mostTelling = (all: readonly Duplicate[]): Duplicate | null =>
  all.reduce<Duplicate | null>(
    (most, each) => (most && weight(most) >= weight(each) ? most : each),
    null,
  );

export interface DuplicateWords {
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly format: Formats;
  readonly now: number;
}

export const duplicateText = (found: Duplicate, { t, format, now }: DuplicateWords): string => {
  const { foundIn, reference, at, sameNid } = found;
  const state = t(`states.${stateOf(found.state)}`);
  if (foundIn === 'log' || reference === null) {
    return t(
      sameNid ? 'registration.duplicate.nidService' : 'registration.duplicate.mobileService',
      { state },
    );
  }
  if (!sameNid) return t('registration.duplicate.mobileHere', { reference, state });
  if (found.state === 'draft') return t('registration.duplicate.nidDraft', { reference });
  const today = at !== null && compareDates(todayInBangladesh(at), todayInBangladesh(now)) === 0;
  if (today || at === null) return t('registration.duplicate.nidToday', { reference, state });
  return t('registration.duplicate.nidEarlier', { reference, state, day: format.day(at) });
};
