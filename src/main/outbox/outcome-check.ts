/**
 * Queries the service about one registration: whether it was received when the outcome is unknown, and the verdict of
 * the Election Commission once it was. The service looks a customer up by mobile number and returns the first match, so
 * only an answer about the same NID counts. Each result is stored together with the time of the next query.
 */
import { maskNid } from '#shared/domain/nid.ts';
import type { OutcomeEvidence } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, StatusAnswer } from '#main/ekyc/port.ts';
import { callAsClerk } from '#main/session/as-clerk.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import {
  matchStatus,
  nidInStatus,
  type CustomerMatch,
  type Customer,
} from '#main/record/customer-match.ts';
import { submittedCustomer } from '#main/record/fields.ts';
import { searchLog } from './log-search.ts';
import { isEnvironmentFailure } from './retry-policy.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';
import {
  reconcile,
  reconcileByStatus,
  type Observation,
  type LogSearchResult,
} from '#main/record/reconcile.ts';
import type { Records } from '#main/store/records.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';

/** Maximum number of log pages read to find an entry that determines the outcome, and to prove that there is none. */
const MAX_LOG_PAGES = { findEntry: 10, proveAbsence: 200 } as const;
/** Number of answers after the quiet period without the registration that are needed to conclude that it is absent. */
const ABSENT_ANSWERS = 2;

export interface OutcomeCheckDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly now: () => number;
  /** Milliseconds, longer than the maximum delay of the service. An answer without the registration counts only afterwards. */
  readonly quietPeriodMs: number;
}

/** Final verdicts, which are also the names of their events. After any other verdict the polling continues. */
const finalVerdicts = ['passed', 'verification-failed', 'invalid'] as const;

const evidenceOf = (
  record: StoredRegistration,
  answer: StatusAnswer,
  observation: Observation,
  at: number,
): OutcomeEvidence => {
  const statusNid = nidInStatus(answer);
  return {
    sentAt: record.unknownSince,
    askedAt: at,
    statusBefore: record.baseline?.status?.statusText ?? null,
    statusNow: observation.statusText,
    maskedNid: statusNid === null ? null : maskNid(statusNid),
    matchesBefore: record.baseline?.exactMatches ?? null,
    matchesNow: observation.log?.exactMatches ?? null,
  };
};

/** Change after one query about an unknown outcome. */
const changeAfterQuery = (
  record: StoredRegistration,
  answer: StatusAnswer,
  observation: Observation,
  at: number,
  quietPeriodMs: number,
): RegistrationChange => {
  const { body } = record;
  // A time in the future means that the clock was set back; the period then starts again.
  const unknownSince = Math.min(record.unknownSince ?? at, at);
  const finding = reconcile(record.baseline, observation);
  if (finding === 'present') {
    return {
      transition: { event: 'found' },
      acceptedAt: at,
      unknownSince: null,
      absentAnswers: 0,
      nextPoll: nextVerdictQueryAt(at, at),
      body: { ...body, lastError: null },
    };
  }
  const nextQuery = { unknownSince, nextPoll: nextOutcomeQueryAt(unknownSince, at, quietPeriodMs) };
  if (at - unknownSince < quietPeriodMs) return nextQuery;
  // The former counter of a transferred registration may have sent others of the same person, which this counter cannot check.
  if (finding === 'doubtful' || body.transferredIn) {
    return {
      transition: { event: 'inconclusive' },
      nextPoll: null,
      body: { ...body, evidence: evidenceOf(record, answer, observation, at) },
    };
  }
  if (record.absentAnswers + 1 < ABSENT_ANSWERS)
    return { ...nextQuery, absentAnswers: record.absentAnswers + 1 };
  return {
    transition: { event: 'absent' },
    unknownSince: null,
    absentAnswers: 0,
    nextPoll: null,
    baseline: null,
    notBefore: 0,
    waitsFor: null,
    body: { ...body, lastError: null },
  };
};

/** Writes the change unless the state of the registration has changed since it was read. */
const updateIfSameState = (
  records: Records,
  record: StoredRegistration,
  change: (current: StoredRegistration) => RegistrationChange | null,
) =>
  records.update(record.id, (current) =>
    ok(current.state === record.state ? change(current) : null),
  );

/**
 * Whether a status is about this registration. Its NID number must be the customer's. If the numbers cannot be compared, no customer
 * may have had the mobile number before.
 */
