import { describe, expect, it } from 'vitest';
import { findByReference } from '#main/registrations/find-by-reference.ts';
import { err, ok } from '#shared/result.ts';
import { must, VALUES } from '#tests/support/test-counter.ts';
import { createCounterPerTest } from './counter-per-test.ts';

const perTest = createCounterPerTest();

describe('findByReference', () => {
  it('returns mobile number and NID of the registration with exactly this reference', async () => {
    const id = await perTest.submit('0123456789');
    await perTest.untilState(id, 'submitted');
    const { store } = perTest.counter;
    const { reference } = must(await store.get(id));
    const found = ok({ mobile: VALUES.mobile_number, nid: '0123456789' });
    expect(await findByReference(store, ` ${reference.toLowerCase()} `)).toEqual(found);
    expect(await findByReference(store, reference.slice(0, -1))).toEqual(err('REG-REFERENCE'));
  });

  it('returns REG-REFERENCE for an unknown reference', async () => {
    expect(await findByReference(perTest.counter.store, '0142-3-9999')).toEqual(
      err('REG-REFERENCE'),
    );
  });

  it('returns REG-REFERENCE once the values were deleted', async () => {
    const id = await perTest.submit('0123456789');
    await perTest.untilState(id, 'submitted');
    const { store } = perTest.counter;
    const seen = must(await store.get(id));
    const fields = {
      ...seen.body.fields,
      mobile_number: { ...seen.body.fields.mobile_number, value: '' },
    };
    must(await store.write(seen, { body: { ...seen.body, fields } }, 1));
    expect(await findByReference(store, seen.reference)).toEqual(err('REG-REFERENCE'));
  });
});
