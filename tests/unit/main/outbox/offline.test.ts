import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CONSENT_EVIDENCE, fillDraft, must, READING } from '#tests/support/test-counter.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();

/** Submitted without a connection; then the connection is restored and the card says something. */
const offline = async (
  typed: { nid_no: string; dob: string },
  read: { nid_no?: string; dob?: string },
): Promise<string> => {
  const { answers } = perTest.counter.service;
  answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
  const id = await fillDraft(perTest.counter.registrations, typed);
  must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
  expect(await perTest.untilState(id, 'waiting')).toMatchObject({
    lastError: { code: 'NET-CONNECT-TIMEOUT' },
  });
  answers.readCard = async () => ok({ ...READING, fields: read });
  perTest.counter.registrations.onServiceReachable();
  return id;
};

describe('a registration typed and submitted without a connection', () => {
  it.each([
    [
      'the same',
      { nid_no: '0123456789', dob: '1/10/1980' },
      { nid_no: '0123456789', dob: '1/10/1980' },
    ],
    [
      'another form of the number and of the day',
      { nid_no: '012 345 6789', dob: '01 Oct 1980' },
      { nid_no: '0123456789', dob: '1980-10-01' },
    ],
    [
      'a birth year before the number',
      { nid_no: '1234567890123', dob: '1/10/1980' },
      { nid_no: '19801234567890123', dob: '01/10/1980' },
    ],
    ['nothing of the two', { nid_no: '0123456789', dob: '1/10/1980' }, {}],
  ])('is sent when the card has %s', async (_what, typed, read) => {
    const id = await offline(typed, read);
    await perTest.untilState(id, 'submitted');
    expect(perTest.sent()).toBe(1);
  });

  it.each([
    ['number', { nid_no: '0123456780', dob: '1/10/1980' }],
    ['day', { nid_no: '0123456789', dob: '10/1/1980' }],
  ])(
    'goes to review, without a query or a form sent before, when the card has another %s',
    async (_what, read) => {
      const id = await offline({ nid_no: '0123456789', dob: '1/10/1980' }, read);
      const { review } = await perTest.untilState(id, 'needs-review');
      expect(review).toEqual({
        kind: 'reading-differs',
        typed: { nid: '0123456789', dob: '1/10/1980' },
        read: { nid: read.nid_no, dob: read.dob },
        details: null,
      });
      expect([perTest.sent(), perTest.counter.service.calls.verificationStatus.length]).toEqual([
        0, 0,
      ]);
    },
  );
});
