/**
 * Simulates the eKYC service and the network: faults of requests and answers, and the delay until accepted registrations appear in status
 * and log. Its list of accepted registrations is the reference with which the counter's states are compared.
 */
import type {
  CardReading,
  EkycClient,
  StatusAnswer,
  SubmissionForm,
  SubmitOutcome,
} from '#main/ekyc/port.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { compareNids } from '#shared/domain/nid.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SeededRandom } from '#tests/support/cards/random.ts';

export interface ServicePlan {
  /** Probability of a fault in one request. */
  readonly faultProbability: number;
  /** Maximum delay in ms until a request whose answer was lost takes effect. */
  readonly lateMs: number;
  /** Maximum delay in ms until status and log show an accepted registration. */
  readonly hiddenMs: number;
  /** Whether the service has a log. */
  readonly hasLog: boolean;
  /** Probability that the network repeats a request of step 2. */
  readonly resendProbability: number;
  /** The answers of status and log; those of the document if absent. */
  readonly answers?: ServiceAnswers;
}

/** Properties of the answers of status and log that the document leaves open. */
export interface ServiceAnswers {
  /** Maximum number of lines per page, independent of the request; null if there is no paging. */
  readonly pageCap: number | null;
  readonly order: 'newest' | 'oldest' | 'unsorted';
  /**
   * right: the NID of the latest customer with the mobile number · first-of-mobile: that of the first customer with the number ·
   * invalid: always `invalid` without an NID · silent: a verdict without an NID.
   */
  readonly status: 'right' | 'first-of-mobile' | 'invalid' | 'silent';
  /** Whether the answer for an unknown customer is "not found" and not "invalid". */
  readonly answersNotFound: boolean;
  /** Number of earlier lines of other customers in the clerk's log. */
  readonly olderLines: number;
  /** Maximum delay in ms of a log line after the status shows the registration. */
  readonly lateLinesMs: number;
  /** Whether the service answers 500 to the first form of a customer, which it nevertheless stores. */
  readonly answers500: boolean;
}

const DOCUMENTED_ANSWERS: ServiceAnswers = {
  pageCap: 20,
  order: 'oldest',
  status: 'right',
  answersNotFound: false,
  olderLines: 0,
  lateLinesMs: 0,
  answers500: false,
};

interface AcceptedRegistration {
  readonly nid: string;
  readonly mobile: string;
  readonly name: string;
  readonly agent: string;
  /** The customer's tag; empty for registrations of another branch. */
  readonly tag: string;
  readonly visibleAt: number;
  /** Time of the verdict. In the document's answers the status contains the NID only from then on. */
  readonly verdictAt: number;
  readonly lineAt: number;
}

export interface SimulatedService {
  readonly client: EkycClient;
  /** Number of registrations with this tag that the service accepted from the counter. */
  countAccepted(tag: string): number;
  /**
   * Adds a registration of this customer by another sender.
   * @param customer `before`: whether it was registered so long ago that its line is already in the log.
   */
  registerElsewhere(customer: {
    nid: string;
    mobile: string;
    agent: string;
    isInLog: boolean;
  }): void;
}

/** Number of entries per page that the client requests. */
const PAGE_ENTRIES = 20;
const REQUEST_TIMEOUT_MS = 30_000;
const VERDICT_AFTER_MS = 10 * 60_000;

/** Errors of connections that were not established, so that nothing was sent. */
const NOT_SENT_ERRORS = [
  'NET-DNS',
  'NET-REFUSED',
  'NET-CONNECT-TIMEOUT',
  'NET-TLS',
  'NET-PROXY',
  'NET-PROXY-AUTH',
] as const;
/** Errors after which the service may have received the request. */
const UNKNOWN_OUTCOME_ERRORS = [
  'NET-TIMEOUT',
  'NET-CUT',
  'NET-GATEWAY',
  'SVC-BROKEN',
  'SVC-NOT-JSON',
] as const;
const QUERY_ERRORS = [...NOT_SENT_ERRORS, ...UNKNOWN_OUTCOME_ERRORS] as const;

