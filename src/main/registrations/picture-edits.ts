/** Adds pictures to a registration, crops cards from them, and removes them. */
import { isCardShape, type CardCorners } from '#shared/domain/card-corners.ts';
import type { CardSide, PicturePart } from '#shared/domain/registration.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import type { Body, PictureMeta } from '#main/record/body.ts';
import { removeCodeReadings, removeServiceReading } from '#main/record/fields.ts';
import type { PictureAddresses } from './picture-addresses.ts';
import { describeCard, describePhoto, withPictureMeta } from './picture-meta.ts';
import type { NewPicture } from './port.ts';
import type { Records } from '#main/store/records.ts';
import { mayEdit } from '#main/record/review.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';
import { scanPartOf, type StoredPart } from '#main/record/stored-registration.ts';

export interface PictureEditsDeps {
  readonly store: Store;
  readonly records: Records;
  readonly imaging: Imaging & CardImaging;
  readonly addresses: PictureAddresses;
  /** Changes a registration that may be edited; fails with REG-STATE for any other. */
  readonly edit: (
    id: string,
    change: (body: Body) => Ok<RegistrationChange> | Err,
  ) => Promise<Result<StoredRegistration>>;
  /** Called before a picture of the card changes, to cancel a running reading of the earlier ones. */
  readonly beforeCardChange: (id: string) => void;
  readonly onBackChanged: (id: string) => void;
  readonly now: () => number;
}

type ChangeResult = Promise<Result<StoredRegistration>>;

export interface PictureEdits {
  /** Failures: REG-STATE, IMG-…, STORE-…. A failure leaves the earlier picture unchanged. */
  put(id: string, picture: NewPicture): ChangeResult;
  remove(id: string, part: PicturePart): ChangeResult;
  /**
   * Crops a card again from its stored scan.
   * @param toCorners computes the new corners from the current ones.
   * Failures: REG-NO-CARD when the scan is no longer stored, IMG-CORNERS when the new corners do not have the shape of a card,
   * and those of `put`.
   */
  crop(
    id: string,
    side: CardSide,
    toCorners: (currentCorners: CardCorners) => CardCorners,
  ): ChangeResult;
}

/** The bytes of a card and of the scan it was cropped from; without `source` the stored scan stays unchanged. */
interface CardBytes {
  readonly card: Uint8Array | null;
  readonly source?: Uint8Array | null;
}

export const createPictureEdits = (deps: PictureEditsDeps): PictureEdits => {
  const { store, records, imaging, addresses, edit, now } = deps;

  const changePhoto = (
    id: string,
    meta: PictureMeta | null,
    jpeg: Uint8Array | null,
  ): ChangeResult =>
    edit(id, (body) => {
      addresses.revoke(id, 'photo');
      return ok({ body: withPictureMeta(body, 'photo', meta), parts: { photo: jpeg } });
    });

  const changeCard = async (
    id: string,
    side: CardSide,
    meta: PictureMeta | null,
    { card, source }: CardBytes,
  ): ChangeResult => {
    const written = await edit(id, (body) => {
      deps.beforeCardChange(id);
      const changedBody = removeServiceReading(withPictureMeta(body, side, meta), now());
      const parts: Partial<Record<StoredPart, Uint8Array | null>> = {
        [side]: card,
        ...(source === undefined ? {} : { [scanPartOf(side)]: source }),
      };
      for (const part of Object.keys(parts)) addresses.revoke(id, part as StoredPart);
      return ok({ body: side === 'back' ? removeCodeReadings(changedBody) : changedBody, parts });
    });
    if (written.ok && side === 'back') deps.onBackChanged(id);
    return written;
  };

  const getEditableRecord = async (id: string): ChangeResult => {
    const record = await records.get(id);
    return !record.ok || mayEdit(record.data) ? record : err('REG-STATE');
  };

  return {
    put: async (id, picture) => {
      const { part, bytes, origin, dpi } = picture;
      const record = await getEditableRecord(id);
      if (!record.ok) return record;
      if (part === 'photo') {
        const photo = await imaging.clean({ kind: 'photo', bytes });
        return photo.ok
          ? changePhoto(id, describePhoto(photo.data, picture, now()), photo.data.jpeg)
          : photo;
      }
      const card = await imaging.card({ bytes, side: part, origin, dpi });
      if (!card.ok) return card;
      const meta = describeCard(card.data, origin, dpi, now());
      return changeCard(id, part, meta, { card: card.data.jpeg, source: card.data.source.jpeg });
    },
    remove: (id, part) =>
      part === 'photo'
        ? changePhoto(id, null, null)
        : changeCard(id, part, null, { card: null, source: null }),
    crop: async (id, side, toCorners) => {
      const record = await getEditableRecord(id);
      if (!record.ok) return record;
      const picture = record.data.body.pictures[side];
      const source = await store.part(id, scanPartOf(side));
      if (!source.ok) return source;
      if (!picture?.crop || !source.data) return err('REG-NO-CARD');
      const { origin, crop } = picture;
      const corners = toCorners(crop.corners);
      if (!isCardShape(corners, crop.widthPx, crop.heightPx)) return err('IMG-CORNERS');
      const card = await imaging.card({ bytes: source.data, side, origin, dpi: crop.dpi, corners });
      if (!card.ok) return card;
      return changeCard(id, side, describeCard(card.data, origin, crop.dpi, now()), {
        card: card.data.jpeg,
      });
    },
  };
};
