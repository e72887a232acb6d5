/** Checks whether a registration may be submitted: pictures, values by the rules, and consent. */
import { needsChoice } from '#shared/domain/agreement.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import { step1FieldNames } from '#shared/domain/fields.ts';
import type { ConsentView } from '#shared/domain/consent.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { checkDetails } from '#shared/domain/rules.ts';
import { err, ok, type Err, type Ok } from '#shared/result.ts';
import type { Body } from './body.ts';
import { isCurrentConsent, type CurrentConsent } from './consent.ts';
import { uneditedOf, valuesOf } from './fields.ts';

export interface SubmissionContext extends CurrentConsent {
  readonly lists: ChoiceLists;
  readonly now: number;
}

/**
 * Failures: REG-NO-CARD; REG-NO-PHOTO; REG-INCOMPLETE (`fields`: number of fields that are wrong or whose sources
 * differ); REG-NO-CONSENT without a consent to the exact text that is valid now. A failed picture check causes no failure.
 */
export const checkSubmission = (
  body: Body,
  consent: ConsentView | null,
  { lists, now, ...currentConsent }: SubmissionContext,
): Ok<undefined> | Err => {
  const { front, back, photo } = body.pictures;
  if (!front || !back) return err('REG-NO-CARD');
  if (!photo) return err('REG-NO-PHOTO');
  const issues = checkDetails(valuesOf(body), {
    today: todayInBangladesh(now),
    unedited: uneditedOf(body),
    lists,
  });
  const faultyFields = new Set(
    issues.filter((issue) => issue.severity === 'error').map((issue) => issue.field),
  );
  for (const name of step1FieldNames) {
    const field = body.fields[name];
    if (needsChoice(name, field, field.value, field.touched)) faultyFields.add(name);
  }
  if (faultyFields.size > 0)
    return err('REG-INCOMPLETE', { params: { fields: faultyFields.size } });
  return consent && isCurrentConsent(consent, currentConsent)
    ? ok(undefined)
    : err('REG-NO-CONSENT');
};
