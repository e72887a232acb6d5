import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from './counter-per-test.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { fillDraft } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, waitForState: untilState } = fixture;
const DAY_MS = 86_400_000;
const setStatus = (card: string | null, verdict: 'pending' | 'passed'): void => {
  const comparisons = card === null ? [] : [{ field: 'nid' as const, card, ec: null, score: null }];
  fixture.counter.fakeClient.answers.verificationStatus = async () =>
    ok({ ...INVALID_STATUS, verdict, statusText: verdict, comparisons });
};
const createDraft = (values: Parameters<typeof fillDraft>[1]) =>
  fillDraft(fixture.counter.registrations, values);

describe('findDuplicates', () => {
  it('finds registrations of this counter by NID in any form and by mobile number', async () => {
    await untilState(await submit('1980123456789', { mobile_number: '01300000778' }), 'submitted');
    const draftId = await createDraft({
      nid_no: '19801980123456789',
      mobile_number: '01300000778',
    });
    expect(unwrap(await fixture.counter.registrations.duplicates(draftId))).toEqual([
      {
        foundIn: 'outbox',
        reference: '0142-3-0001',
        state: 'submitted',
        at: fixture.counter.clock.now,
        sameNid: true,
        sameMobile: true,
      },
    ]);
    unwrap(
      await fixture.counter.registrations.saveFields(
        draftId,
        { mobile_number: '01300000779' },
        undefined,
      ),
    );
    expect(unwrap(await fixture.counter.registrations.duplicates(draftId))).toMatchObject([
      { sameNid: true, sameMobile: false },
    ]);
    unwrap(
      await fixture.counter.registrations.saveFields(
        draftId,
        { nid_no: '0123456780', mobile_number: '01300000778' },
        undefined,
      ),
    );
    expect(unwrap(await fixture.counter.registrations.duplicates(draftId))).toMatchObject([
      { sameNid: false, sameMobile: true },
    ]);
  });

  it('ignores the registration itself, discarded ones, empty ones and those older than 90 days', async () => {
    await untilState(await submit('0123456789'), 'submitted');
    fixture.counter.clock.now += 91 * DAY_MS;
    const discardedId = await createDraft({});
    unwrap(await fixture.counter.registrations.discard(discardedId, 'another customer'));
    unwrap(
      await fixture.counter.registrations.putAside(
        unwrap(await fixture.counter.registrations.start()).id,
      ),
    );
    expect(unwrap(await fixture.counter.registrations.duplicates(await createDraft({})))).toEqual(
      [],
    );
  });

  it('adds the result of the service: the same NID, or another customer with the mobile number', async () => {
    const id = await createDraft({});
    setStatus('012 345 6789', 'passed');
    const serviceDuplicate = {
      foundIn: 'log',
      reference: null,
      state: 'passed',
      at: null,
      sameNid: true,
      sameMobile: true,
    };
    expect(unwrap(await fixture.counter.registrations.duplicates(id))).toEqual([serviceDuplicate]);
    setStatus('0999999999', 'passed');
    expect(unwrap(await fixture.counter.registrations.duplicates(id))).toEqual([
      { ...serviceDuplicate, sameNid: false },
    ]);
    setStatus(null, 'pending');
    expect(unwrap(await fixture.counter.registrations.duplicates(id))).toEqual([
      { ...serviceDuplicate, state: 'pending', sameNid: false },
    ]);
    fixture.counter.fakeClient.answers.verificationStatus = async () => err('NET-DNS');
    expect(unwrap(await fixture.counter.registrations.duplicates(id))).toEqual([]);
    fixture.counter.fakeSession.signOut();
    const queriesBefore = fixture.counter.fakeClient.calls.verificationStatus.length;
    expect(unwrap(await fixture.counter.registrations.duplicates(id))).toEqual([]);
    expect(fixture.counter.fakeClient.calls.verificationStatus).toHaveLength(queriesBefore);
  });
});
