/** Client of the card-reading process: sends a JPEG and returns the validated codes. */
import * as v from 'valibot';
import type { CardText } from '#shared/domain/card-text.ts';
import { isNidNumber } from '#shared/domain/nid.ts';
import { err, ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { compactCopy } from '#main/process/compact-copy.ts';
import { createHelper } from '#main/process/helper.ts';
import type { ChildHandle } from '#main/process/port.ts';
import type { CardReader, CardCodes, CodeRequest } from './port.ts';

export interface CardReaderDeps {
  readonly fork: () => ChildHandle;
  readonly log: Log;
  /** For one card. The process itself gives up after eight seconds; beyond this it hangs. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;

/** What the process answers is checked like anything from outside: it has been alone with a picture of unknown origin. */
const cardText: v.GenericSchema<unknown, CardText> = v.object({
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
const answered: v.GenericSchema<unknown, CardCodes> = v.object({
  barcode: v.nullable(cardText),
  mrz: v.nullable(cardText),
  upsideDown: v.boolean(),
});

export const createCardReader = ({
  fork,
  log,
  timeoutMs = TIMEOUT_MS,
}: CardReaderDeps): CardReader => {
  const helper = createHelper({ fork, timeoutMs, failure: 'IMG-PROCESS', log });
  return {
    read: async ({ jpeg, side }) => {
      const request: CodeRequest = { jpeg: compactCopy(jpeg), side };
      const answer = await helper.request('read', request);
      if (!answer.ok) return answer;
      const parsed = v.safeParse(answered, answer.data);
      if (parsed.success) return ok(parsed.output);
      log.error('card-reading.answer-refused', {});
      return err('IMG-PROCESS');
    },
    stop: () => helper.stop(),
  };
};
