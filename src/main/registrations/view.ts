/** Maps a stored registration to the view that the screens receive. */
import { perField } from '#shared/domain/fields.ts';
import {
  pictureParts,
  type CodeView,
  type PicturePart,
  type PictureView,
  type ReadingView,
  type RegistrationView,
} from '#shared/domain/registration.ts';
import type { PictureMeta } from '#main/record/body.ts';
import { resolvedField } from '#main/record/fields.ts';
import { reviewOf } from '#main/record/review.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { scanPartOf, type StoredPart } from '#main/record/stored-registration.ts';

export interface ViewContext {
  /** Step 1, when it is in progress for this registration. */
  readonly reading: ReadingView | null;
  readonly code: CodeView;
  /** Opaque address of a picture; empty when the registration is not open. */
  readonly url: (part: StoredPart) => string;
}

const pictureView = (
  part: PicturePart,
  meta: PictureMeta | null,
  url: ViewContext['url'],
): PictureView | null => {
  if (!meta) return null;
  const { widthPx, heightPx, bytes, dpi, origin, failedChecks, override, photoProblems } = meta;
  const { cardKind, glareArea } = meta;
  const crop = meta.crop && part !== 'photo' ? { ...meta.crop, url: url(scanPartOf(part)) } : null;
  return {
    url: url(part),
    widthPx,
    heightPx,
    bytes,
    dpi,
    origin,
    failedChecks,
    override,
    photoProblems,
    cardKind,
    glareArea,
    crop: crop && {
      url: crop.url,
      widthPx: crop.widthPx,
      heightPx: crop.heightPx,
      corners: crop.corners,
      foundBy: crop.foundBy,
    },
  };
};

const readingView = ({ body }: StoredRegistration): ReadingView => {
  const { state, since, error, fieldsRead } = body.reading;
  return { state, since, error, fieldsRead, sentBytes: 0, totalBytes: 0 };
};

/** Maps a registration to its view. A running step 1 takes precedence over the stored result of an earlier one. */
export const toView = (
  record: StoredRegistration,
  { reading, code, url }: ViewContext,
): RegistrationView => {
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
    fields: perField((name) => resolvedField(body, name)),
    sameAddress,
    pictures: Object.fromEntries(
      pictureParts.map((part) => [part, pictureView(part, pictures[part], url)]),
    ) as RegistrationView['pictures'],
    code,
    reading: reading ?? readingView(record),
    consent,
    lastError,
    submittedAt,
    review: reviewOf(record),
  };
};
