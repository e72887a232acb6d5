/** The body of a registration: its data as one JSON document, which is validated on reading and sealed as a whole. */
import * as v from 'valibot';
import { consentGivers } from '#shared/domain/consent.ts';
import { foundByValues } from '#shared/domain/card-corners.ts';
import { cardKinds } from '#shared/domain/card-zones.ts';
import { fieldSources, perField, type FieldName } from '#shared/domain/fields.ts';
import { cleanNid, isNidNumber, maskNid, nidCore } from '#shared/domain/nid.ts';
import { isMobileNumber, type MobileNumber } from '#shared/domain/mobile.ts';
import { maskName } from '#shared/domain/name-mask.ts';
import {
  decisions,
  overrideReasons,
  photoProblems,
  pictureChecks,
  steps,
} from '#shared/domain/registration.ts';
import { errorCodes } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { withCurrentCode } from './renames.ts';
import { BODY_VERSION, upgradeBody } from './upgrades.ts';

const appError = v.object({
  code: v.picklist(errorCodes),
  params: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number()]))),
  service: v.exactOptional(v.string()),
  fields: v.exactOptional(v.record(v.string(), v.string())),
});

const mobileNumber = v.pipe(v.string(), v.guard(isMobileNumber));

const field = v.object({
  /** The value to send. It need not be valid while the registration is a draft. */
  value: v.string(),
  source: v.nullable(v.picklist(fieldSources)),
  touched: v.boolean(),
  readings: v.record(v.picklist(fieldSources), v.string()),
});

const point = v.object({ x: v.number(), y: v.number() });
const corners = v.tuple([point, point, point, point]);

const picture = v.object({
  /** When it was added, epoch milliseconds. Of two pictures of the same side, the later one fails the check. */
  at: v.number(),
  widthPx: v.number(),
  heightPx: v.number(),
  bytes: v.number(),
  dpi: v.nullable(v.number()),
  origin: v.picklist(['scanner', 'import', 'camera']),
  sha256: v.string(),
  dhash: v.string(),
  failedChecks: v.array(v.picklist(pictureChecks)),
  override: v.nullable(v.picklist(overrideReasons)),
  photoProblems: v.nullable(v.array(v.picklist(photoProblems))),
  cardKind: v.nullable(v.picklist(cardKinds)),
  glareArea: v.nullable(
    v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() }),
  ),
  /** Size and density of the scan from which the card was cropped, and the card's corners in it; null once the scan is deleted. */
  crop: v.nullable(
    v.object({
      widthPx: v.number(),
      heightPx: v.number(),
      dpi: v.nullable(v.number()),
      corners,
      foundBy: v.picklist(foundByValues),
    }),
  ),
});

const handle = v.object({
  name: v.picklist(['id_front_url', 'id_back_url', 'id_front_name', 'id_back_name']),
  value: v.string(),
});

const bodySchema = v.object({
  /** A change of this schema requires a new version and an upgrade to it in upgrades.ts. */
  version: v.literal(BODY_VERSION),
  /** The clerk to whom the registration belongs. It is sent with this clerk's token only. */
  clerk: mobileNumber,
  step: v.picklist(steps),
  visited: v.array(v.picklist(steps)),
  fields: v.object(perField(() => field)),
  sameAddress: v.boolean(),
  pictures: v.object({
    front: v.nullable(picture),
    back: v.nullable(picture),
    photo: v.nullable(picture),
  }),
  /**
   * Result of step 1. A call in progress is not stored, because it does not survive a restart. `since`: when this state was
   * reached, epoch milliseconds. `other`: values under keys that this version does not support.
   */
  reading: v.object({
    state: v.picklist(['none', 'read', 'unread', 'failed']),
    since: v.number(),
    error: v.nullable(appError),
    fieldsRead: v.number(),
    /** Handles of the pictures at the service. They expire. */
    handles: v.nullable(v.object({ front: handle, back: handle, at: v.number() })),
    other: v.record(v.string(), v.string()),
  }),
  /** SHA-256 of the picture of the back that was last searched for codes, or null. */
  codesOf: v.nullable(v.string()),
  /** The 13- or 17-digit number that a smart card's barcode holds beside the 10-digit one. */
  oldNid: v.nullable(v.pipe(v.string(), v.guard(isNidNumber))),
  consent: v.nullable(
    v.object({
      textVersion: v.string(),
      locale: v.picklist(['en', 'bn']),
      at: v.number(),
      /** SHA-256 of the text; null, like `by` and `shownMs`, where an earlier version recorded no evidence. */
      textHash: v.nullable(v.string()),
      by: v.nullable(v.picklist(consentGivers)),
      /** How long the text was shown, milliseconds. */
      shownMs: v.nullable(v.number()),
    }),
  ),
  lastError: v.nullable(appError),
  /** Workarounds for a refusal that were already tried since the clerk submitted. */
  workarounds: v.object({ newHandles: v.boolean(), smallerPhoto: v.boolean() }),
  /** Reason for discarding, as the clerk typed it. */
  discardReason: v.nullable(v.string()),
  /** Answers of the service about an outcome that stayed unknown. */
  evidence: v.nullable(
    v.object({
      sentAt: v.nullable(v.number()),
      askedAt: v.number(),
      statusBefore: v.nullable(v.string()),
      statusNow: v.string(),
      maskedNid: v.nullable(v.string()),
      matchesBefore: v.nullable(v.number()),
      matchesNow: v.nullable(v.number()),
    }),
  ),
  /** Decisions of clerks about unknown outcomes, oldest first. */
  decisions: v.array(
    v.object({
      decision: v.picklist(decisions),
      note: v.string(),
      clerk: mobileNumber,
      at: v.number(),
    }),
  ),
  /**
   * Whether the registration was transferred from another counter while its outcome was unknown. It is then sent again only after a
   * clerk's decision.
   */
  transferredIn: v.boolean(),
  /** Take-overs, authorised by the branch lead, oldest first. */
  takeOvers: v.array(v.object({ from: mobileNumber, to: mobileNumber, at: v.number() })),
});

