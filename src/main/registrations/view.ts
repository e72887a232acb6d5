/** A stored registration as the screens see it. */
import { fieldNames, type FieldName, type FieldView } from '#shared/domain/fields.ts';
import type { PicturePart, PictureView, ReadingView, RegistrationView } from '#shared/domain/registration.ts';
import type { PictureMeta } from './body.ts';
import { fieldOf } from './fields.ts';
import { reviewOf } from './review.ts';
import type { StoredRegistration } from './store.ts';

export interface ViewContext {
  /** Step 1, when it is under way for this registration. */
  readonly reading: ReadingView | null;
  /** Opaque address of a picture; empty when the registration is not open. */
  readonly url: (part: PicturePart) => string;
}

const pictureView = (meta: PictureMeta | null, url: string): PictureView | null => {
  if (!meta) return null;
  const { widthPx, heightPx, bytes, dpi, origin, failedChecks, override } = meta;
  return { url, widthPx, heightPx, bytes, dpi, origin, failedChecks, override };
};

const readingView = ({ body }: StoredRegistration): ReadingView => {
  const { state, since, error, fieldsRead } = body.reading;
  return { state, since, error, fieldsRead, sentBytes: 0, totalBytes: 0 };
};

export const toView = (record: StoredRegistration, { reading, url }: ViewContext): RegistrationView => {
  const { id, reference, state, createdAt, updatedAt, submittedAt, body } = record;
  const { step, visited, sameAddress, pictures, consent, lastError } = body;
  return {
    id,
    reference,
    state,
    step,
    visited,
    createdAt,
    savedAt: updatedAt,
    fields: Object.fromEntries(fieldNames.map((name) => [name, fieldOf(body, name)])) as Record<FieldName, FieldView>,
    sameAddress,
    pictures: {
      front: pictureView(pictures.front, url('front')),
      back: pictureView(pictures.back, url('back')),
      photo: pictureView(pictures.photo, url('photo')),
    },
    reading: reading ?? readingView(record),
    consent,
    lastError,
    submittedAt,
    review: reviewOf(record),
  };
};
