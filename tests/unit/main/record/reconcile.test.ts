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
const CUSTOMER = { nids: ['0123456789'], mobile: mobile('01300000777') };
const OWN_NUMBERS = { nid: '0123456789', mobile: '01300000777' };
const TOKEN = 'token' as Token;

type Match = Observation['match'];
const createBaseline = (
  match: Match | null,
  entries: number | null = 0,
  overrides: Partial<Baseline> = {},
): Baseline => ({
  status: match && { match, statusText: 'x' },
  exactMatches: entries,
  possibleMatches: entries,
  complete: true,
  at: NOW,
  ...overrides,
});
const createObservation = (
  match: Match,
  entries = 0,
  overrides: Partial<NonNullable<Observation['log']>> = {},
  otherSent = false,
): Observation => ({
  match,
  statusText: 'x',
  log: {
    exactMatches: entries,
    possibleMatches: entries,
    complete: true,
    unpaged: false,
    ...overrides,
  },
  otherSent,
});

describe('reconcile', () => {
  it.each<[string, Baseline | null, Observation, ReturnType<typeof reconcile>]>([
    [
      'the status has the NID, and had no customer before',
      createBaseline('not-found', null),
      createObservation('same'),
      'present',
    ],
    [
      'the status has the NID, and was "invalid" before',
      createBaseline('invalid'),
      createObservation('same'),
      'present',
    ],
    [
      'the status had another NID before',
      createBaseline('other'),
      createObservation('same'),
      'present',
    ],
    [
      'the mobile number had no customer before, and has one with an incomparable NID now',
      createBaseline('not-found', null),
      createObservation('not-comparable'),
      'present',
    ],
    [
      'the log has a first line',
      createBaseline('invalid'),
      createObservation('not-comparable', 1),
      'present',
    ],
    [
      'the log has a first line, with an incomparable NID',
      createBaseline('invalid'),
      createObservation('other', 0, { possibleMatches: 1 }),
      'present',
    ],
    [
      'the log has one more line of a customer who was in it before',
      createBaseline('same', 1),
      createObservation('same', 2),
      'present',
    ],
    [
      'neither has a customer',
      createBaseline('not-found', null),
      createObservation('not-found'),
      'absent',
    ],
    [
      'the status is still "invalid"',
      createBaseline('invalid'),
      createObservation('invalid'),
      'absent',
    ],
    [
      'the status still has another NID',
      createBaseline('other'),
      createObservation('other'),
      'absent',
    ],
    ['neither baseline nor customer exists', null, createObservation('not-found'), 'absent'],
    [
      'the status had the NID before too',
      createBaseline('same', 1),
      createObservation('same', 1),
      'doubtful',
    ],
    [
      'the log had the line before',
      createBaseline('not-comparable', 1),
      createObservation('same', 1),
      'doubtful',
    ],
    [
      'a customer with an incomparable NID had the mobile number before',
      createBaseline('not-comparable'),
      createObservation('same'),
      'doubtful',
    ],
    ['there is no baseline', null, createObservation('same', 1), 'doubtful'],
    [
      'the status could not be read before',
      createBaseline(null),
      createObservation('same'),
      'doubtful',
    ],
    [
      'the log could not be read before',
      createBaseline('invalid', null),
      createObservation('same'),
      'doubtful',
    ],
    [
      'a customer with an incomparable NID has the mobile number now, and the log has no line',
      createBaseline('invalid'),
      createObservation('not-comparable'),
      'doubtful',
    ],
    [
      'a line with the same mobile number has an incomparable NID',
      createBaseline('other', 1),
      createObservation('other', 0, { possibleMatches: 1 }),
      'doubtful',
    ],
    [
      'a line with the same mobile number has an incomparable NID, without a baseline',
      null,
      createObservation('other', 0, { possibleMatches: 1 }),
      'doubtful',
    ],
    [
      'the log was not read to its end',
      createBaseline('not-found', null),
      createObservation('not-found', 0, { complete: false }),
      'doubtful',
    ],
    [
      'the line may have been on another page before',
      createBaseline('other', 0, { complete: false }),
      createObservation('other', 1),
      'doubtful',
    ],
    [
      'the line may have been on another page before, and the status is "invalid" as it was',
      createBaseline('invalid', 0, { complete: false }),
      createObservation('invalid', 1),
      'doubtful',
    ],
    [
      'a customer who was found before is not found any more',
      createBaseline('same', 1),
      createObservation('not-found'),
      'doubtful',
    ],
    [
      'this counter sent the same person before',
      createBaseline('invalid'),
      createObservation('same', 0, {}, true),
      'doubtful',
    ],
    [
      'the new line may belong to the registration that this counter sent before',
      createBaseline('invalid'),
      createObservation('not-comparable', 1, {}, true),
      'doubtful',
    ],
    [
      'the service has no customer, although this counter sent one before',
      null,
      createObservation('not-found', 0, {}, true),
      'doubtful',
    ],
    [
      'the log has one line more than the registration sent before explains',
      createBaseline('not-comparable', 1),
      createObservation('not-comparable', 2, {}, true),
      'present',
    ],
    [
      'the log was not queried',
      createBaseline('not-found', null),
      { ...createObservation('not-found'), log: null },
      'doubtful',
    ],
  ])('determines the outcome when %s', (_case, baseline, observation, finding) => {
    expect(reconcile(baseline, observation)).toBe(finding);
  });

  it('returns present by the status alone where that is sufficient, and never absent', () => {
    const createStatusObservation = (match: Match): Observation => ({
      match,
      statusText: 'x',
      log: null,
      otherSent: false,
    });
    expect(
      reconcileByStatus(createBaseline('not-found', null), createStatusObservation('same')),
    ).toBe('present');
    for (const match of ['other', 'invalid', 'not-found'] as const)
      expect(
        reconcileByStatus(createBaseline('not-found', null), createStatusObservation(match)),
      ).toBeNull();
  });
});

