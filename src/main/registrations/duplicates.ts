/** Detects whether a customer may already be registered: at this counter by keyed hashes, and with the service by a request. */
import type { Duplicate } from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import { callAsSignedInClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { matchStatus, type Customer } from '#main/record/customer-match.ts';
import { customerOf, valuesOf } from '#main/record/fields.ts';
import type { Records } from '#main/store/records.ts';
import type { Store } from '#main/store/port.ts';

/** Registrations of this counter that were begun longer ago are not searched. */
const MAX_AGE_MS = 90 * 86_400_000;
/** Short, because the query runs while the clerk types. */
const QUERY_TIMEOUT_MS = 8_000;

export interface DuplicatesDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly now: () => number;
}

const queryService = async (
  { client, session }: DuplicatesDeps,
  customer: Customer,
): Promise<Duplicate[]> => {
  const answer = await callAsSignedInClerk(session, (token) =>
    client.verificationStatus(token, customer.mobile, {
      signal: AbortSignal.timeout(QUERY_TIMEOUT_MS),
    }),
  );
  if (!answer.ok) return [];
  const match = matchStatus(answer.data, customer);
  const { verdict } = answer.data;
  if (match === 'invalid' || verdict === 'not-found') return [];
  return [
    {
      foundIn: 'log',
      reference: null,
      state: verdict,
      at: null,
      sameNid: match === 'same',
      sameMobile: true,
    },
  ];
};

/**
 * Duplicates of a registration at this counter and at the service; if the service does not answer, at this counter only.
 * Failures: REG-NOT-FOUND, STORE-….
 */
export const findDuplicates = async (
  deps: DuplicatesDeps,
  id: string,
): Promise<Result<Duplicate[]>> => {
  const record = await deps.records.get(id);
  if (!record.ok) return record;
  const { nid_no: nid, mobile_number: mobile } = valuesOf(record.data.body);
  const found = await deps.store.possibleDuplicates(id, { nid, mobile }, deps.now() - MAX_AGE_MS);
  if (!found.ok) return found;
  const local: Duplicate[] = found.data.map((duplicate) => ({ foundIn: 'outbox', ...duplicate }));
  // The service is searched by mobile number only, which a draft may not have yet.
  const customer = customerOf(record.data.body);
  return ok([...local, ...(customer ? await queryService(deps, customer) : [])]);
};
