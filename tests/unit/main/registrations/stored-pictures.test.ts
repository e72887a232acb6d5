import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { findStoredPictures } from '#main/registrations/stored-pictures.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createCounterPerTest } from './counter-per-test.ts';

const fixture = createCounterPerTest();
const MOBILE = toMobileNumber(FIELD_VALUES.mobile_number);
const createStatusAnswer = (nid: string | null): StatusAnswer => ({
  ...INVALID_STATUS,
  verdict: 'passed',
  comparisons: nid === null ? [] : [{ field: 'nid', card: nid, ec: null, score: null }],
});

describe('findStoredPictures', () => {
  it('returns card and photo of the newest registration to which the answer may refer', async () => {
    const first = await fixture.submit('0123456789');
    await fixture.waitForState(first, 'submitted');
    unwrap(await fixture.counter.registrations.close(first));
    const second = await fixture.submit('0123456770');
    await fixture.waitForState(second, 'submitted');
    const { store } = fixture.counter;
    const pictures = await findStoredPictures(store, MOBILE, createStatusAnswer('0123456789'));
    expect(pictures?.reference).toBe('0142-3-0001');
    expect(pictures?.card).toEqual(unwrap(await store.part(first, 'front')));
    expect(pictures?.photo).toEqual(unwrap(await store.part(first, 'photo')));
    // An answer without an NID is assigned to the newest registration.
    expect((await findStoredPictures(store, MOBILE, createStatusAnswer(null)))?.reference).toBe(
      '0142-3-0002',
    );
  });

  it('returns null for another customer, for not-found and for an unknown mobile number', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.waitForState(id, 'submitted');
    const { store } = fixture.counter;
    expect(await findStoredPictures(store, MOBILE, createStatusAnswer('9876543210'))).toBeNull();
    expect(
      await findStoredPictures(store, MOBILE, {
        ...createStatusAnswer(null),
        verdict: 'not-found',
      }),
    ).toBeNull();
    expect(
      await findStoredPictures(store, toMobileNumber('01999999999'), createStatusAnswer(null)),
    ).toBeNull();
  });

  it('returns null once the pictures are deleted', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.waitForState(id, 'submitted');
    const { store } = fixture.counter;
    const record = unwrap(await store.get(id));
    unwrap(await store.write(record, { parts: { front: null, back: null, photo: null } }, 1));
    expect(await findStoredPictures(store, MOBILE, createStatusAnswer('0123456789'))).toBeNull();
  });
});
