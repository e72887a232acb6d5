/** Building blocks of the contract: sizes are limited, unknown keys are rejected in input and removed from output. */
import * as v from 'valibot';
import { errorCodes } from '#shared/error-codes.ts';
import { foundBy } from '#shared/domain/card-corners.ts';
import { consentGivers, MAX_SHOWN_MS } from '#shared/domain/consent.ts';
import { cardKinds } from '#shared/domain/card-zones.ts';
import { fieldNames, fieldRow, fieldSources, perField } from '#shared/domain/fields.ts';
import {
  codeSources,
  overrideReasons,
  photoProblems,
  pictureChecks,
  pictureParts,
  registrationStates,
  steps,
} from '#shared/domain/registration.ts';
import { comparedFields, logFilters, verdicts } from '#shared/domain/verification.ts';
import {
  isMobileNumber,
  normalizedMobile,
  parseMobile,
  type MobileNumber,
} from '#shared/domain/mobile.ts';
import { limits } from '#shared/limits.ts';
import { auditNotice, disk, storeNotice, storeNoticeParams } from './store.ts';
import { trainingView } from './training.ts';

/** Text without lone surrogates, which UTF-8 cannot represent and encoders replace silently. */
export const text = (maxChars: number = limits.ipcTextMaxChars) =>
  v.pipe(
    v.string(),
    v.maxLength(maxChars),
    v.check((value) => value.isWellFormed(), 'lone surrogate'),
  );

/** A mobile number as typed. It is normalised here, so that the main process handles the normal form only. */
export const typedMobile = v.pipe(
  text(40),
  v.rawTransform<string, MobileNumber>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseMobile(dataset.value);
    if ('mobile' in parsed) return parsed.mobile;
    addIssue({ message: parsed.problem });
    return NEVER;
  }),
);

export const locale = v.picklist(['en', 'bn']);
export const id = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));
export const step = v.picklist(steps);
export const part = v.picklist(pictureParts);
export const side = v.picklist(['front', 'back']);
export const epochMs = v.pipe(v.number(), v.integer(), v.minValue(0));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const nothing = v.undefined();
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Duration in milliseconds. Durations of more than a day are truncated to one day. */
export const duration = v.pipe(
  v.number(),
  v.minValue(0),
  v.transform((ms) => Math.min(Math.round(ms), MAX_SHOWN_MS)),
);

/** Area of a picture, in fractions of its width and height. */
export const area = v.object({
  x: v.number(),
  y: v.number(),
  width: v.number(),
  height: v.number(),
});

/** A consent as the page sends it. */
export const givenConsent = v.strictObject({
  textVersion: text(40),
  textHash: sha256,
  locale,
  by: v.picklist(consentGivers),
  shownMs: duration,
  /** Age of the consent at the time of the call. */
  agoMs: duration,
});

export const consentView = v.object({
  textVersion: v.string(),
  locale,
  at: epochMs,
  textHash: v.nullable(v.string()),
  by: v.nullable(v.picklist(consentGivers)),
  shownMs: v.nullable(count),
});

/** A file or a picture from the page. Only the size is validated here; the content is validated by the decoder. */
export const bytes = v.pipe(
  v.instance(Uint8Array<ArrayBufferLike>),
  v.check((value) => value.byteLength > 0 && value.byteLength <= limits.importMaxBytes, 'size'),
);

export const appError = v.object({
  code: v.picklist(errorCodes),
  params: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number()]))),
  service: v.exactOptional(v.string()),
  fields: v.exactOptional(v.record(v.string(), v.string())),
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
      foundBy: v.picklist(foundBy),
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
          wordBefore: v.nullable(v.string()),
          wordNow: v.string(),
          maskedNid: v.nullable(v.string()),
          linesBefore: v.nullable(count),
          linesNow: v.nullable(count),
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
  notPassedToday: count,
  openToday: count,
  waiting: count,
  needAttention: count,
  oldestWaitingSince: v.nullable(epochMs),
});

export const fieldList = v.pipe(v.array(v.picklist(fieldNames)), v.maxLength(fieldNames.length));