export const createSimulatedService = (
  plan: ServicePlan,
  random: SeededRandom,
  now: () => number,
): SimulatedService => {
  const allAccepted: AcceptedRegistration[] = [];
  const answers = plan.answers ?? DOCUMENTED_ANSWERS;
  const olderLines = Array.from({ length: answers.olderLines }, (_, index): LogEntry => ({
    nid: `7${String(100_000_000 + index)}`,
    mobile: `0171${String(1_000_000 + index)}`,
    name: 'X',
    submittedOn: '01/11/2026',
    verdict: 'passed',
  }));
  const resolveAfter = <T>(ms: number, value: T): Promise<T> =>
    new Promise((resolve) => setTimeout(() => resolve(value), ms));

  const drawAppearanceTimes = (
    visibleAt: number,
  ): Pick<AcceptedRegistration, 'visibleAt' | 'verdictAt' | 'lineAt'> => ({
    visibleAt,
    lineAt:
      visibleAt + (answers.lateLinesMs > 0 ? Math.floor(random.next() * answers.lateLinesMs) : 0),
    verdictAt: visibleAt + (random.next() < 0.5 ? 0 : VERDICT_AFTER_MS),
  });
  const accept = (form: SubmissionForm, agent: string, lateMs: number): void => {
    allAccepted.push({
      nid: form.nid_no,
      mobile: form.mobile_number,
      name: form.applicant_name_eng,
      agent,
      tag: form.nominee,
      ...drawAppearanceTimes(now() + lateMs + Math.floor(random.next() * plan.hiddenMs)),
    });
  };
  const visibleRegistrations = (): AcceptedRegistration[] =>
    allAccepted.filter(({ visibleAt }) => visibleAt <= now());
  const agentOf = (token: string): string => token.split('-')[1] ?? '';

  const readCard = async (): Promise<Result<CardReading>> => {
    if (random.next() < plan.faultProbability) {
      if (random.next() < 0.1) return err('SESSION-ENDED');
      if (random.next() < 0.1) return resolveAfter(REQUEST_TIMEOUT_MS, err('NET-TIMEOUT'));
      return err(random.next() < 0.1 ? 'SVC-THROTTLED' : random.pick(QUERY_ERRORS));
    }
    return ok({
      fields: {},
      front: { name: 'id_front_url', value: 'f' },
      back: { name: 'id_back_url', value: 'b' },
      other: {},
    });
  };

  const submit = async (token: string, form: SubmissionForm): Promise<SubmitOutcome> => {
    const agent = agentOf(token);
    const saveForm = (lateMs = 0): void => {
      accept(form, agent, lateMs);
      if (random.next() < plan.resendProbability) accept(form, agent, lateMs);
    };
    if (random.next() >= plan.faultProbability) {
      const isRegistered = allAccepted.some(
        ({ mobile, nid }) => mobile === form.mobile_number && nid === form.nid_no,
      );
      saveForm();
      if (answers.answers500 && !isRegistered)
        return {
          kind: 'unknown',
          error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } },
        };
      return { kind: 'accepted', detail: '' };
    }
    // The limits are cumulative probabilities of the kinds of fault.
    const chance = random.next();
    if (chance < 0.2) return { kind: 'not-sent', error: { code: random.pick(NOT_SENT_ERRORS) } };
    if (chance < 0.27) return { kind: 'session-ended', error: { code: 'SESSION-ENDED' } };
    if (chance < 0.34)
      return { kind: 'throttled', retryAfterMs: 7_000, error: { code: 'SVC-THROTTLED' } };
    if (chance < 0.38)
      return { kind: 'refused', error: { code: 'SVC-REFUSED', fields: { id_front_url: 'gone' } } };
    if (chance < 0.42)
      return { kind: 'refused', error: { code: 'SVC-REFUSED', fields: { nominee: 'refused' } } };
    // The answer is lost: half of the requests took effect, some of these later.
    if (random.next() < 0.5) saveForm(Math.floor(random.next() * plan.lateMs));
    const unknown: SubmitOutcome = {
      kind: 'unknown',
      error: { code: random.pick(UNKNOWN_OUTCOME_ERRORS) },
    };
    return chance < 0.7 ? unknown : resolveAfter(REQUEST_TIMEOUT_MS, unknown);
  };

  const verificationStatus: EkycClient['verificationStatus'] = async (_token, mobile) => {
    if (random.next() < plan.faultProbability)
      return err(random.next() < 0.1 ? 'SESSION-ENDED' : random.pick(QUERY_ERRORS));
    const matching = visibleRegistrations().filter(
      (registration) => registration.mobile === mobile,
    );
    const customer = answers.status === 'right' && plan.answers ? matching.at(-1) : matching[0];
    const empty = {
      textMatches: null,
      cardPhoto: { url: null, matchesEc: null },
      counterPhoto: { url: null, matchesEc: null },
      other: [],
    };
    const comparisonsWith = (nid: string): StatusAnswer['comparisons'] => [
      { field: 'nid', card: nid, ec: null, score: null },
    ];
    if (!customer) {
      const answersNotFound = answers.answersNotFound;
      return ok({
        ...empty,
        verdict: answersNotFound ? 'not-found' : 'invalid',
        statusText: answersNotFound ? 'not_found' : 'invalid',
        comparisons: [],
      });
    }
    if (answers.status === 'invalid')
      return ok({ ...empty, verdict: 'invalid', statusText: 'invalid', comparisons: [] });
    const containsNid = plan.answers !== undefined && answers.status !== 'silent';
    if (customer.verdictAt > now())
      return ok({
        ...empty,
        verdict: 'pending',
        statusText: 'pending',
        comparisons: containsNid ? comparisonsWith(customer.nid) : [],
      });
    return ok({
      ...empty,
      verdict: 'passed',
      statusText: 'passed',
      comparisons: answers.status === 'silent' ? [] : comparisonsWith(customer.nid),
    });
  };

  /** Sorts the lines as the service does; `unsorted` gives a new random order for each call. */
  const sortLines = <T>(lines: readonly T[]): readonly T[] => {
    if (answers.order === 'oldest') return lines;
    if (answers.order === 'newest') return [...lines].reverse();
    return lines
      .map((line) => ({ line, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ line }) => line);
  };
  let sortedLines: readonly LogEntry[] = [];

  const verificationLog: EkycClient['verificationLog'] = async (token, filter, page) => {
    if (!plan.hasLog) return err('SVC-NOT-FOUND');
    if (random.next() < plan.faultProbability)
      return err(random.next() < 0.1 ? 'SESSION-ENDED' : random.pick(QUERY_ERRORS));
    if (filter === 'passed' || filter === 'verification-failed')
      return ok({ entries: [], complete: true });
    const agentRegistrations = visibleRegistrations().filter(
      ({ agent, lineAt }) => agent === agentOf(token) && lineAt <= now(),
    );
    const agentLines = agentRegistrations.map(({ nid, mobile, name }): LogEntry => ({
      nid,
      mobile,
      name,
      submittedOn: '23/11/2026',
      verdict: 'pending',
    }));
    // Keeps the order for all pages of one query. With another order for each page, lines can be missing from all pages.
    if (page === 1 || sortedLines.length !== olderLines.length + agentLines.length)
      sortedLines = sortLines([...olderLines, ...agentLines]);
    if (answers.pageCap === null)
      return ok({
        entries: sortedLines,
        complete: sortedLines.length === 0 || sortedLines.length > PAGE_ENTRIES,
      });
    const lines = sortedLines.slice((page - 1) * answers.pageCap, page * answers.pageCap);
    return ok({ entries: lines, complete: lines.length === 0 });
  };

  return {
    client: {
      requestOtp: async () => err('NET-DNS'),
      verifyOtp: async () => err('NET-DNS'),
      logout: async () => err('NET-DNS'),
      fetchPhoto: async () => err('NET-DNS'),
      probe: async () => ok(undefined),
      readCard,
      submit,
      verificationStatus,
      verificationLog,
    },
    countAccepted: (tag) => allAccepted.filter((registration) => registration.tag === tag).length,
    registerElsewhere: ({ nid, mobile, agent, isInLog: before }) => {
      if (
        allAccepted.some(
          (registration) =>
            registration.tag === '' && compareNids(registration.nid, nid) === 'same',
        )
      )
        return;
      allAccepted.push({
        nid,
        mobile,
        agent,
        name: 'X',
        tag: '',
        ...drawAppearanceTimes(now()),
        ...(before && { lineAt: now() }),
      });
    },
  };
};
