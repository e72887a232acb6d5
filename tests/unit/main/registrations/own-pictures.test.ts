import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { findOwnPictures } from '#main/registrations/own-pictures.ts';
import { must, STATUS, VALUES } from '#tests/support/test-counter.ts';
import { mobile } from '#tests/support/numbers.ts';
import { atWork } from './registrations-rig.ts';

const work = atWork();
const MOBILE = mobile(VALUES.mobile_number);
const about = (nid: string | null): StatusAnswer => ({
  ...STATUS,
  verdict: 'passed',
  comparisons: nid === null ? [] : [{ field: 'nid', card: nid, ec: null, score: null }],
});

describe('findOwnPictures', () => {
  it('returns card and photo of the newest registration that the answer may be about', async () => {
    const first = await work.submit('0123456789');
    await work.becomes(first, 'submitted');
    must(await work.counter.registrations.close(first));
    const second = await work.submit('0123456770');
    await work.becomes(second, 'submitted');
    const { store } = work.counter;
    const found = await findOwnPictures(store, MOBILE, about('0123456789'));
    expect(found?.reference).toBe('0142-3-0001');
    expect(found?.card).toEqual(must(await store.part(first, 'front')));
    expect(found?.photo).toEqual(must(await store.part(first, 'photo')));
    // An answer that names no NID is taken to be about the newest.
    expect((await findOwnPictures(store, MOBILE, about(null)))?.reference).toBe('0142-3-0002');
  });

  it('returns null for another customer, for nobody and for a draft', async () => {
    const id = await work.submit('0123456789');
    await work.becomes(id, 'submitted');
    const { store } = work.counter;
    expect(await findOwnPictures(store, MOBILE, about('9876543210'))).toBeNull();
    expect(await findOwnPictures(store, MOBILE, { ...about(null), verdict: 'nobody' })).toBeNull();
    expect(await findOwnPictures(store, mobile('01999999999'), about(null))).toBeNull();
  });

  it('returns null once the pictures are deleted', async () => {
    const id = await work.submit('0123456789');
    await work.becomes(id, 'submitted');
    const { store } = work.counter;
    const seen = must(await store.get(id));
    must(await store.write(seen, { parts: { front: null, back: null, photo: null } }, 1));
    expect(await findOwnPictures(store, MOBILE, about('0123456789'))).toBeNull();
  });
});
