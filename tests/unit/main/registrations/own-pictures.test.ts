import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { findOwnPictures } from '#main/registrations/own-pictures.ts';
import { must, STATUS, VALUES } from '#tests/support/test-counter.ts';
import { mobile } from '#tests/support/numbers.ts';
import { createCounterPerTest } from './counter-per-test.ts';

const perTest = createCounterPerTest();
const MOBILE = mobile(VALUES.mobile_number);
const about = (nid: string | null): StatusAnswer => ({
  ...STATUS,
  verdict: 'passed',
  comparisons: nid === null ? [] : [{ field: 'nid', card: nid, ec: null, score: null }],
});

describe('findOwnPictures', () => {
  it('returns card and photo of the newest registration that the answer may be about', async () => {
    const first = await perTest.submit('0123456789');
    await perTest.untilState(first, 'submitted');
    must(await perTest.counter.registrations.close(first));
    const second = await perTest.submit('0123456770');
    await perTest.untilState(second, 'submitted');
    const { store } = perTest.counter;
    const found = await findOwnPictures(store, MOBILE, about('0123456789'));
    expect(found?.reference).toBe('0142-3-0001');
    expect(found?.card).toEqual(must(await store.part(first, 'front')));
    expect(found?.photo).toEqual(must(await store.part(first, 'photo')));
    // An answer that names no NID is taken to be about the newest.
    expect((await findOwnPictures(store, MOBILE, about(null)))?.reference).toBe('0142-3-0002');
  });

  it('returns null for another customer, for nobody and for a draft', async () => {
    const id = await perTest.submit('0123456789');
    await perTest.untilState(id, 'submitted');
    const { store } = perTest.counter;
    expect(await findOwnPictures(store, MOBILE, about('9876543210'))).toBeNull();
    expect(
      await findOwnPictures(store, MOBILE, { ...about(null), verdict: 'not-found' }),
    ).toBeNull();
    expect(await findOwnPictures(store, mobile('01999999999'), about(null))).toBeNull();
  });

  it('returns null once the pictures are deleted', async () => {
    const id = await perTest.submit('0123456789');
    await perTest.untilState(id, 'submitted');
    const { store } = perTest.counter;
    const seen = must(await store.get(id));
    must(await store.write(seen, { parts: { front: null, back: null, photo: null } }, 1));
    expect(await findOwnPictures(store, MOBILE, about('0123456789'))).toBeNull();
  });
});
