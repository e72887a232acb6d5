/** The main process's view of the imaging process. Pixels never come here: only files go in and JPEGs come out. */
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok } from '#shared/result.ts';
import type { Log } from '../log/log.ts';
import { createHelper } from '../process/helper.ts';
import type { ChildHandle } from '../process/port.ts';
import type { CleanRequest, Imaging } from './port.ts';

export interface ImagingDeps {
  readonly fork: () => ChildHandle;
  readonly log: Log;
  /** For one picture; the largest that is accepted takes a few seconds on a slow counter. */
  readonly timeoutMs?: number;
}

/** What the process answers is checked like anything from outside: it has been alone with a file of unknown origin. */
const picture = v.object({
  jpeg: v.pipe(
    v.instance(Uint8Array<ArrayBufferLike>),
    v.check((jpeg) => jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg.length <= limits.jpegMaxBytes, 'a JPEG within the limits'),
  ),
  widthPx: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  heightPx: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  dhash: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});

const TIMEOUT_MS = 30_000;

/** The copy that crosses to the process takes the whole memory behind a view along; this leaves nothing else behind it. */
const alone = (bytes: Uint8Array): Uint8Array => (bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes));

export const createImaging = ({ fork, log, timeoutMs = TIMEOUT_MS }: ImagingDeps): Imaging => {
  const helper = createHelper({ fork, timeoutMs, failure: 'IMG-PROCESS', log });
  return {
    clean: async ({ kind, bytes, maxBytes }) => {
      if (bytes.length > limits.importMaxBytes) return err('IMG-FILE-SIZE');
      const request: CleanRequest = { kind, bytes: alone(bytes), ...(maxBytes === undefined ? {} : { maxBytes }) };
      const answer = await helper.request('clean', request);
      if (!answer.ok) return answer;
      const parsed = v.safeParse(picture, answer.data);
      if (parsed.success) return ok(parsed.output);
      log.error('imaging.answer-refused', {});
      return err('IMG-PROCESS');
    },
    stop: () => helper.stop(),
  };
};
