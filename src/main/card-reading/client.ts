/** Client of the card-reading process: sends a JPEG and returns the validated codes to main. */
import * as v from 'valibot';
import type { CardText } from '#shared/domain/card-text.ts';
import { isNidNumber } from '#shared/domain/nid.ts';
import { err, ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { compactCopy } from '#main/process/compact-copy.ts';
import { createHelper } from '#main/process/helper.ts';
import type { ChildHandle } from '#main/process/port.ts';
import type { CardCodeDecoder, CardCodes, CodeRequest } from './port.ts';

export interface CardCodeDecoderDeps {
  readonly fork: () => ChildHandle;
  readonly log: Log;
  /** Timeout per card. The process limits itself to eight seconds, so after this time it is considered hung. */
  readonly timeoutMs?: number;
  /** Resident memory above which the idle process is terminated; the next card starts a new one. */
  readonly maxIdleBytes?: number;
}

const TIMEOUT_MS = 20_000;

/**
 * Twice the resident memory after 200 registrations, 200 MB (`npm run bench -- memory`). The memory of the WebAssembly modules of
 * OCR and barcode decoder grows with the largest picture and never shrinks.
 */
const MAX_IDLE_BYTES = 400 * 1024 * 1024;

/** Responses are untrusted, because the process decodes pictures of unknown origin and may be compromised. */
const cardTextSchema: v.GenericSchema<unknown, CardText> = v.object({
  nid: v.nullable(v.pipe(v.string(), v.guard(isNidNumber))),
  oldNid: v.exactOptional(
    v.nullable(v.pipe(v.string(), v.regex(/^(\d{13}|\d{17})$/), v.guard(isNidNumber))),
  ),
  dob: v.nullable(
    v.object({
      year: v.pipe(v.number(), v.integer(), v.minValue(1800), v.maxValue(2200)),
      month: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(12)),
      day: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(31)),
    }),
  ),
  nameEng: v.nullable(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z .,'()/-]{1,99}$/))),
  sex: v.exactOptional(v.nullable(v.picklist(['male', 'female']))),
});
const cardCodesSchema: v.GenericSchema<unknown, CardCodes> = v.object({
  barcode: v.nullable(cardTextSchema),
  mrz: v.nullable(cardTextSchema),
  upsideDown: v.boolean(),
});

export const createCardCodeDecoder = ({
  fork,
  log,
  timeoutMs = TIMEOUT_MS,
  maxIdleBytes = MAX_IDLE_BYTES,
}: CardCodeDecoderDeps): CardCodeDecoder => {
  const helper = createHelper({ fork, timeoutMs, maxIdleBytes, failureCode: 'IMG-PROCESS', log });
  return {
    read: async ({ jpeg, side }) => {
      const request: CodeRequest = { jpeg: compactCopy(jpeg), side };
      const response = await helper.request('read', request);
      if (!response.ok) return response;
      const parsed = v.safeParse(cardCodesSchema, response.data);
      if (parsed.success) return ok(parsed.output);
      log.error('card-reading.answer-refused', {});
      return err('IMG-PROCESS');
    },
    stop: () => helper.stop(),
  };
};
