import { mobile } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { matchStatus } from '#main/record/customer-match.ts';
import { readBaseline } from '#main/outbox/read-baseline.ts';
import { decodeBaseline, encodeBaseline, type Baseline } from '#main/record/baseline.ts';
import { searchLog } from '#main/outbox/log-search.ts';
import { reconcile, reconcileByStatus, type Observation } from '#main/record/reconcile.ts';
import type { StatusAnswer, Token } from '#main/ekyc/port.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { err, ok } from '#shared/result.ts';
import { createFakeClient, must, STATUS } from '#tests/support/test-counter.ts';

const NOW = Date.UTC(2026, 10, 23, 4);
const WHO = { nids: ['0123456789'], mobile: mobile('01300000777') };
const OWN = { nid: '0123456789', mobile: '01300000777' };
const TOKEN = 'token' as Token;

type Match = Observation['match'];
const before = (
  match: Match | null,
  entries: number | null = 0,
  more: Partial<Baseline> = {},
): Baseline => ({
  status: match && { match, statusText: 'x' },
  exactMatches: entries,
  possibleMatches: entries,
  complete: true,
  at: NOW,
  ...more,
});
const now = (
  match: Match,
  entries = 0,
  more: Partial<NonNullable<Observation['log']>> = {},
  otherSent = false,
): Observation => ({
  match,
  statusText: 'x',
  log: { exactMatches: entries, possibleMatches: entries, complete: true, unpaged: false, ...more },
  otherSent,
});

describe('reconcile', () => {
  it.each<[string, Baseline | null, Observation, ReturnType<typeof reconcile>]>([
    [
      'the status names the NID, and knew nobody before',
      before('not-found', null),
      now('same'),
      'present',
    ],
    [
      'the status names the NID, and was "invalid" before',
      before('invalid'),
      now('same'),
      'present',
    ],
    ['the status named another NID before', before('other'), now('same'), 'present'],
    [
      'nobody had the number before, and somebody whose NID cannot be compared has it now',
      before('not-found', null),
      now('not-comparable'),
      'present',
    ],
    ['the log has a first line', before('invalid'), now('not-comparable', 1), 'present'],
    [
      'the log has a first line, whose NID cannot be compared',
      before('invalid'),
      now('other', 0, { possibleMatches: 1 }),
      'present',
    ],
    ['the log has one more line of a known customer', before('same', 1), now('same', 2), 'present'],
    ['no customer, and the log has none', before('not-found', null), now('not-found'), 'absent'],
    ['"invalid", and the log has none', before('invalid'), now('invalid'), 'absent'],
    ['only somebody else has the number', before('other'), now('other'), 'absent'],
    ['no baseline, and nothing is there', null, now('not-found'), 'absent'],
    ['the status named the NID before too', before('same', 1), now('same', 1), 'doubtful'],
    ['the log had the line before', before('not-comparable', 1), now('same', 1), 'doubtful'],
    [
      'somebody had the number before, nobody knows who',
      before('not-comparable'),
      now('same'),
      'doubtful',
    ],
    ['no baseline to compare with', null, now('same', 1), 'doubtful'],
    ['the status could not be read before', before(null), now('same'), 'doubtful'],
    ['the log could not be read before', before('invalid', null), now('same'), 'doubtful'],
    [
      'somebody has the number now, and no line says who',
      before('invalid'),
      now('not-comparable'),
      'doubtful',
    ],
    [
      'a line of the same mobile number has an NID that cannot be compared',
      before('other', 1),
      now('other', 0, { possibleMatches: 1 }),
      'doubtful',
    ],
    ['the same, without a baseline', null, now('other', 0, { possibleMatches: 1 }), 'doubtful'],
    [
      'the log was not seen to its end',
      before('not-found', null),
      now('not-found', 0, { complete: false }),
      'doubtful',
    ],
    [
      'the line may have been on another page before',
      before('other', 0, { complete: false }),
      now('other', 1),
      'doubtful',
    ],
    [
      'the line may have been on another page before, and the status is "invalid" as it was',
      before('invalid', 0, { complete: false }),
      now('invalid', 1),
      'doubtful',
    ],
    ['a known customer is not found any more', before('same', 1), now('not-found'), 'doubtful'],
    [
      'this counter sent the same person before',
      before('invalid'),
      now('same', 0, {}, true),
      'doubtful',
    ],
    [
      'the new line may be that of the one sent before',
      before('invalid'),
      now('not-comparable', 1, {}, true),
      'doubtful',
    ],
    [
      'nothing there, though this counter sent one before',
      null,
      now('not-found', 0, {}, true),
      'doubtful',
    ],
    [
      'one more line than the one sent before',
      before('not-comparable', 1),
      now('not-comparable', 2, {}, true),
      'present',
    ],
    [
      'nobody was asked for the log',
      before('not-found', null),
      { ...now('not-found'), log: null },
      'doubtful',
    ],
  ])('%s', (_story, baseline, seen, finding) => {
    expect(reconcile(baseline, seen)).toBe(finding);
  });

  it('returns present by the status alone where that is sufficient, and never absent', () => {
    const status = (match: Match): Observation => ({
      match,
      statusText: 'x',
      log: null,
      otherSent: false,
    });
    expect(reconcileByStatus(before('not-found', null), status('same'))).toBe('present');
    for (const about of ['other', 'invalid', 'not-found'] as const)
      expect(reconcileByStatus(before('not-found', null), status(about))).toBeNull();
  });
});

