/** Schemas of single values that several calls use. Texts and binary data have a maximum size. */
import * as v from 'valibot';
import { errorCodes } from '#shared/error-codes.ts';
import { MAX_SHOWN_MS } from '#shared/domain/consent.ts';
import { parseMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { limits } from '#shared/limits.ts';

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

/** Input of a call about one registration. */
export const idInput = v.strictObject({ id });

/**
 * Length of a printed paper in millimetres. The minimum is shorter than any slip; the maximum is longer than a slip with
 * the longest names and address.
 */
export const paperLength = v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(600));
