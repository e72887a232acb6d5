/**
 * Builds the form of `submit` (step 2) and determines its outcome. Any uncertainty is `unknown`, which only a later status
 * query may settle.
 */
import { fieldRow, sentFieldNames } from '#shared/domain/fields.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppError } from '#shared/result.ts';
import { classifyAnswer, failure, innerStatusOf, statusCodeOf, statusTextOf } from './errors.ts';
import { isObject, parseJson } from './json.ts';
import type { FormPart } from './multipart.ts';
import type { SubmissionForm, SubmitOutcome } from './port.ts';
import { serviceMessage } from './service-messages.ts';
import type { Answer, TransportResult } from './send-request.ts';

const fieldParts = (form: SubmissionForm, isOnCard: boolean): FormPart[] =>
  sentFieldNames
    .filter((name) => (fieldRow(name).side !== null) === isOnCard)
    .map((name) => ({ name, value: form[name] }));

/** The parts in the order of the service's document: values on the card, handles of its pictures, the other values, the photo. */
export const submissionParts = (form: SubmissionForm): FormPart[] => [
  ...fieldParts(form, true),
  { name: form.front.name, value: form.front.value },
  { name: form.back.name, value: form.back.value },
  ...fieldParts(form, false),
  { name: 'applicant_photo', fileName: 'applicant_photo.jpg', jpeg: form.photo },
];

/** The service's status code for a customer with a verification in progress: nothing was saved. */
const UNDER_WAY_CODE = 6003;

/** Codes of answers given by the service itself after it had processed the form. */
const SERVICE_ANSWER_CODES: readonly ErrorCode[] = ['SVC-BROKEN', 'SVC-ANSWER', 'SVC-REFUSED'];

const unknownOutcome = (error: AppError, answered = false): SubmitOutcome => ({
  kind: 'unknown',
  answered,
  error: { ...error, code: 'SEND-UNKNOWN', params: { ...error.params, cause: error.code } },
});

/** Whether the service's document guarantees for this answer that nothing was saved. */
const isRefusal = (answer: Answer): boolean => {
  if (answer.status === 400 || answer.status === 403 || answer.status === 413) return true;
  if (answer.status < 200 || answer.status > 299) return false;
  const body = parseJson(answer.body);
  return statusTextOf(body) === 'failed' && (innerStatusOf(body) ?? 400) < 500;
};

const outcomeOfAnswer = (answer: Answer, nowMs: number): SubmitOutcome => {
  const classified = classifyAnswer('submit', answer, nowMs);
  if (classified.ok) {
    const nested = isObject(classified.data) ? classified.data['data'] : undefined;
    const isAccepted =
      statusTextOf(classified.data) === 'success' &&
      (statusTextOf(nested) ?? 'success') === 'success';
    return isAccepted
      ? { kind: 'accepted', detail: serviceMessage(classified.data) ?? '' }
      : unknownOutcome({ code: 'SVC-ANSWER' }, true);
  }
  const { error } = classified;
  const body = parseJson(answer.body);
  if (statusCodeOf(body) === UNDER_WAY_CODE)
    return { kind: 'under-way', error: failure('SVC-UNDER-WAY', body).error };
  if (error.code === 'SESSION-ENDED') return { kind: 'session-ended', error };
  if (error.code === 'SVC-THROTTLED')
    return {
      kind: 'throttled',
      retryAfterMs: Number(error.params?.['seconds'] ?? 60) * 1000,
      error,
    };
  const hasRefusalCode =
    error.code === 'SVC-REFUSED' || error.code === 'SESSION-ROLE' || error.code === 'SVC-TOO-LARGE';
  return hasRefusalCode && isRefusal(answer)
    ? { kind: 'refused', error }
    : unknownOutcome(error, SERVICE_ANSWER_CODES.includes(error.code));
};

/** The outcome of step 2. `not-sent` only if the connection was not established. */
export const outcomeOfSubmit = (result: TransportResult, nowMs: number): SubmitOutcome => {
  if (result.kind === 'answer') return outcomeOfAnswer(result.answer, nowMs);
  return result.connected
    ? unknownOutcome(result.error)
    : { kind: 'not-sent', error: result.error };
};
