/** Every pairing of the two NID schemes (10 digits; 13, or 17 with the birth year) along a registration of one person. */
import { afterAll, describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { READING, STATUS } from '#tests/support/test-counter.ts';
import { ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, state, untilState, allowPendingWork, sent } = perTest;

/** Of one person, born on 1 October 1980, who has the card's mobile number. */
const NUMBERS = { 10: '0123456789', 13: '0012345678901', 17: '19800012345678901' } as const;
/** Of somebody else, in each scheme. */
const OTHERS = { 10: '0999999999', 13: '0099999999999', 17: '19800099999999999' } as const;
const lengths = [10, 13, 17] as const;
const orNone = [null, ...lengths] as const;
type Length = (typeof lengths)[number];
const MOBILE = '01300000777';
const HOUR_MS = 3_600_000;

/** Whether two numbers can be held against each other: both of the old scheme, or both of 10 digits. */
const comparable = (a: Length, b: Length): boolean => (a === 10) === (b === 10);

const outcomes = new Map<string, number>();
afterAll(() => {
  console.log(
    [...outcomes].map(([what, count]) => `${what}: ${String(count)} pairings`).join('\n'),
  );
});

describe('the answer to step 2 is lost after the service saved the form', () => {
  const cases = lengths.flatMap((typed) =>
    orNone.flatMap((read) =>
      orNone.flatMap((status) => orNone.map((line) => [typed, read, status, line] as const)),
    ),
  );

  it.each(cases)(
    'sends once and settles: %s digits typed, %s read, %s in the status, %s in the log',
    async (typed, read, status, line) => {
      const { answers } = perTest.counter.service;
      answers.readCard = async () =>
        ok({
          ...READING,
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
                ...STATUS,
                verdict: 'pending',
                statusText: 'pending',
                comparisons: [{ field: 'nid', card: NUMBERS[status], ec: null, score: null }],
              }
            : { ...STATUS, verdict: 'not-found', statusText: '6004' },
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
      await perTest.counter.until(id, () => sent() === 1);
      // Asked again and again, past every quiet period.
      for (let round = 0; round < 3; round += 1) {
        await allowPendingWork();
        await perTest.counter.registrations.checkNow(id);
        perTest.counter.clock.now += HOUR_MS;
      }
      await allowPendingWork();
      const shown = [status, line].filter((length) => length !== null);
      const comparisons = shown.flatMap((length) =>
        [typed, read].map((known) => known !== null && comparable(known, length)),
      );
      const found = await state(id);
      const key = `${found}, ${shown.length === 0 ? 'the service shows nothing' : comparisons.includes(true) ? 'comparable' : 'not comparable'}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      // Where the service shows nothing at all, twice after the quiet period, it may go again: nobody could know better.
      if (shown.length === 0) return;
      expect(sent()).toBe(1);
      // Nobody had this mobile number before: whatever the number looks like, the new customer is this one.
      expect(found).toBe('submitted');
    },
  );
});

describe('somebody whose number cannot be compared had the mobile number before', () => {
  const cases = lengths.flatMap((typed) =>
    lengths.filter((other) => !comparable(typed, other)).map((other) => [typed, other] as const),
  );

  it.each(cases)(
    'sends once and leaves the outcome to a clerk: %s digits typed, %s in status and log',
    async (typed, other) => {
      const { answers } = perTest.counter.service;
      answers.submit = async () => ({ kind: 'unknown', error: { code: 'SEND-UNKNOWN' } });
      answers.verificationStatus = async () =>
        ok({
          ...STATUS,
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
      await perTest.counter.until(id, () => sent() === 1);
      for (let round = 0; round < 3; round += 1) {
        await allowPendingWork();
        await perTest.counter.registrations.checkNow(id);
        perTest.counter.clock.now += HOUR_MS;
      }
      await allowPendingWork();
      expect(sent()).toBe(1);
      expect(['unknown', 'needs-review']).toContain(await state(id));
    },
  );
});

describe('step 1 reads another number than was typed', () => {
  const cases = lengths.flatMap((typed) => lengths.map((read) => [typed, read] as const));

  it.each(cases)(
    'is sent when both are numbers of one person: %s digits typed, %s read',
    async (typed, read) => {
      perTest.counter.service.answers.readCard = async () =>
        ok({ ...READING, fields: { dob: '1/10/1980', nid_no: NUMBERS[read] } });
      await untilState(await submit(NUMBERS[typed]), 'submitted');
      expect(sent()).toBe(1);
    },
  );

  it.each(cases)(
    'goes to review for a comparable number of another person: %s digits typed, %s read',
    async (typed, read) => {
      perTest.counter.service.answers.readCard = async () =>
        ok({ ...READING, fields: { dob: '1/10/1980', nid_no: OTHERS[read] } });
      const id = await submit(NUMBERS[typed]);
      await untilState(id, comparable(typed, read) ? 'needs-review' : 'submitted');
      expect(sent()).toBe(comparable(typed, read) ? 0 : 1);
    },
  );
});
