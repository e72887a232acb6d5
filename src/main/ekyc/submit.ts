/** Call E: what may be said about step 2. Any doubt is `unknown`; only the reconciler, by asking, may settle it. */
import { fieldRow, sentFieldNames } from '#shared/domain/fields.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppError } from '#shared/result.ts';
import { failure, innerStatus, judge, statusCode, statusWord } from './errors.ts';
import { isObject, parseJson } from './json.ts';
import type { Part } from './multipart.ts';
import type { SubmissionForm, SubmitOutcome } from './port.ts';
import { serviceText } from './service-text.ts';
import type { Answer, Outcome } from './transport.ts';

const fieldParts = (form: SubmissionForm, isOnCard: boolean): Part[] =>
  sentFieldNames
    .filter((name) => (fieldRow(name).side !== null) === isOnCard)
    .map((name) => ({ name, value: form[name] }));

/** Step 2 in the order of the service's document: what is on the card, its pictures, what the customer says. */
export const submissionParts = (form: SubmissionForm): Part[] => [
  ...fieldParts(form, true),
  { name: form.front.name, value: form.front.value },
  { name: form.back.name, value: form.back.value },
  ...fieldParts(form, false),
  { name: 'applicant_photo', fileName: 'applicant_photo.jpg', jpeg: form.photo },
];

/** The service's code for a customer whose check is under way: nothing was changed and nothing is wrong with the form. */
const UNDER_WAY = 6003;

/** Codes of answers that the service itself gave after it had worked on the form. */
const FROM_SERVICE: readonly ErrorCode[] = ['SVC-BROKEN', 'SVC-ANSWER', 'SVC-REFUSED'];

const unknown = (error: AppError, answered = false): SubmitOutcome => ({
  kind: 'unknown',
  answered,
  error: { ...error, code: 'SEND-UNKNOWN', params: { ...error.params, cause: error.code } },
});

/** Whether an answer documents that nothing was saved. */
const isRefusal = (answer: Answer): boolean => {
  if (answer.status === 400 || answer.status === 403 || answer.status === 413) return true;
  if (answer.status < 200 || answer.status > 299) return false;
  const body = parseJson(answer.body);
  return statusWord(body) === 'failed' && (innerStatus(body) ?? 400) < 500;
};

const answered = (answer: Answer, nowMs: number): SubmitOutcome => {
  const judged = judge('submit', answer, nowMs);
  if (judged.ok) {
    const nested = isObject(judged.data) ? judged.data['data'] : undefined;
    const accepted =
      statusWord(judged.data) === 'success' && (statusWord(nested) ?? 'success') === 'success';
    return accepted
      ? { kind: 'accepted', detail: serviceText(judged.data) ?? '' }
      : unknown({ code: 'SVC-ANSWER' }, true);
  }
  const { error } = judged;
  const body = parseJson(answer.body);
  if (statusCode(body) === UNDER_WAY)
    return { kind: 'under-way', error: failure('SVC-UNDER-WAY', body).error };
  if (error.code === 'SESSION-ENDED') return { kind: 'session-ended', error };
  if (error.code === 'SVC-THROTTLED')
    return {
      kind: 'throttled',
      retryAfterMs: Number(error.params?.['seconds'] ?? 60) * 1000,
      error,
    };
  const readable =
    error.code === 'SVC-REFUSED' || error.code === 'SESSION-ROLE' || error.code === 'SVC-TOO-LARGE';
  return readable && isRefusal(answer)
    ? { kind: 'refused', error }
    : unknown(error, FROM_SERVICE.includes(error.code));
};

export const submitOutcome = (outcome: Outcome, nowMs: number): SubmitOutcome => {
  if (outcome.kind === 'answer') return answered(outcome.answer, nowMs);
  return outcome.connected ? unknown(outcome.error) : { kind: 'not-sent', error: outcome.error };
};