const createLogEntry = (submittedOn: string, overrides: Partial<LogEntry> = {}): LogEntry => ({
  mobile: '01300009999',
  nid: '9999999999',
  name: 'X',
  submittedOn,
  verdict: 'pending',
  ...overrides,
});
const createFullPage = (first: string, last: string, hasOwnEntry = false): LogEntry[] =>
  Array.from({ length: 20 }, (_, index) =>
    createLogEntry(index < 10 ? first : last, hasOwnEntry && index === 19 ? OWN_NUMBERS : {}),
  );

describe('searchLog', () => {
  /** Searches the given pages of a service whose log ends with an empty page. */
  const search = async (pages: LogEntry[][], maxPages = 10, stopAbove?: number) => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async (_token, _filter, page) => {
      const entries = pages[page - 1] ?? [];
      return ok({ entries, complete: entries.length === 0 });
    };
    const searchResult = must(
      await searchLog(client, TOKEN, CUSTOMER, {
        maxPages,
        ...(stopAbove !== undefined && { stopAbove }),
      }),
    );
    return { ...searchResult, asked: calls.verificationLog.length };
  };

  it('reports the log as complete only after an empty page', async () => {
    expect(
      await search([
        [createLogEntry('1/1/2026', OWN_NUMBERS)],
        [createLogEntry('2/1/2026')],
        [createLogEntry('3/1/2026')],
      ]),
    ).toMatchObject({ exactMatches: 1, complete: true, asked: 4 });
    expect(
      await search(
        [createFullPage('23/11/2026', '22/11/2026'), createFullPage('21/11/2026', '20/11/2026')],
        2,
      ),
    ).toMatchObject({ complete: false, asked: 2 });
  });

  it('distinguishes lines of this customer, possible ones and others', async () => {
    const lines = [
      createLogEntry('1/1/2026', OWN_NUMBERS),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '+8801300000777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '1300000777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '19800123456789012' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '012345678' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '0130•••0777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '01300000778' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '0123456780' }),
    ];
    expect(await search([lines])).toMatchObject({ exactMatches: 3, possibleMatches: 6 });
  });

  it('stops at the first line that is sufficient', async () => {
    const pages = [
      createFullPage('23/11/2026', '23/11/2026'),
      createFullPage('23/11/2026', '22/11/2026', true),
      createFullPage('21/11/2026', '20/11/2026'),
    ];
    expect(await search(pages, 10, 0)).toMatchObject({
      exactMatches: 1,
      complete: false,
      asked: 2,
    });
  });
});

