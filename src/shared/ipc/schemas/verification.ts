/** Schemas of verifications by the Election Commission, of the log of them, and of its export. */
import * as v from 'valibot';
import { cardKinds } from '#shared/domain/card-zones.ts';
import { isMobileNumber } from '#shared/domain/mobile.ts';
import {
  comparedFields,
  logExportValues,
  logFilters,
  verdicts,
} from '#shared/domain/verification.ts';
import { pinText } from './lock.ts';
import { count, epochMs, id } from './primitives.ts';

/** Maximum length of a reference as it is typed. */
export const MAX_REFERENCE_CHARS = 40;

export const customer = v.object({
  mobile: v.pipe(v.string(), v.guard(isMobileNumber)),
  /** The NID of the form; the service may return another customer with the same mobile number. */
  nid: v.string(),
});

const photoComparison = v.object({
  url: v.nullable(v.string()),
  matchesEc: v.nullable(v.boolean()),
});

export const verificationView = v.object({
  mobile: v.pipe(v.string(), v.guard(isMobileNumber)),
  verdict: v.picklist([...verdicts, 'other', 'not-found']),
  statusText: v.string(),
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
  storedPictures: v.nullable(
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
  complete: v.boolean(),
  sorted: v.boolean(),
});

export const exportLogInput = v.strictObject({ leadPin: pinText, folder: id, filter: logFilter });
export const exportedLog = v.object({
  /** Name that the main process gave the file. */
  name: v.string(),
  entries: count,
  values: v.picklist(logExportValues),
});
