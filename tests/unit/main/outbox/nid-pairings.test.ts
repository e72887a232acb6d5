/** Tests every combination of NID lengths (10; 13, or 17 with the birth year) that a registration of one person can contain. */
import { afterAll, describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING, INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const {
  submit,
  readState: state,
  waitForState: untilState,
  allowPendingWork,
  countSentForms: sent,
} = fixture;

/** The numbers of the customer, who was born on 1 October 1980. */
const NUMBERS = { 10: '0123456789', 13: '0012345678901', 17: '19800012345678901' } as const;
/** The numbers of another person. */
const NUMBERS_OF_OTHER = {
  10: '0999999999',
  13: '0099999999999',
  17: '19800099999999999',
} as const;
const lengths = [10, 13, 17] as const;
const lengthsOrNone = [null, ...lengths] as const;
type NidLength = (typeof lengths)[number];
const MOBILE = '01300000777';
const HOUR_MS = 3_600_000;

/** Whether two numbers can be compared: both have 10 digits, or both have 13 or 17. */
const isComparable = (a: NidLength, b: NidLength): boolean => (a === 10) === (b === 10);

const outcomes = new Map<string, number>();
afterAll(() => {
  console.log(
    [...outcomes].map(([result, count]) => `${result}: ${String(count)} pairings`).join('\n'),
  );
});

describe('step 2 whose answer is lost after the service saved the form', () => {
  const combinations = lengths.flatMap((typed) =>
    lengthsOrNone.flatMap((read) =>
      lengthsOrNone.flatMap((status) =>
        lengthsOrNone.map((line) => [typed, read, status, line] as const),
      ),
    ),
  );

  it.each(combinations)(
    'is sent once and settled: %s digits typed, %s read, %s in the status, %s in the log',
    async (typed, read, status, line) => {
      const { answers } = fixture.counter.fakeClient;
      answers.readCard = async () =>
        ok({
          ...CARD_READING,
          fields: { dob: '1/10/1980', ...(read !== null && { nid_no: NUMBERS[read] }) },
        });
      let saved = false;
      answers.submit = async () => {
        saved = true;
        return { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } };
      };
      answers.verificationStatus = async () =>
        ok(
          saved && status !== null
            ? {
                ...INVALID_STATUS,
                verdict: 'pending',
                statusText: 'pending',
                comparisons: [{ field: 'nid', card: NUMBERS[status], ec: null, score: null }],
              }
            : { ...INVALID_STATUS, verdict: 'not-found', statusText: '6004' },
        );
      answers.verificationLog = async (_token, _filter, page) =>
        ok({
          entries:
            saved && line !== null && page === 1
              ? [
                  {
                    nid: NUMBERS[line],
                    mobile: MOBILE,
                    name: 'X',
                    submittedOn: '23/11/2026',
                    verdict: 'pending',
                  },
                ]
              : [],
          complete: page > 1 || line === null || !saved,
        });
      const id = await submit(NUMBERS[typed]);
      await fixture.counter.waitUntil(id, () => sent() === 1);
      // The outcome is queried repeatedly, beyond the quiet period.
      for (let round = 0; round < 3; round += 1) {
        await allowPendingWork();
        await fixture.counter.registrations.checkNow(id);
        fixture.counter.clock.now += HOUR_MS;
      }
      await allowPendingWork();
      const reportedLengths = [status, line].filter((length) => length !== null);
      const comparisons = reportedLengths.flatMap((length) =>
        [typed, read].map((formLength) => formLength !== null && isComparable(formLength, length)),
      );
      const finalState = await state(id);
      const key = `${finalState}, ${reportedLengths.length === 0 ? 'nothing reported' : comparisons.includes(true) ? 'comparable' : 'not comparable'}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      // After two queries without the customer after the quiet period, the outbox is permitted to send the form again.
      if (reportedLengths.length === 0) return;
      expect(sent()).toBe(1);
      // The mobile number was new at the service, so the reported customer is this one, whichever NID is reported.
      expect(finalState).toBe('submitted');
    },
  );
});

describe('step 2 for a mobile number that a customer with an incomparable NID had before', () => {
  const combinations = lengths.flatMap((typed) =>
    lengths.filter((other) => !isComparable(typed, other)).map((other) => [typed, other] as const),
  );

  it.each(combinations)(
    'is sent once and its outcome is left to a clerk: %s digits typed, %s in status and log',
    async (typed, other) => {
      const { answers } = fixture.counter.fakeClient;
      answers.submit = async () => ({ kind: 'unknown', error: { code: 'SEND-UNKNOWN' } });
      answers.verificationStatus = async () =>
        ok({
          ...INVALID_STATUS,
          verdict: 'pending',
          statusText: 'pending',
          comparisons: [{ field: 'nid', card: NUMBERS[other], ec: null, score: null }],
        });
      const line = {
        nid: NUMBERS[other],
        mobile: MOBILE,
        name: 'X',
        submittedOn: '23/11/2026',
        verdict: 'pending',
      };
      answers.verificationLog = async (_token, _filter, page) =>
        ok({ entries: page === 1 ? [line] : [], complete: page > 1 });
      const id = await submit(NUMBERS[typed]);
      await fixture.counter.waitUntil(id, () => sent() === 1);
      for (let round = 0; round < 3; round += 1) {
        await allowPendingWork();
        await fixture.counter.registrations.checkNow(id);
        fixture.counter.clock.now += HOUR_MS;
      }
      await allowPendingWork();
      expect(sent()).toBe(1);
      expect(['unknown', 'needs-review']).toContain(await state(id));
    },
  );
});

describe('registration whose step 1 reads another NID than was typed', () => {
  const combinations = lengths.flatMap((typed) => lengths.map((read) => [typed, read] as const));

  it.each(combinations)(
    'is sent when both are numbers of one person: %s digits typed, %s read',
    async (typed, read) => {
      fixture.counter.fakeClient.answers.readCard = async () =>
        ok({ ...CARD_READING, fields: { dob: '1/10/1980', nid_no: NUMBERS[read] } });
      await untilState(await submit(NUMBERS[typed]), 'submitted');
      expect(sent()).toBe(1);
    },
  );

  it.each(combinations)(
    'goes to review only for a comparable number of another person: %s digits typed, %s read',
    async (typed, read) => {
      fixture.counter.fakeClient.answers.readCard = async () =>
        ok({ ...CARD_READING, fields: { dob: '1/10/1980', nid_no: NUMBERS_OF_OTHER[read] } });
      const id = await submit(NUMBERS[typed]);
      await untilState(id, isComparable(typed, read) ? 'needs-review' : 'submitted');
      expect(sent()).toBe(isComparable(typed, read) ? 0 : 1);
    },
  );
});