const line = (submittedOn: string, more: Partial<LogEntry> = {}): LogEntry => ({
  mobile: '01300009999',
  nid: '9999999999',
  name: 'X',
  submittedOn,
  verdict: 'pending',
  ...more,
});
const full = (first: string, last: string, own = false): LogEntry[] =>
  Array.from({ length: 20 }, (_, at) => line(at < 10 ? first : last, own && at === 19 ? OWN : {}));

describe('searchLog', () => {
  /** Pages as a service gives them that ends with an empty one. */
  const look = async (pages: LogEntry[][], most = 10, stopAbove?: number) => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async (_token, _filter, page) => {
      const entries = pages[page - 1] ?? [];
      return ok({ entries, complete: entries.length === 0 });
    };
    const seen = must(
      await searchLog(client, TOKEN, WHO, {
        maxPages: most,
        ...(stopAbove !== undefined && { stopAbove }),
      }),
    );
    return { ...seen, asked: calls.verificationLog.length };
  };

  it('reports a whole log after an empty page only', async () => {
    expect(
      await look([[line('1/1/2026', OWN)], [line('2/1/2026')], [line('3/1/2026')]]),
    ).toMatchObject({ exactMatches: 1, complete: true, asked: 4 });
    expect(
      await look([full('23/11/2026', '22/11/2026'), full('21/11/2026', '20/11/2026')], 2),
    ).toMatchObject({ complete: false, asked: 2 });
  });

  it('distinguishes lines of this customer, possible ones and others', async () => {
    const lines = [
      line('1/1/2026', OWN),
      line('2/1/2026', { ...OWN, mobile: '+8801300000777' }),
      line('2/1/2026', { ...OWN, mobile: '1300000777' }),
      line('2/1/2026', { ...OWN, nid: '19800123456789012' }),
      line('2/1/2026', { ...OWN, nid: '012345678' }),
      line('2/1/2026', { ...OWN, mobile: '0130•••0777' }),
      line('2/1/2026', { ...OWN, mobile: '01300000778' }),
      line('2/1/2026', { ...OWN, nid: '0123456780' }),
    ];
    expect(await look([lines])).toMatchObject({ exactMatches: 3, possibleMatches: 6 });
  });

  it('stops at the line that is sufficient', async () => {
    const pages = [
      full('23/11/2026', '23/11/2026'),
      full('23/11/2026', '22/11/2026', true),
      full('21/11/2026', '20/11/2026'),
    ];
    expect(await look(pages, 10, 0)).toMatchObject({ exactMatches: 1, complete: false, asked: 2 });
  });
});

