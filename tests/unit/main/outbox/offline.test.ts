import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { fillDraft } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();

/** Submits a registration without a connection, then restores the connection with `read` as the reading of the card. */
const submitOffline = async (
  typed: { nid_no: string; dob: string },
  read: { nid_no?: string; dob?: string },
): Promise<string> => {
  const { answers } = fixture.counter.fakeClient;
  answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
  const id = await fillDraft(fixture.counter.registrations, typed);
  unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
  expect(await fixture.waitForState(id, 'waiting')).toMatchObject({
    lastError: { code: 'NET-CONNECT-TIMEOUT' },
  });
  answers.readCard = async () => ok({ ...CARD_READING, fields: read });
  fixture.counter.registrations.onServiceReachable();
  return id;
};

describe('registration typed and submitted without a connection', () => {
  it.each([
    [
      'the same values',
      { nid_no: '0123456789', dob: '1/10/1980' },
      { nid_no: '0123456789', dob: '1/10/1980' },
    ],
    [
      'another spelling of the number and of the day',
      { nid_no: '012 345 6789', dob: '01 Oct 1980' },
      { nid_no: '0123456789', dob: '1980-10-01' },
    ],
    [
      'a birth year before the number',
      { nid_no: '1234567890123', dob: '1/10/1980' },
      { nid_no: '19801234567890123', dob: '01/10/1980' },
    ],
    ['neither value', { nid_no: '0123456789', dob: '1/10/1980' }, {}],
  ])('is sent when the card contains %s', async (_reading, typed, read) => {
    const id = await submitOffline(typed, read);
    await fixture.waitForState(id, 'submitted');
    expect(fixture.countSentForms()).toBe(1);
  });

  it.each([
    ['number', { nid_no: '0123456780', dob: '1/10/1980' }],
    ['day', { nid_no: '0123456789', dob: '10/1/1980' }],
  ])(
    'goes to review, without a query or a form sent before, when the card contains another %s',
    async (_reading, read) => {
      const id = await submitOffline({ nid_no: '0123456789', dob: '1/10/1980' }, read);
      const { review } = await fixture.waitForState(id, 'needs-review');
      expect(review).toEqual({
        kind: 'reading-differs',
        typed: { nid: '0123456789', dob: '1/10/1980' },
        read: { nid: read.nid_no, dob: read.dob },
        details: null,
      });
      expect([
        fixture.countSentForms(),
        fixture.counter.fakeClient.calls.verificationStatus.length,
      ]).toEqual([0, 0]);
    },
  );
});
