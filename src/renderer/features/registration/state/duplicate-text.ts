/** Text about a possible earlier registration of the same customer. */
import type { Formats } from '#renderer/i18n/format.ts';
import type { useTexts } from '#renderer/i18n/index.ts';
import { compareDates, todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { Duplicate, RegistrationState } from '#shared/domain/registration.ts';

/** Maps verdicts of the service to states of a registration. */
const stateOf = (state: Duplicate['state']): RegistrationState => {
  if (state === 'pending' || state === 'other') return 'submitted';
  return state;
};

const relevance = ({ sameNid, foundIn, state }: Duplicate): number =>
  (sameNid ? 4 : 0) + (foundIn === 'outbox' ? 2 : 0) + (state === 'draft' ? 0 : 1);

/**
 * Selects the most relevant duplicate: the same NID before the same mobile number, those of this counter before those
 * of the service.
 */
export const mostRelevant = (all: readonly Duplicate[]): Duplicate | null =>
  all.reduce<Duplicate | null>(
    (best, each) => (best && relevance(best) >= relevance(each) ? best : each),
    null,
  );

export interface DuplicateWords {
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly format: Formats;
  readonly now: number;
}

export const duplicateText = (duplicate: Duplicate, { t, format, now }: DuplicateWords): string => {
  const { foundIn, reference, at, sameNid } = duplicate;
  const state = t(`states.${stateOf(duplicate.state)}`);
  if (foundIn === 'log' || reference === null) {
    return t(
      sameNid ? 'registration.duplicate.nidService' : 'registration.duplicate.mobileService',
      { state },
    );
  }
  if (!sameNid) return t('registration.duplicate.mobileHere', { reference, state });
  if (duplicate.state === 'draft') return t('registration.duplicate.nidDraft', { reference });
  const isToday = at !== null && compareDates(todayInBangladesh(at), todayInBangladesh(now)) === 0;
  if (isToday || at === null) return t('registration.duplicate.nidToday', { reference, state });
  return t('registration.duplicate.nidEarlier', { reference, state, day: format.day(at) });
};
