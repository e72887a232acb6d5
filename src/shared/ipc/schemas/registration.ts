/** Schemas of a registration: its view, row, pictures and consent, and the values that the page sends. */
import * as v from 'valibot';
import { foundByValues } from '#shared/domain/card-corners.ts';
import { consentGivers } from '#shared/domain/consent.ts';
import { cardKinds } from '#shared/domain/card-zones.ts';
import { fieldNames, fieldRow, fieldSources, perField } from '#shared/domain/fields.ts';
import { normalizedMobile } from '#shared/domain/mobile.ts';
import {
  codeSources,
  overrideReasons,
  photoProblems,
  pictureChecks,
  pictureParts,
  registrationStates,
  steps,
} from '#shared/domain/registration.ts';
import {
  appError,
  area,
  count,
  duration,
  epochMs,
  id,
  locale,
  sha256,
  text,
} from './primitives.ts';

export const step = v.picklist(steps);
export const part = v.picklist(pictureParts);
export const side = v.picklist(['front', 'back']);

/** A consent as the page sends it. */
export const givenConsent = v.strictObject({
  textVersion: text(40),
  textHash: sha256,
  locale,
  by: v.picklist(consentGivers),
  shownMs: duration,
  /** Age of the consent at the time of the call. */
  ageMs: duration,
});

export const consentView = v.object({
  textVersion: v.string(),
  locale,
  at: epochMs,
  textHash: v.nullable(v.string()),
  by: v.nullable(v.picklist(consentGivers)),
  shownMs: v.nullable(count),
});

const source = v.picklist(fieldSources);

export const fieldView = v.object({
  value: v.string(),
  source: v.nullable(source),
  touched: v.boolean(),
  readings: v.object({
    service: v.exactOptional(v.string()),
    typed: v.exactOptional(v.string()),
    barcode: v.exactOptional(v.string()),
    mrz: v.exactOptional(v.string()),
  }),
});

/** The detected corner of a rotated card at the edge of the glass may be slightly outside the picture. */
const fraction = v.pipe(v.number(), v.finite(), v.minValue(-0.5), v.maxValue(1.5));

const point = v.strictObject({ x: fraction, y: fraction });
export const corners = v.strictTuple([point, point, point, point]);

export const pictureView = v.object({
  url: v.string(),
  widthPx: count,
  heightPx: count,
  bytes: count,
  dpi: v.nullable(v.number()),
  origin: v.picklist(['scanner', 'import', 'camera']),
  failedChecks: v.array(v.picklist(pictureChecks)),
  override: v.nullable(v.picklist(overrideReasons)),
  photoProblems: v.nullable(v.array(v.picklist(photoProblems))),
  cardKind: v.nullable(v.picklist(cardKinds)),
  glareArea: v.nullable(area),
  crop: v.nullable(
    v.object({
      url: v.string(),
      widthPx: count,
      heightPx: count,
      corners,
      foundBy: v.picklist(foundByValues),
    }),
  ),
});

export const registrationView = v.object({
  id,
  reference: v.string(),
  state: v.picklist(registrationStates),
  step,
  visited: v.array(step),
  createdAt: epochMs,
  savedAt: epochMs,
  fields: v.object(perField(() => fieldView)),
  sameAddress: v.boolean(),
  pictures: v.object({
    front: v.nullable(pictureView),
    back: v.nullable(pictureView),
    photo: v.nullable(pictureView),
  }),
  reading: v.object({
    state: v.picklist(['none', 'sending', 'read', 'unread', 'failed']),
    sentBytes: count,
    totalBytes: count,
    since: epochMs,
    error: v.nullable(appError),
    fieldsRead: count,
  }),
  code: v.object({
    state: v.picklist(['none', 'reading', 'read', 'unread']),
    sources: v.array(v.picklist(codeSources)),
  }),
  consent: v.nullable(consentView),
  lastError: v.nullable(appError),
  submittedAt: v.nullable(epochMs),
  review: v.nullable(
    v.object({
      kind: v.picklist(['reading-differs', 'card-unread', 'outcome']),
      typed: v.object({ nid: v.string(), dob: v.string() }),
      read: v.object({ nid: v.nullable(v.string()), dob: v.nullable(v.string()) }),
      details: v.nullable(
        v.object({
          sentAt: v.nullable(epochMs),
          askedAt: epochMs,
          statusBefore: v.nullable(v.string()),
          statusNow: v.string(),
          maskedNid: v.nullable(v.string()),
          matchesBefore: v.nullable(count),
          matchesNow: v.nullable(count),
        }),
      ),
    }),
  ),
});

export const registrationRow = v.object({
  id,
  reference: v.string(),
  state: v.picklist(registrationStates),
  step,
  maskedName: v.string(),
  maskedNid: v.string(),
  updatedAt: epochMs,
  attempts: count,
  lastError: v.nullable(appError),
});

export const counts = v.object({
  submittedToday: count,
  passedToday: count,
  failedOrInvalidToday: count,
  openToday: count,
  waiting: count,
  attentionOrDraft: count,
  oldestWaitingSince: v.nullable(epochMs),
});

export const fieldList = v.pipe(v.array(v.picklist(fieldNames)), v.maxLength(fieldNames.length));

/** Values of a draft, which may be invalid. Only mobile numbers are normalised. */
export const fieldEdits = v.strictObject(
  perField((name) =>
    v.exactOptional(
      fieldRow(name).kind === 'mobile' ? v.pipe(text(), v.transform(normalizedMobile)) : text(),
    ),
  ),
);