describe('readBaseline', () => {
  const options = { now: () => NOW, isLogUnpaged: false };
  const createStatus = (card: string): StatusAnswer => ({
    ...STATUS,
    comparisons: [{ field: 'nid', card, ec: null, score: null }],
  });
  const NOT_FOUND: StatusAnswer = { ...STATUS, verdict: 'not-found', statusText: 'not_found' };

  it('queries only the status when the service has no customer with the mobile number', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () => ok(NOT_FOUND);
    const { isLogUnpaged, ...read } = must(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect(read).toEqual({
      ...createBaseline('not-found', null),
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

  it('queries the status and at most two pages of the log when the status does not determine the customer', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async () =>
      ok({ entries: createFullPage('1/1/2026', '2/1/2026'), complete: false });
    const read = must(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect(read).toMatchObject({ status: { match: 'invalid' }, exactMatches: 0, complete: false });
    expect([calls.verificationStatus.length, calls.verificationLog.length]).toEqual([1, 2]);
  });

  it('skips the log for a known customer of a service without pages', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () => ok(createStatus('0123456789'));
    answers.verificationLog = async () =>
      ok({ entries: createFullPage('1/1/2026', '2/1/2026'), complete: true });
    const first = must(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect([first.isLogUnpaged, calls.verificationLog.length]).toEqual([true, 1]);
    must(
      await readBaseline(client, TOKEN, CUSTOMER, { ...options, isLogUnpaged: first.isLogUnpaged }),
    );
    expect(calls.verificationLog).toHaveLength(1);
  });

  it('encodes and decodes a baseline of version 2 with the stored keys', () => {
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
    const baseline: Baseline = {
      ...createBaseline(match),
      status: { match, statusText: 'pending' },
    };
    const bytes = encodeBaseline(baseline);
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: { about: storedName } });
    expect(decodeBaseline(bytes)).toEqual(baseline);
  });

  it('decodes a baseline of version 1 as invalid and incomplete', () => {
    const stored = {
      version: 1,
      status: { about: 'nobody', word: 'invalid' },
      entries: 0,
      complete: true,
      at: NOW,
    };
    expect(decodeBaseline(Buffer.from(JSON.stringify(stored)))).toEqual(
      createBaseline('invalid', 0, {
        status: { match: 'invalid', statusText: 'invalid' },
        complete: false,
      }),
    );
  });

  it.each(['NET-DNS', 'NET-TIMEOUT', 'SESSION-ENDED', 'SVC-THROTTLED', 'SVC-NOT-JSON'] as const)(
    'returns %s when either query fails with it',
    async (code) => {
      const { client, answers } = createFakeClient();
      answers.verificationLog = async () => err(code);
      expect(await readBaseline(client, TOKEN, CUSTOMER, options)).toEqual(err(code));
      answers.verificationStatus = async () => err(code);
      expect(await readBaseline(client, TOKEN, CUSTOMER, options)).toEqual(err(code));
    },
  );

  it('returns null for values that the service refuses to return', async () => {
    const { client, answers } = createFakeClient();
    answers.verificationStatus = async () => err('SVC-REFUSED');
    answers.verificationLog = async () => err('SVC-NOT-FOUND');
    expect(must(await readBaseline(client, TOKEN, CUSTOMER, options))).toMatchObject({
      status: null,
      exactMatches: null,
      complete: false,
    });
  });

  it.each<[string, StatusAnswer, Match]>([
    ['this NID', createStatus('012 345 6789'), 'same'],
    ['another NID', createStatus('0999999999'), 'other'],
    ['a number of the other numbering scheme', createStatus('19800123456789012'), 'not-comparable'],
    ['no NID', { ...STATUS, verdict: 'pending', statusText: 'pending' }, 'not-comparable'],
    ['the text "invalid" and no NID', STATUS, 'invalid'],
    ['the verdict not-found', NOT_FOUND, 'not-found'],
  ])('compares a status with %s with the customer', (_content, status, match) => {
    expect(matchStatus(status, CUSTOMER)).toBe(match);
  });
});