/** Values of a draft, which may be invalid. Only mobile numbers are normalised. */
export const fieldEdits = v.object(
  perField((name) =>
    v.exactOptional(
      fieldRow(name).kind === 'mobile' ? v.pipe(text(), v.transform(normalizedMobile)) : text(),
    ),
  ),
);

export const session = v.object({
  signedIn: v.boolean(),
  /** The clerk's number as `0130•••0042`; null when no clerk was signed in. */
  maskedMobile: v.nullable(v.string()),
  /** Reason why a sign-in is required: no sign-in yet, ended by the service, expired, or signed out by the clerk. */
  reason: v.picklist(['none', 'ended', 'expired', 'signed-out']),
  /** The clerk's complete number while the session is lost, so that the form is prefilled for the new sign-in. */
  mobile: v.exactOptional(v.string()),
});

export const service = v.object({
  reachable: v.nullable(v.boolean()),
  /** Start of this state, epoch milliseconds. */
  since: epochMs,
  error: v.nullable(appError),
});

export const scannerInfo = v.object({
  id: v.string(),
  driver: v.picklist(['sane', 'wia', 'escl', 'folder', 'simulated']),
  name: v.string(),
});

const choice = v.object({ en: v.string(), bn: v.string() });
export const choiceLists = v.object({
  gender: v.array(choice),
  profession: v.array(choice),
  nomineeRelation: v.array(choice),
});
export const consentText = v.object({ version: v.string(), en: v.string(), bn: v.string() });

export const appState = v.object({
  version: v.string(),
  /** Whether this is a locked-down counter, which only the lead PIN exits. */
  lockdown: v.boolean(),
  locale,
  location: v.object({
    bank: choice,
    branch: choice,
    branchCode: v.string(),
    counterNumber: v.string(),
    helpline: v.string(),
  }),
  training: v.nullable(trainingView),
  keychain: v.picklist(['ok', 'unavailable']),
  /** Notice about the store from the start of the app; null when the store was opened normally. */
  storeNotice: v.nullable(storeNotice),
  storeNoticeParams: v.nullable(storeNoticeParams),
  /** Null until the audit trail was verified, and when it is intact. */
  auditNotice: v.nullable(auditNotice),
  disk,
  session,
  service,
  settings: v.object({
    /** Names of settings with invalid values. */
    wrong: v.array(v.string()),
    /** Names of required settings that are not set. */
    missing: v.array(v.string()),
    /** Names of settings that the policy fixes. */
    locked: v.array(v.string()),
    /** Problem of the policy; null when it is valid. */
    policyProblem: v.nullable(v.string()),
  }),
  /** Prefix and suffix that the barcode reader adds to its data; '' for none. */
  wedge: v.object({ prefix: v.string(), suffix: v.string() }),
  lists: choiceLists,
  consent: consentText,
});

const photoComparison = v.object({
  url: v.nullable(v.string()),
  matchesEc: v.nullable(v.boolean()),
});

export const verificationView = v.object({
  mobile: v.pipe(v.string(), v.guard(isMobileNumber)),
  verdict: v.picklist([...verdicts, 'other', 'nobody']),
  word: v.string(),
  comparisons: v.array(
    v.object({
      field: v.picklist(comparedFields),
      card: v.nullable(v.string()),
      ec: v.nullable(v.string()),
      score: v.nullable(v.number()),
    }),
  ),
  textMatches: v.nullable(v.boolean()),
  cardPhoto: photoComparison,
  counterPhoto: photoComparison,
  own: v.nullable(
    v.object({
      reference: v.string(),
      card: v.nullable(v.string()),
      photo: v.nullable(v.string()),
      cardKind: v.nullable(v.picklist(cardKinds)),
    }),
  ),
  other: v.array(v.object({ key: v.string(), value: v.string() })),
  askedAt: epochMs,
});

export const logFilter = v.picklist(logFilters);

export const logPage = v.object({
  entries: v.array(
    v.object({
      mobile: v.string(),
      name: v.string(),
      nid: v.string(),
      submittedOn: v.string(),
      verdict: v.string(),
    }),
  ),
  whole: v.boolean(),
});
