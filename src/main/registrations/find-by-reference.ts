/** Finds the customer of a registration by the reference on its slip. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';
import { customerOf } from '#main/record/fields.ts';
import type { Store } from '#main/store/port.ts';

export interface FoundCustomer {
  readonly mobile: MobileNumber;
  readonly nid: string;
}

/** Number of rows of the outbox search that are examined. The search also returns references that only contain the typed one. */
const MAX_CANDIDATES = 20;

/**
 * @param typed the reference in digits of either script and letters of either case.
 * Failures: REG-REFERENCE when no registration has the reference or its values were deleted; STORE-….
 */
export const findByReference = async (
  store: Pick<Store, 'outboxPage' | 'get'>,
  typed: string,
): Promise<Result<FoundCustomer>> => {
  const reference = toAsciiDigits(typed).trim().toUpperCase();
  const page = await store.outboxPage({
    states: registrationStates,
    search: reference,
    clerk: null,
    offset: 0,
    limit: MAX_CANDIDATES,
  });
  if (!page.ok) return page;
  const row = page.data.rows.find((each) => each.reference.toUpperCase() === reference);
  if (!row) return err('REG-REFERENCE');
  const record = await store.get(row.id);
  if (!record.ok) return record;
  const customer = customerOf(record.data.body);
  return customer
    ? ok({ mobile: customer.mobile, nid: record.data.body.fields.nid_no.value })
    : err('REG-REFERENCE');
};
