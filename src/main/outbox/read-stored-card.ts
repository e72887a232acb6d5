/** Runs step 1 with the stored pictures of a registration. Pictures that the service rejects as too large are reduced and sent again. */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CallOptions, CardReading, EkycClient, Token } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { Store } from '#main/store/port.ts';

/** Encodes a picture again with at most half of its bytes. Failures: IMG-…. */
export const reducePicture = async (
  imaging: Imaging,
  kind: 'card' | 'photo',
  jpeg: Uint8Array,
): Promise<Result<Uint8Array>> => {
  const maxBytes = Math.floor(Math.min(jpeg.byteLength, limits.jpegTargetBytes) / 2);
  const cleaned = await imaging.clean({ kind, bytes: jpeg, maxBytes });
  return cleaned.ok ? ok(cleaned.data.jpeg) : cleaned;
};

export interface ReadStoredCardDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly imaging: Imaging;
}

/** Failures: REG-NO-CARD, STORE-…, IMG-…, and those of `EkycClient.readCard`. */
export const readStoredCard = async (
  { store, client, imaging }: ReadStoredCardDeps,
  id: string,
  token: Token,
  options: CallOptions,
): Promise<Result<CardReading>> => {
  const [front, back] = await Promise.all([store.part(id, 'front'), store.part(id, 'back')]);
  if (!front.ok) return front;
  if (!back.ok) return back;
  if (!front.data || !back.data) return err('REG-NO-CARD');
  const answer = await client.readCard(token, { front: front.data, back: back.data }, options);
  if (answer.ok || answer.error.code !== 'SVC-TOO-LARGE') return answer;
  const [smallFront, smallBack] = [
    await reducePicture(imaging, 'card', front.data),
    await reducePicture(imaging, 'card', back.data),
  ];
  if (!smallFront.ok) return smallFront;
  if (!smallBack.ok) return smallBack;
  return client.readCard(token, { front: smallFront.data, back: smallBack.data }, options);
};
