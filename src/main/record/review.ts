/** Determines why a registration needs review, and the evidence shown to the clerk who decides. */
import { isEditable, type ReviewView } from '#shared/domain/registration.ts';
import type { StoredRegistration } from './stored-registration.ts';

/** Error codes after which the outcome of step 2 cannot be determined. */
const UNKNOWN_OUTCOME_CODES: readonly string[] = [
  'SEND-UNKNOWN',
  'STORE-ROLLED-BACK',
  'STORE-DAMAGED',
  'STORE-KEY-LOST',
  'REG-KNOWN',
];

/**
 * Whether the form may have reached the service, because no answer determined the outcome or because the store was
 * damaged or rolled back. A clerk can decide about such a registration, but not edit it.
 */
export const isOutcomeReview = ({ state, body }: StoredRegistration): boolean =>
  state === 'needs-review' &&
  (body.evidence !== null || UNKNOWN_OUTCOME_CODES.includes(body.lastError?.code ?? ''));

/** Whether the clerk may change the values and pictures. */
export const mayEdit = (record: StoredRegistration): boolean =>
  isEditable(record.state) && !isOutcomeReview(record);

/** The review as the page shows it; null when the registration needs none. */
export const reviewOf = (record: StoredRegistration): ReviewView | null => {
  const { state, body } = record;
  if (state !== 'needs-review') return null;
  const { nid_no: nid, dob } = body.fields;
  const kind = isOutcomeReview(record)
    ? 'outcome'
    : body.lastError?.code === 'SVC-UNREAD'
      ? 'card-unread'
      : 'reading-differs';
  return {
    kind,
    typed: { nid: nid.value, dob: dob.value },
    read: { nid: nid.readings.service ?? null, dob: dob.readings.service ?? null },
    details: kind === 'outcome' ? body.evidence : null,
  };
};
