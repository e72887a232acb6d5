/** Finds the pictures that this counter took of the customer of a verification query, while they are stored. */
import type { CardKind } from '#shared/domain/card-zones.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { isTombstone, registrationStates } from '#shared/domain/registration.ts';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { matchStatus } from '#main/record/customer-match.ts';
import { customerOf } from '#main/record/fields.ts';
import type { Store } from '#main/store/port.ts';

export interface StoredPictureBytes {
  readonly reference: string;
  readonly card: Uint8Array | null;
  readonly photo: Uint8Array | null;
  readonly cardKind: CardKind | null;
}

/**
 * Several customers may share a mobile number. So many of their registrations are examined, in the order of the outbox: by group, and
 * the newest first within a group.
 */
const MAX_CANDIDATES = 10;

const states = registrationStates.filter((state) => state !== 'draft' && !isTombstone(state));

/** @returns the pictures of the newest registration that the answer may be about; null when none has a picture. */
export const findStoredPictures = async (
  store: Pick<Store, 'outboxPage' | 'get' | 'part'>,
  mobile: MobileNumber,
  answer: StatusAnswer,
): Promise<StoredPictureBytes | null> => {
  if (answer.verdict === 'not-found') return null;
  const page = await store.outboxPage({
    states,
    search: mobile,
    clerk: null,
    offset: 0,
    limit: MAX_CANDIDATES,
  });
  const found = page.ok ? page.data.rows : [];
  // The page is ordered by group; here the newest of all groups comes first.
  const newestFirst = found.toSorted((one, other) => other.createdAt - one.createdAt);
  for (const { id, reference } of newestFirst) {
    const record = await store.get(id);
    const customer = record.ok ? customerOf(record.data.body) : null;
    if (!record.ok || !customer || matchStatus(answer, customer) === 'other') continue;
    const [card, photo] = [await store.part(id, 'front'), await store.part(id, 'photo')];
    const stored = { card: card.ok ? card.data : null, photo: photo.ok ? photo.data : null };
    if (!stored.card && !stored.photo) continue;
    return { reference, ...stored, cardKind: record.data.body.pictures.front?.cardKind ?? null };
  }
  return null;
};
