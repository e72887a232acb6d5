import { describe, expect, it } from 'vitest';
import { findByReference } from '#main/registrations/find-by-reference.ts';
import { err, ok } from '#shared/result.ts';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { createCounterPerTest } from './counter-per-test.ts';

const fixture = createCounterPerTest();

describe('findByReference', () => {
  it('returns mobile number and NID of the registration with exactly this reference', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.waitForState(id, 'submitted');
    const { store } = fixture.counter;
    const { reference } = unwrap(await store.get(id));
    const foundNumbers = ok({ mobile: FIELD_VALUES.mobile_number, nid: '0123456789' });
    expect(await findByReference(store, ` ${reference.toLowerCase()} `)).toEqual(foundNumbers);
    expect(await findByReference(store, reference.slice(0, -1))).toEqual(err('REG-REFERENCE'));
  });

  it('returns REG-REFERENCE for an unknown reference', async () => {
    expect(await findByReference(fixture.counter.store, '0142-3-9999')).toEqual(
      err('REG-REFERENCE'),
    );
  });

  it('returns REG-REFERENCE once the values were deleted', async () => {
    const id = await fixture.submit('0123456789');
    await fixture.waitForState(id, 'submitted');
    const { store } = fixture.counter;
    const record = unwrap(await store.get(id));
    const fields = {
      ...record.body.fields,
      mobile_number: { ...record.body.fields.mobile_number, value: '' },
    };
    unwrap(await store.write(record, { body: { ...record.body, fields } }, 1));
    expect(await findByReference(store, record.reference)).toEqual(err('REG-REFERENCE'));
  });
});
