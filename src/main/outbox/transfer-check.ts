/**
 * Queries the service about registrations that were transferred from another counter and are on hold. Those of customers
 * that the service already has are marked for review, so that a clerk checks them before they are released.
 */
import { ok } from '#shared/result.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import { callAsSignedInClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { matchStatus } from '#main/record/customer-match.ts';
import { submittedCustomer } from '#main/record/fields.ts';
import type { Records } from '#main/store/records.ts';

/** Stops when the connection or the session is lost. Registrations that could not be checked stay on hold. */
export const checkTransferredIn = async (
  {
    records,
    client,
    session,
  }: { readonly records: Records; readonly client: EkycClient; readonly session: Session },
  ids: readonly string[],
): Promise<void> => {
  for (const id of ids) {
    const record = await records.get(id);
    if (!record.ok || record.data.state !== 'on-hold') continue;
    const customer = submittedCustomer(record.data.body);
    const answer = await callAsSignedInClerk(session, (token) =>
      client.verificationStatus(token, customer.mobile),
    );
    if (!answer.ok) {
      if (answer.error.code.startsWith('NET-') || answer.error.code.startsWith('SESSION-')) return;
      continue;
    }
    const match = matchStatus(answer.data, customer);
    if (match !== 'same' && match !== 'not-comparable') continue;
    await records.update(id, ({ state, body }) =>
      ok(
        state === 'on-hold'
          ? {
              transition: { event: 'known-already', cause: 'REG-KNOWN' },
              body: { ...body, lastError: { code: 'REG-KNOWN' } },
            }
          : null,
      ),
    );
  }
};