describe('readBaseline', () => {
  const options = { now: () => NOW, isLogUnpaged: false };
  const named = (card: string): StatusAnswer => ({
    ...STATUS,
    comparisons: [{ field: 'nid', card, ec: null, score: null }],
  });
  const NOT_FOUND: StatusAnswer = { ...STATUS, verdict: 'not-found', statusText: 'not_found' };

  it('asks the status only when the service has nobody with the number', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () => ok(NOT_FOUND);
    const { isLogUnpaged, ...read } = must(await readBaseline(client, TOKEN, WHO, options));
    expect(read).toEqual({
      ...before('not-found', null),
      status: { match: 'not-found', statusText: 'not_found' },
      complete: false,
    });
    expect([calls.verificationStatus.length, calls.verificationLog.length, isLogUnpaged]).toEqual([
      1,
      0,
      false,
    ]);
    expect(decodeBaseline(encodeBaseline(read))).toEqual(read);
    expect(decodeBaseline(Buffer.from('{"version":3}'))).toBeNull();
  });

  it('asks the status and at most two pages of the log when the status leaves open who was known', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async () =>
      ok({ entries: full('1/1/2026', '2/1/2026'), complete: false });
    const read = must(await readBaseline(client, TOKEN, WHO, options));
    expect(read).toMatchObject({ status: { match: 'invalid' }, exactMatches: 0, complete: false });
    expect([calls.verificationStatus.length, calls.verificationLog.length]).toEqual([1, 2]);
  });

  it('skips the log for a known customer of a service without pages', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () => ok(named('0123456789'));
    answers.verificationLog = async () =>
      ok({ entries: full('1/1/2026', '2/1/2026'), complete: true });
    const first = must(await readBaseline(client, TOKEN, WHO, options));
    expect([first.isLogUnpaged, calls.verificationLog.length]).toEqual([true, 1]);
    must(await readBaseline(client, TOKEN, WHO, { ...options, isLogUnpaged: first.isLogUnpaged }));
    expect(calls.verificationLog).toHaveLength(1);
  });

  it('writes and reads a baseline of version 2 with the keys that counters have stored', () => {
    const stored = {
      version: 2,
      status: { about: 'someone', word: 'pending' },
      entries: 1,
      alike: 3,
      complete: true,
      at: NOW,
    };
    const baseline: Baseline = {
      status: { match: 'not-comparable', statusText: 'pending' },
      exactMatches: 1,
      possibleMatches: 3,
      complete: true,
      at: NOW,
    };
    expect(decodeBaseline(Buffer.from(JSON.stringify(stored)))).toEqual(baseline);
    expect(JSON.parse(encodeBaseline(baseline).toString())).toEqual(stored);
  });

  it.each([
    ['same', 'same'],
    ['other', 'other'],
    ['someone', 'not-comparable'],
    ['invalid', 'invalid'],
    ['nobody', 'not-found'],
  ] as const)('stores a baseline under the name %s when the match is %s', (storedName, match) => {
    const baseline: Baseline = { ...before(match), status: { match, statusText: 'pending' } };
    const bytes = encodeBaseline(baseline);
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: { about: storedName } });
    expect(decodeBaseline(bytes)).toEqual(baseline);
  });

  it('reads a baseline of version 1 as invalid and incomplete', () => {
    const old = {
      version: 1,
      status: { about: 'nobody', word: 'invalid' },
      entries: 0,
      complete: true,
      at: NOW,
    };
    expect(decodeBaseline(Buffer.from(JSON.stringify(old)))).toEqual(
      before('invalid', 0, {
        status: { match: 'invalid', statusText: 'invalid' },
        complete: false,
      }),
    );
  });

  it.each(['NET-DNS', 'NET-TIMEOUT', 'SESSION-ENDED', 'SVC-THROTTLED', 'SVC-NOT-JSON'] as const)(
    'that cannot be read because of %s is a failure of either call',
    async (code) => {
      const { client, answers } = createFakeClient();
      answers.verificationLog = async () => err(code);
      expect(await readBaseline(client, TOKEN, WHO, options)).toEqual(err(code));
      answers.verificationStatus = async () => err(code);
      expect(await readBaseline(client, TOKEN, WHO, options)).toEqual(err(code));
    },
  );

  it('returns null for what the service refuses to answer', async () => {
    const { client, answers } = createFakeClient();
    answers.verificationStatus = async () => err('SVC-REFUSED');
    answers.verificationLog = async () => err('SVC-NOT-FOUND');
    expect(must(await readBaseline(client, TOKEN, WHO, options))).toMatchObject({
      status: null,
      exactMatches: null,
      complete: false,
    });
  });

  it.each<[string, StatusAnswer, Match]>([
    ['this NID', named('012 345 6789'), 'same'],
    ['another NID', named('0999999999'), 'other'],
    ['a number of the other numbering scheme', named('19800123456789012'), 'not-comparable'],
    ['no NID', { ...STATUS, verdict: 'pending', statusText: 'pending' }, 'not-comparable'],
    ['the word "invalid" and no NID', STATUS, 'invalid'],
    ['that it found nobody', NOT_FOUND, 'not-found'],
  ])('determines whom a status with %s concerns', (_what, status, about) => {
    expect(matchStatus(status, WHO)).toBe(about);
  });
});
