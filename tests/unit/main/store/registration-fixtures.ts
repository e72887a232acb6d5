/** Creates registrations for tests of the store. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { newBody, type Body } from '#main/record/body.ts';
import type { Store } from '#main/store/port.ts';
import { fieldNames } from '#shared/domain/fields.ts';

export const createBody = (
  clerk = '01300000042',
  changes: Partial<typeof FIELD_VALUES> = {},
): Body => {
  const body = newBody(toMobileNumber(clerk), 1);
  const values = { ...FIELD_VALUES, ...changes };
  const fields = Object.fromEntries(
    fieldNames.map((name) => [
      name,
      { value: values[name], source: 'typed', touched: true, readings: {} },
    ]),
  );
  return {
    ...body,
    fields: fields as Body['fields'],
    lastError: {
      code: 'SVC-REFUSED',
      service: 'Applicant NOWSHEEN is blocked',
      fields: { nominee: 'KARIM UDDIN has no account' },
    },
  };
};
export const createDraft = async (store: Store, body = createBody(), at = 1) =>
  unwrap(await store.create({ body, prefix: '0142-3-', at }));
export const createSubmitted = async (store: Store, body = createBody(), at = 1) =>
  unwrap(
    await store.write(
      await createDraft(store, body, at),
      { transition: { event: 'submit' }, submittedAt: at },
      at,
    ),
  )!;
