/** Detects whether a customer may already be registered: at this counter by keyed hashes, and with the service by a request. */
import type { Duplicate } from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import { asSignedInClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { matchStatus, type Customer } from '#main/record/customer-match.ts';
import { customerOf, valuesOf } from '#main/record/fields.ts';
import type { Records } from '#main/store/records.ts';
import type { Store } from '#main/store/port.ts';

/** Age limit of this counter's registrations. */
const LOOK_BACK_MS = 90 * 86_400_000;
/** Limit of the query, which runs while the clerk types. */
const ASK_MS = 8_000;

export interface DuplicatesDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly now: () => number;
}

const askService = async (
  { client, session }: DuplicatesDeps,
  who: Customer,
): Promise<Duplicate[]> => {
  const answer = await asSignedInClerk(session, (token) =>
    client.verificationStatus(token, who.mobile, { signal: AbortSignal.timeout(ASK_MS) }),
  );
  if (!answer.ok) return [];
  const about = matchStatus(answer.data, who);
  const { verdict } = answer.data;
  if (about === 'invalid' || verdict === 'nobody') return [];
  return [
    {
      foundIn: 'log',
      reference: null,
      state: verdict,
      at: null,
      sameNid: about === 'same',
      sameMobile: true,
    },
  ];
};

/** Without an answer from the service only this counter is searched. Failures: REG-NOT-FOUND, STORE-…. */
export const findDuplicates = async (
  deps: DuplicatesDeps,
  id: string,
): Promise<Result<Duplicate[]>> => {
  const record = await deps.records.get(id);
  if (!record.ok) return record;
  const { nid_no: nid, mobile_number: mobile } = valuesOf(record.data.body);
  const here = await deps.store.lookAlikes(id, { nid, mobile }, deps.now() - LOOK_BACK_MS);
  if (!here.ok) return here;
  const own: Duplicate[] = here.data.map((found) => ({ foundIn: 'outbox', ...found }));
  // The service is searched by mobile number only, which a draft may not have yet.
  const who = customerOf(record.data.body);
  return ok([...own, ...(who ? await askService(deps, who) : [])]);
};
