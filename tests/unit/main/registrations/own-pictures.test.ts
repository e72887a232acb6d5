import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { findOwnPictures } from '#main/registrations/own-pictures.ts';
import { STATUS } from '#tests/support/fake-ekyc-client.ts';
import { VALUES } from '#tests/support/registration-values.ts';
import { must } from '#tests/support/unwrap.ts';
import { mobile } from '#tests/support/numbers.ts';
import { createCounterPerTest } from './counter-per-test.ts';

const fixture = createCounterPerTest();
const MOBILE = mobile(VALUES.mobile_number);
const createStatusAnswer = (nid: string | null): StatusAnswer => ({
  ...STATUS,
  verdict: 'passed',
  comparisons: nid === null ? [] : [{ field: 'nid', card: nid, ec: null, score: null }],
});

describe('findOwnPictures', () => {
  it('returns card and photo of the newest registration to which the answer may refer', async () => {
    const first = await fixture.submit('0123456789');
    await fixture.untilState(first, 'submitted');
    must(await fixture.counter.registrations.close(first));
    const second = await fixture.submit('0123456770');
    await fixture.untilState(second, 'submitted');
    const { store } = fixture.counter;
    const pictures = await findOwnPictures(store, MOBILE, createStatusAnswer('0123456789'));
    expect(pictures?.reference).toBe('0142-3-0001');
    expect(pictures?.card).toEqual(must(await store.part(first, 'front')));
    expect(pictures?.photo).toEqual(must(await store.part(first, 'photo')));
    // An answer without an NID is assigned to the newest registration.
    expect((await findOwnPictures(store, MOBILE, createStatusAnswer(null)))?.reference).toBe(
      '0142-3-0002',
    );
  });

  it('returns null for another customer, for not-found and for an unknown mobile number', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.untilState(id, 'submitted');
    const { store } = fixture.counter;
    expect(await findOwnPictures(store, MOBILE, createStatusAnswer('9876543210'))).toBeNull();
    expect(
      await findOwnPictures(store, MOBILE, { ...createStatusAnswer(null), verdict: 'not-found' }),
    ).toBeNull();
    expect(
      await findOwnPictures(store, mobile('01999999999'), createStatusAnswer(null)),
    ).toBeNull();
  });

  it('returns null once the pictures are deleted', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.untilState(id, 'submitted');
    const { store } = fixture.counter;
    const record = must(await store.get(id));
    must(await store.write(record, { parts: { front: null, back: null, photo: null } }, 1));
    expect(await findOwnPictures(store, MOBILE, createStatusAnswer('0123456789'))).toBeNull();
  });
});
