/**
 * The eKYC service of the simulation: what it has accepted, when it shows it, and everything that can go wrong on
 * the way to it and back. It keeps the truth that the counter's claims are compared with.
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
import type { Dice } from '#tests/support/cards/random.ts';

export interface WorldPlan {
  /** Probability of a fault in one request. */
  readonly faults: number;
  /** Longest time between the loss of a request's answer and the moment it takes effect. */
  readonly lateMs: number;
  /** Longest time until status and log show what was accepted. */
  readonly hiddenMs: number;
  /** Whether the service has a log. */
  readonly log: boolean;
  /** Probability that the network itself sends a request of step 2 once more. */
  readonly resends: number;
  /** How the service shows what it has; the document's own way when absent. */
  readonly shows?: Shows;
}

/** Properties of a service that offers the calls of the document and guarantees nothing about their answers. */
export interface Shows {
  /** Most lines in a page, independent of the request; null: no paging, everything at once. */
  readonly pageCap: number | null;
  readonly order: 'newest' | 'oldest' | 'unsorted';
  /**
   * right: names the customer it found by number, the latest one · first-of-mobile: always the first customer it ever had with
   * the number · invalid: that word alone, for everybody · silent: never names anybody.
   */
  readonly status: 'right' | 'first-of-mobile' | 'invalid' | 'silent';
  /** Answers "not found" and not "invalid" for an unknown customer. */
  readonly saysNobody: boolean;
  /** Lines of other customers that the clerk's log holds from before. */
  readonly olderLines: number;
  /** Longest time until the log has a line of what the status shows already. */
  readonly lateLinesMs: number;
  /** Answers 500 to the first form of a customer, and stores it. */
  readonly answers500: boolean;
}

const DOCUMENTED: Shows = {
  pageCap: 20,
  order: 'oldest',
  status: 'right',
  saysNobody: false,
  olderLines: 0,
  lateLinesMs: 0,
  answers500: false,
};

interface Accepted {
  readonly nid: string;
  readonly mobile: string;
  readonly name: string;
  readonly agent: string;
  /** The customer's tag; empty for what another branch registered. */
  readonly tag: string;
  readonly visibleAt: number;
  /** From when on the verdict is there; only with it the status says whom it is about. */
  readonly verdictAt: number;
  readonly lineAt: number;
}

export interface World {
  readonly client: EkycClient;
  /** How often the service accepted the customer with this tag from the counter. */
  accepted(tag: string): number;
  /**
   * Somebody else has registered this customer, or does so now.
   * @param customer `before`: long enough ago that its line is in the log already, however late lines come.
   */
  registerElsewhere(customer: {
    nid: string;
    mobile: string;
    agent: string;
    before: boolean;
  }): void;
}

/** Entries that the client requests in a page. */
const PAGE = 20;
const REQUEST_TIMEOUT_MS = 30_000;
const VERDICT_AFTER_MS = 10 * 60_000;

const NOT_SENT = [
  'NET-DNS',
  'NET-REFUSED',
  'NET-CONNECT-TIMEOUT',
  'NET-TLS',
  'NET-PROXY',
  'NET-PROXY-AUTH',
] as const;
const AMBIGUOUS = ['NET-TIMEOUT', 'NET-CUT', 'NET-GATEWAY', 'SVC-BROKEN', 'SVC-NOT-JSON'] as const;
const ASKING = [...NOT_SENT, ...AMBIGUOUS] as const;

