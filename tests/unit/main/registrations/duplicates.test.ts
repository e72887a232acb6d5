import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from './counter-per-test.ts';
import { STATUS } from '#tests/support/fake-ekyc-client.ts';
import { fillDraft } from '#tests/support/test-counter.ts';
import { must } from '#tests/support/unwrap.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, untilState } = fixture;
const DAY_MS = 86_400_000;
const setStatus = (card: string | null, verdict: 'pending' | 'passed'): void => {
  const comparisons = card === null ? [] : [{ field: 'nid' as const, card, ec: null, score: null }];
  fixture.counter.service.answers.verificationStatus = async () =>
    ok({ ...STATUS, verdict, statusText: verdict, comparisons });
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
    expect(must(await fixture.counter.registrations.duplicates(draftId))).toEqual([
      {
        foundIn: 'outbox',
        reference: '0142-3-0001',
        state: 'submitted',
        at: fixture.counter.clock.now,
        sameNid: true,
        sameMobile: true,
      },
    ]);
    must(
      await fixture.counter.registrations.saveFields(
        draftId,
        { mobile_number: '01300000779' },
        undefined,
      ),
    );
    expect(must(await fixture.counter.registrations.duplicates(draftId))).toMatchObject([
      { sameNid: true, sameMobile: false },
    ]);
    must(
      await fixture.counter.registrations.saveFields(
        draftId,
        { nid_no: '0123456780', mobile_number: '01300000778' },
        undefined,
      ),
    );
    expect(must(await fixture.counter.registrations.duplicates(draftId))).toMatchObject([
      { sameNid: false, sameMobile: true },
    ]);
  });

  it('ignores the registration itself, discarded ones, empty ones and those older than 90 days', async () => {
    await untilState(await submit('0123456789'), 'submitted');
    fixture.counter.clock.now += 91 * DAY_MS;
    const discardedId = await createDraft({});
    must(await fixture.counter.registrations.discard(discardedId, 'another customer'));
    must(
      await fixture.counter.registrations.putAside(
        must(await fixture.counter.registrations.start()).id,
      ),
    );
    expect(must(await fixture.counter.registrations.duplicates(await createDraft({})))).toEqual([]);
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
    expect(must(await fixture.counter.registrations.duplicates(id))).toEqual([serviceDuplicate]);
    setStatus('0999999999', 'passed');
    expect(must(await fixture.counter.registrations.duplicates(id))).toEqual([
      { ...serviceDuplicate, sameNid: false },
    ]);
    setStatus(null, 'pending');
    expect(must(await fixture.counter.registrations.duplicates(id))).toEqual([
      { ...serviceDuplicate, state: 'pending', sameNid: false },
    ]);
    fixture.counter.service.answers.verificationStatus = async () => err('NET-DNS');
    expect(must(await fixture.counter.registrations.duplicates(id))).toEqual([]);
    fixture.counter.desk.signOut();
    const queriesBefore = fixture.counter.service.calls.verificationStatus.length;
    expect(must(await fixture.counter.registrations.duplicates(id))).toEqual([]);
    expect(fixture.counter.service.calls.verificationStatus).toHaveLength(queriesBefore);
  });
});
