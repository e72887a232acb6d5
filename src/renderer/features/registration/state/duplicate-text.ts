/** Selects and words the warning about a possible earlier registration of the same customer. */
import type { Formats } from '#renderer/i18n/format.ts';
import type { useTexts } from '#renderer/i18n/index.ts';
import { compareDates, todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { Duplicate, RegistrationState } from '#shared/domain/registration.ts';

/** Maps the state of a duplicate at the service to the state of a registration whose label is displayed. */
const displayedStateOf = (state: Duplicate['state']): RegistrationState => {
  if (state === 'pending' || state === 'other') return 'submitted';
  return state;
};

/** The weights are powers of two, so that each criterion ranks above all that follow it. */
const relevanceOf = ({ sameNid, foundIn, state }: Duplicate): number =>
  (sameNid ? 4 : 0) + (foundIn === 'outbox' ? 2 : 0) + (state === 'draft' ? 0 : 1);

/**
 * Selects the most relevant duplicate; null when there is none. The same NID ranks above the same mobile number, this
 * counter above the service, and a submitted registration above a draft.
 */
export const mostRelevantDuplicate = (duplicates: readonly Duplicate[]): Duplicate | null =>
  duplicates.reduce<Duplicate | null>(
    (best, each) => (best && relevanceOf(best) >= relevanceOf(each) ? best : each),
    null,
  );

export interface DuplicateTextContext {
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly format: Formats;
  readonly now: number;
}

export const duplicateText = (
  duplicate: Duplicate,
  { t, format, now }: DuplicateTextContext,
): string => {
  const { foundIn, reference, at, sameNid } = duplicate;
  const state = t(`states.${displayedStateOf(duplicate.state)}`);
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