const isAboutRegistration = (
  { baseline }: StoredRegistration,
  answer: StatusAnswer,
  match: CustomerMatch,
): boolean => {
  if (match === 'same') return true;
  const matchBefore = baseline?.status?.match;
  return (
    match === 'not-comparable' &&
    nidInStatus(answer) !== null &&
    (matchBefore === 'not-found' || matchBefore === 'invalid')
  );
};

/**
 * Reads the log if it can determine what the status cannot: at any time that there is a new entry, and after the quiet period that
 * there is none. Returns null when the log is not needed or the service refuses it; after a refusal a clerk decides. Failures: those
 * of the connection and the session.
 */
const readDecisiveLog = async (
  { client, now, quietPeriodMs }: OutcomeCheckDeps,
  record: StoredRegistration,
  status: Observation,
  {
    customer,
    token,
    options,
  }: { readonly customer: Customer; readonly token: Clerk['token']; readonly options: CallOptions },
): Promise<Result<LogSearchResult | null>> => {
  const { baseline, unknownSince } = record;
  if (reconcileByStatus(baseline, status) === 'present') return ok(null);
  const isQuietPeriodOver = now() - (unknownSince ?? now()) >= quietPeriodMs;
  const matchesBefore =
    baseline?.status?.match === 'not-found' ? 0 : (baseline?.exactMatches ?? null);
  if (!isQuietPeriodOver && (matchesBefore === null || status.match === 'not-found'))
    return ok(null);
  const maxPages = isQuietPeriodOver ? MAX_LOG_PAGES.proveAbsence : MAX_LOG_PAGES.findEntry;
  const log = await searchLog(client, token, customer, {
    ...options,
    maxPages,
    ...(matchesBefore !== null && { stopAbove: matchesBefore }),
  });
  if (log.ok || isEnvironmentFailure(log.error.code)) return log;
  return ok(null);
};

/**
 * Queries the outcome of an `unknown` registration (next state: `submitted` or its verdict, `ready` or `needs-review`) or
 * the verdict of a `submitted` one. Without a result the state stays and the next query is scheduled. Failures:
 * REG-STATE; SESSION-NEEDED, also when another clerk is signed in; those of `verificationStatus` and `verificationLog`.
 */
export const checkOutcome = async (
  deps: OutcomeCheckDeps,
  id: string,
  options: CallOptions = {},
): Promise<Result<StoredRegistration>> => {
  const { store, records, client, session, now } = deps;
  const record = await records.get(id);
  if (!record.ok) return record;
  const { state, body } = record.data;
  if (state !== 'unknown' && state !== 'submitted') return err('REG-STATE');
  const clerk = session.clerk();
  if (clerk?.mobile !== body.clerk) return err('SESSION-NEEDED');

  const customer = submittedCustomer(body);
  const answer = await callAsClerk(session, clerk, (token) =>
    client.verificationStatus(token, customer.mobile, options),
  );
  if (!answer.ok) return answer;
  const match = matchStatus(answer.data, customer);
  let updated: Result<StoredRegistration> = record;
  const otherSent = await store.hasOtherSent(id, customer.nids);
  if (!otherSent.ok) return otherSent;
  if (state === 'unknown') {
    const status: Observation = {
      match,
      statusText: answer.data.statusText,
      log: null,
      hasOtherSent: otherSent.data,
    };
    const log = await callAsClerk(session, clerk, (token) =>
      readDecisiveLog(deps, record.data, status, { customer, token, options }),
    );
    if (!log.ok) return log;
    const observation: Observation = { ...status, log: log.data };
    updated = await updateIfSameState(records, record.data, (current) =>
      changeAfterQuery(current, answer.data, observation, now(), deps.quietPeriodMs),
    );
    if (!updated.ok || updated.data.state !== 'submitted') return updated;
  }
  const replaced = await store.wasReplaced(id, customer.nids);
  if (!replaced.ok) return replaced;
  const acceptedAt = updated.data.acceptedAt ?? now();
  // Within the quiet period a verdict about the same person may belong to an earlier registration of this counter.
  const isOwnVerdict =
    isAboutRegistration(updated.data, answer.data, match) &&
    (!otherSent.data || now() - acceptedAt >= deps.quietPeriodMs);
  const verdict = isOwnVerdict
    ? finalVerdicts.find((finalVerdict) => finalVerdict === answer.data.verdict)
    : undefined;
  return updateIfSameState(records, updated.data, () => {
    // The service keeps only the last registration of a person, so it has no verdict about a replaced one.
    if (replaced.data) return { nextPoll: null };
    return verdict
      ? { transition: { event: verdict }, nextPoll: null }
      : { nextPoll: nextVerdictQueryAt(acceptedAt, now()) };
  });
};