export type Body = v.InferOutput<typeof bodySchema>;
export type FieldState = Body['fields'][FieldName];
export type PictureMeta = v.InferOutput<typeof picture>;

const emptyField = (): FieldState => ({ value: '', source: null, touched: false, readings: {} });

export const emptyFields = (): Body['fields'] => perField(emptyField);

export const emptyReading = (at: number): Body['reading'] => ({
  state: 'none',
  since: at,
  error: null,
  fieldsRead: 0,
  handles: null,
  other: {},
});

export const newBody = (clerk: MobileNumber, at: number): Body => ({
  version: BODY_VERSION,
  clerk,
  step: 'card',
  visited: ['card'],
  fields: emptyFields(),
  sameAddress: false,
  pictures: { front: null, back: null, photo: null },
  reading: emptyReading(at),
  codesOf: null,
  oldNid: null,
  consent: null,
  lastError: null,
  workarounds: { newHandles: false, smallerPhoto: false },
  discardReason: null,
  evidence: null,
  decisions: [],
  transferredIn: false,
  takeOvers: [],
});

/**
 * The body of a tombstone: without values, pictures and notes. The evidence of the consent stays, because it contains no
 * name; times, clerk and outcome are in columns of their own.
 */
export const tombstoneBody = (body: Body, at: number): Body => ({
  ...newBody(body.clerk, at),
  step: body.step,
  visited: body.visited,
  consent: body.consent,
  decisions: body.decisions.map((decision) => ({ ...decision, note: '' })),
  takeOvers: body.takeOvers,
});

export const encodeBody = (body: Body): Buffer => Buffer.from(JSON.stringify(body), 'utf8');

/** Decodes a body of this version or an earlier one. Failures: STORE-DAMAGED; STORE-NEWER when a newer program wrote it. */
export const decodeBody = (bytes: Uint8Array): Result<Body> => {
  try {
    const upgraded = upgradeBody(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    if (!upgraded.ok) return upgraded;
    const parsed = v.safeParse(bodySchema, upgraded.data);
    return parsed.success ? ok(parsed.output) : err('STORE-DAMAGED');
  } catch {
    return err('STORE-DAMAGED');
  }
};

const summarySchema = v.object({
  maskedName: v.string(),
  maskedNid: v.string(),
  step: v.picklist(steps),
  lastError: v.nullable(appError),
});

const storedSummarySchema = v.looseObject({ lastError: v.unknown() });

/** The values that lists show. Sealed separately, so that a list need not decrypt bodies or pictures. */
export type Summary = v.InferOutput<typeof summarySchema>;

const summaryOf = (body: Body): Summary => ({
  maskedName: maskName(
    body.fields.applicant_name_eng.value || body.fields.applicant_name_ben.value,
  ),
  maskedNid: maskNid(body.fields.nid_no.value),
  step: body.step,
  lastError: body.lastError,
});

/** @param retained the summary whose masked name and NID a tombstone keeps. */
export const encodeSummary = (body: Body, retained?: Summary): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...summaryOf(body),
      ...(retained && { maskedName: retained.maskedName, maskedNid: retained.maskedNid }),
    }),
    'utf8',
  );

/** @returns null when the bytes are no summary. */
export const decodeSummary = (bytes: Uint8Array): Summary | null => {
  try {
    const stored = v.parse(storedSummarySchema, JSON.parse(new TextDecoder().decode(bytes)));
    const { lastError } = stored;
    return v.parse(summarySchema, { ...stored, lastError: withCurrentCode(lastError) });
  } catch {
    return null;
  }
};

/** The values by which a registration is found; null for a value that a draft does not have yet. Values of a draft need not be valid. */
export const searchValuesOf = (
  body: Body,
): { clerk: MobileNumber; nid: string | null; mobile: string | null } => ({
  clerk: body.clerk,
  nid: cleanNid(body.fields.nid_no.value) === '' ? null : nidCore(body.fields.nid_no.value),
  mobile: body.fields.mobile_number.value || null,
});
