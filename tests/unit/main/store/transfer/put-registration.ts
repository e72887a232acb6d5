/** Creates registrations of any state in a store, for the tests of transfers. */
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { newBody, type Body } from '#main/record/body.ts';
import type { RegistrationEvent } from '#main/record/transitions.ts';
import type { Store, StoredRegistration } from '#main/store/port.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { fieldNames } from '#shared/domain/fields.ts';

const createBody = (nid: string, clerk: MobileNumber): Body => ({
  ...newBody(clerk, 1),
  reading: {
    ...newBody(clerk, 1).reading,
    handles: {
      front: { name: 'id_front_url', value: 'f' },
      back: { name: 'id_back_url', value: 'b' },
      at: 1,
    },
  },
  fields: Object.fromEntries(
    fieldNames.map((name) => [
      name,
      {
        value: name === 'nid_no' ? nid : FIELD_VALUES[name],
        source: 'typed',
        touched: true,
        readings: {},
      },
    ]),
  ) as Body['fields'],
});
/** Creates a registration with one picture and applies the given events. */
export const putRegistration = async (
  store: Store,
  nid: string,
  ...events: RegistrationEvent[]
): Promise<StoredRegistration> => {
  let record = unwrap(
    await store.create({ body: createBody(nid, CLERK), prefix: '0142-3-', at: 1 }),
  );
  record = unwrap(
    await store.write(record, { parts: { front: Buffer.from(`front of ${nid}`) } }, 1),
  )!;
  for (const event of events) {
    const columns =
      event === 'submit'
        ? { submittedAt: 2 }
        : event === 'accepted'
          ? { acceptedAt: 3 }
          : event === 'outcome-unknown'
            ? { unknownSince: 3, nextPoll: 4 }
            : {};
    const baseline =
      event === 'send-form'
        ? {
            baseline: {
              status: null,
              exactMatches: 3,
              possibleMatches: 3,
              complete: true,
              at: 2,
            },
          }
        : {};
    record = unwrap(
      await store.write(record, { transition: { event }, ...columns, ...baseline }, 2),
    )!;
  }
  return record;
};
