import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from './counter-per-test.ts';
import { fillDraft, must, STATUS } from '#tests/support/test-counter.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, untilState } = perTest;
const DAY_MS = 86_400_000;
const says = (card: string | null, word: 'pending' | 'passed'): void => {
  const comparisons = card === null ? [] : [{ field: 'nid' as const, card, ec: null, score: null }];
  perTest.counter.service.answers.verificationStatus = async () =>
    ok({ ...STATUS, verdict: word, statusText: word, comparisons });
};
const draft = (values: Parameters<typeof fillDraft>[1]) =>
  fillDraft(perTest.counter.registrations, values);

describe('findDuplicates', () => {
  it('finds registrations of this counter by NID in any form and by mobile number', async () => {
    await untilState(await submit('1980123456789', { mobile_number: '01300000778' }), 'submitted');
    const same = await draft({ nid_no: '19801980123456789', mobile_number: '01300000778' });
    expect(must(await perTest.counter.registrations.duplicates(same))).toEqual([
      {
        foundIn: 'outbox',
        reference: '0142-3-0001',
        state: 'submitted',
        at: perTest.counter.clock.now,
        sameNid: true,
        sameMobile: true,
      },
    ]);
    must(
      await perTest.counter.registrations.saveFields(
        same,
        { mobile_number: '01300000779' },
        undefined,
      ),
    );
    expect(must(await perTest.counter.registrations.duplicates(same))).toMatchObject([
      { sameNid: true, sameMobile: false },
    ]);
    must(
      await perTest.counter.registrations.saveFields(
        same,
        { nid_no: '0123456780', mobile_number: '01300000778' },
        undefined,
      ),
    );
    expect(must(await perTest.counter.registrations.duplicates(same))).toMatchObject([
      { sameNid: false, sameMobile: true },
    ]);
  });

  it('ignores the registration itself, discarded ones, empty ones and those older than 90 days', async () => {
    await untilState(await submit('0123456789'), 'submitted');
    perTest.counter.clock.now += 91 * DAY_MS;
    const gone = await draft({});
    must(await perTest.counter.registrations.discard(gone, 'another customer'));
    must(
      await perTest.counter.registrations.putAside(
        must(await perTest.counter.registrations.start()).id,
      ),
    );
    expect(must(await perTest.counter.registrations.duplicates(await draft({})))).toEqual([]);
  });

  it('adds the result of the service: the same NID, or another customer with the mobile number', async () => {
    const id = await draft({});
    says('012 345 6789', 'passed');
    const found = {
      foundIn: 'log',
      reference: null,
      state: 'passed',
      at: null,
      sameNid: true,
      sameMobile: true,
    };
    expect(must(await perTest.counter.registrations.duplicates(id))).toEqual([found]);
    says('0999999999', 'passed');
    expect(must(await perTest.counter.registrations.duplicates(id))).toEqual([
      { ...found, sameNid: false },
    ]);
    says(null, 'pending');
    expect(must(await perTest.counter.registrations.duplicates(id))).toEqual([
      { ...found, state: 'pending', sameNid: false },
    ]);
    perTest.counter.service.answers.verificationStatus = async () => err('NET-DNS');
    expect(must(await perTest.counter.registrations.duplicates(id))).toEqual([]);
    perTest.counter.desk.signOut();
    const asked = perTest.counter.service.calls.verificationStatus.length;
    expect(must(await perTest.counter.registrations.duplicates(id))).toEqual([]);
    expect(perTest.counter.service.calls.verificationStatus).toHaveLength(asked);
  });
});
