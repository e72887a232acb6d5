/** Building blocks of the contract: sizes capped, unknown keys refused on the way in and stripped on the way out. */
import * as v from 'valibot';
import { errorCodes } from '#shared/error-codes.ts';
import { foundBy } from '#shared/domain/card-corners.ts';
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

/** Text without lone surrogates, which UTF-8 cannot represent: they would be replaced without a message. */
export const text = (most: number = limits.ipcTextMaxChars) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    v.check((value) => value.isWellFormed(), 'lone surrogate'),
  );

/** A mobile number as typed. Normalised here, once for the main process; anything else is refused. */
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

/** A file or a picture of the clerk. Only its size is checked here; its content is checked where it is decoded. */
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

/** The corner of a card that lies askew at the edge of the glass is found a little beyond the picture. */
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
  glareArea: v.nullable(
    v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() }),
  ),
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
  consent: v.nullable(v.object({ textVersion: v.string(), locale, at: epochMs })),
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

/** Values of a draft: text that need not be valid. Only a mobile number is normalised. */
export const fieldEdits = v.object(
  perField((name) =>
    v.exactOptional(
      fieldRow(name).kind === 'mobile' ? v.pipe(text(), v.transform(normalizedMobile)) : text(),
    ),
  ),
);

export const session = v.object({
  signedIn: v.boolean(),
  /** `0130•••0042`, when somebody is or was signed in. */
  maskedMobile: v.nullable(v.string()),
  /** Why the counter asks for a sign-in: nobody yet, the service ended the session, it is too old, or the clerk signed out. */
  reason: v.picklist(['none', 'ended', 'expired', 'signed-out']),
  /** The clerk's own number, 11 digits, while the end of the session waits for a new sign-in: nothing is retyped. */
  mobile: v.exactOptional(v.string()),
});

export const service = v.object({
  reachable: v.nullable(v.boolean()),
  /** Since when it has been as it is, epoch milliseconds. */
  since: epochMs,
  error: v.nullable(appError),
});

export const scannerInfo = v.object({
  id: v.string(),
  driver: v.picklist(['sane', 'wia', 'escl', 'folder', 'simulated']),
  name: v.string(),
});

const choice = v.object({ en: v.string(), bn: v.string() });

export const training = v.object({ otp: v.string() });

export const appState = v.object({
  version: v.string(),
  /** A counter: it ends by the branch lead's PIN only. */
  lockdown: v.boolean(),
  locale,
  location: v.object({
    bank: choice,
    branch: choice,
    branchCode: v.string(),
    counterNumber: v.string(),
    helpline: v.string(),
  }),
  training: v.nullable(training),
  keychain: v.picklist(['ok', 'unavailable']),
  /** What happened to the store at start, when it was not simply opened. */
  storeNotice: v.nullable(storeNotice),
  storeNoticeParams: v.nullable(storeNoticeParams),
  /** Null while the audit trail is checked, and when nothing is wrong with it. */
  auditNotice: v.nullable(auditNotice),
  disk,
  session,
  service,
  settings: v.object({
    /** Names of settings whose value is wrong. */
    wrong: v.array(v.string()),
    /** Names of settings without which nothing is registered. */
    missing: v.array(v.string()),
    /** Names of settings that the machine-wide policy fixes. */
    locked: v.array(v.string()),
    /** What is wrong with the policy; null when nothing is. */
    policyProblem: v.nullable(v.string()),
  }),
  /** What the barcode reader types before and after its data; '' when nothing. */
  wedge: v.object({ prefix: v.string(), suffix: v.string() }),
  lists: v.object({
    gender: v.array(choice),
    profession: v.array(choice),
    nomineeRelation: v.array(choice),
  }),
  consent: v.object({ version: v.string(), en: v.string(), bn: v.string() }),
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