export const createWorld = (plan: WorldPlan, dice: Dice, now: () => number): World => {
  const all: Accepted[] = [];
  const shows = plan.shows ?? DOCUMENTED;
  const older = Array.from({ length: shows.olderLines }, (_, at): LogEntry => ({
    nid: `7${String(100_000_000 + at)}`,
    mobile: `0171${String(1_000_000 + at)}`,
    name: 'X',
    submittedOn: '01/11/2026',
    verdict: 'passed',
  }));
  const after = <T>(ms: number, value: T): Promise<T> =>
    new Promise((resolve) => setTimeout(() => resolve(value), ms));

  const shownFrom = (visibleAt: number): Pick<Accepted, 'visibleAt' | 'verdictAt' | 'lineAt'> => ({
    visibleAt,
    lineAt: visibleAt + (shows.lateLinesMs > 0 ? Math.floor(dice.next() * shows.lateLinesMs) : 0),
    verdictAt: visibleAt + (dice.next() < 0.5 ? 0 : VERDICT_AFTER_MS),
  });
  const accept = (form: SubmissionForm, agent: string, lateMs: number): void => {
    all.push({
      nid: form.nid_no,
      mobile: form.mobile_number,
      name: form.applicant_name_eng,
      agent,
      tag: form.nominee,
      ...shownFrom(now() + lateMs + Math.floor(dice.next() * plan.hiddenMs)),
    });
  };
  const seen = (): Accepted[] => all.filter(({ visibleAt }) => visibleAt <= now());
  const agentOf = (token: string): string => token.split('-')[1] ?? '';

  const readCard = async (): Promise<Result<CardReading>> => {
    if (dice.next() < plan.faults) {
      if (dice.next() < 0.1) return err('SESSION-ENDED');
      if (dice.next() < 0.1) return after(REQUEST_TIMEOUT_MS, err('NET-TIMEOUT'));
      return err(dice.next() < 0.1 ? 'SVC-THROTTLED' : dice.pick(ASKING));
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
    const process = (lateMs = 0): void => {
      accept(form, agent, lateMs);
      if (dice.next() < plan.resends) accept(form, agent, lateMs);
    };
    if (dice.next() >= plan.faults) {
      const isKnown = all.some(
        (one) => one.mobile === form.mobile_number && one.nid === form.nid_no,
      );
      process();
      if (shows.answers500 && !isKnown)
        return {
          kind: 'unknown',
          error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } },
        };
      return { kind: 'accepted', detail: '' };
    }
    const chance = dice.next();
    if (chance < 0.2) return { kind: 'not-sent', error: { code: dice.pick(NOT_SENT) } };
    if (chance < 0.27) return { kind: 'session-ended', error: { code: 'SESSION-ENDED' } };
    if (chance < 0.34)
      return { kind: 'throttled', retryAfterMs: 7_000, error: { code: 'SVC-THROTTLED' } };
    if (chance < 0.38)
      return { kind: 'refused', error: { code: 'SVC-REFUSED', fields: { id_front_url: 'gone' } } };
    if (chance < 0.42)
      return { kind: 'refused', error: { code: 'SVC-REFUSED', fields: { nominee: 'refused' } } };
    // The answer is lost: half of the requests took effect, some of these later.
    if (dice.next() < 0.5) process(Math.floor(dice.next() * plan.lateMs));
    const unknown: SubmitOutcome = { kind: 'unknown', error: { code: dice.pick(AMBIGUOUS) } };
    return chance < 0.7 ? unknown : after(REQUEST_TIMEOUT_MS, unknown);
  };

  const verificationStatus: EkycClient['verificationStatus'] = async (_token, mobile) => {
    if (dice.next() < plan.faults)
      return err(dice.next() < 0.1 ? 'SESSION-ENDED' : dice.pick(ASKING));
    const those = seen().filter((one) => one.mobile === mobile);
    const found = shows.status === 'right' && plan.shows ? those.at(-1) : those[0];
    const empty = {
      textMatches: null,
      cardPhoto: { url: null, matchesEc: null },
      counterPhoto: { url: null, matchesEc: null },
      other: [],
    };
    const about = (nid: string): StatusAnswer['comparisons'] => [
      { field: 'nid', card: nid, ec: null, score: null },
    ];
    if (!found) {
      const isSaid = shows.saysNobody;
      return ok({
        ...empty,
        verdict: isSaid ? 'not-found' : 'invalid',
        statusText: isSaid ? 'not_found' : 'invalid',
        comparisons: [],
      });
    }
    if (shows.status === 'invalid')
      return ok({ ...empty, verdict: 'invalid', statusText: 'invalid', comparisons: [] });
    const isNamed = plan.shows !== undefined && shows.status !== 'silent';
    if (found.verdictAt > now())
      return ok({
        ...empty,
        verdict: 'pending',
        statusText: 'pending',
        comparisons: isNamed ? about(found.nid) : [],
      });
    return ok({
      ...empty,
      verdict: 'passed',
      statusText: 'passed',
      comparisons: shows.status === 'silent' ? [] : about(found.nid),
    });
  };

  /** The same lines in another order at every look. */
  const ordered = <T>(lines: readonly T[]): readonly T[] => {
    if (shows.order === 'oldest') return lines;
    if (shows.order === 'newest') return [...lines].reverse();
    return lines
      .map((line) => ({ line, at: dice.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ line }) => line);
  };
  let unsorted: readonly LogEntry[] = [];

  const verificationLog: EkycClient['verificationLog'] = async (token, filter, page) => {
    if (!plan.log) return err('SVC-NOT-FOUND');
    if (dice.next() < plan.faults)
      return err(dice.next() < 0.1 ? 'SESSION-ENDED' : dice.pick(ASKING));
    if (filter === 'passed' || filter === 'verification-failed')
      return ok({ entries: [], complete: true });
    const mine = seen().filter(({ agent, lineAt }) => agent === agentOf(token) && lineAt <= now());
    const own = mine.map(({ nid, mobile, name }): LogEntry => ({
      nid,
      mobile,
      name,
      submittedOn: '23/11/2026',
      verdict: 'pending',
    }));
    // An order that changed between two pages of one look would hide lines that are there from anybody.
    if (page === 1 || unsorted.length !== older.length + own.length)
      unsorted = ordered([...older, ...own]);
    if (shows.pageCap === null)
      return ok({ entries: unsorted, complete: unsorted.length === 0 || unsorted.length > PAGE });
    const lines = unsorted.slice((page - 1) * shows.pageCap, page * shows.pageCap);
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
    accepted: (tag) => all.filter((one) => one.tag === tag).length,
    registerElsewhere: ({ nid, mobile, agent, before }) => {
      if (all.some((one) => one.tag === '' && compareNids(one.nid, nid) === 'same')) return;
      all.push({
        nid,
        mobile,
        agent,
        name: 'X',
        tag: '',
        ...shownFrom(now()),
        ...(before && { lineAt: now() }),
      });
    },
  };
};
