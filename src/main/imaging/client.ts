/** Client of the imaging process: sends files and returns validated JPEGs and measurements to main. */
import * as v from 'valibot';
import { cardKinds } from '#shared/domain/card-zones.ts';
import { pictureChecks } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { compactCopy } from '#main/process/compact-copy.ts';
import { createHelper } from '#main/process/helper.ts';
import type { ChildHandle } from '#main/process/port.ts';
import {
  MAX_LISTED_SPECKS,
  type BlankSheetRequest,
  type CardImaging,
  type CardRequest,
  type CleanRequest,
  type Imaging,
  type SheetImaging,
} from './port.ts';

export interface ImagingClient extends Imaging, CardImaging, SheetImaging {
  /** Starts the process in advance, so that the first picture does not wait for it. */
  prepare(): void;
}

export interface ImagingDeps {
  readonly fork: () => ChildHandle;
  readonly log: Log;
  /** Timeout per picture. The largest accepted one takes a few seconds on a slow PC. */
  readonly timeoutMs?: number;
  /** Resident memory above which the idle process is terminated; the next picture starts a new one. */
  readonly maxIdleBytes?: number;
}

const sidePx = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const jpegWithin = (maxBytes: number) =>
  v.pipe(
    v.instance(Uint8Array<ArrayBufferLike>),
    v.check(
      (jpeg) => jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg.length <= maxBytes,
      'a JPEG within the limits',
    ),
  );

/** Responses are untrusted, because the process decodes files of unknown origin and may be compromised. */
const picture = v.object({
  jpeg: jpegWithin(limits.jpegMaxBytes),
  widthPx: sidePx,
  heightPx: sidePx,
  dhash: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});

/** Fraction of the picture. A corner of a rotated card can be slightly outside the picture. */
const coordinate = v.pipe(v.number(), v.minValue(-1), v.maxValue(2));
const point = v.object({ x: coordinate, y: coordinate });
/** Fraction of the card. */
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const side = v.picklist(['front', 'back']);

const preparedCard = v.object({
  ...picture.entries,
  source: v.object({ jpeg: jpegWithin(limits.scanMaxBytes), widthPx: sidePx, heightPx: sidePx }),
  corners: v.strictTuple([point, point, point, point]),
  foundBy: v.picklist(['size', 'edges', 'nothing', 'hand']),
  score: v.nullable(v.pipe(v.number(), v.minValue(0))),
  dpi: v.pipe(v.number(), v.minValue(1)),
  recognisedSide: v.nullable(side),
  cardKind: v.nullable(v.picklist(cardKinds)),
  glareArea: v.nullable(v.object({ x: fraction, y: fraction, width: fraction, height: fraction })),
  failedChecks: v.array(v.picklist(pictureChecks)),
});

const lengthMm = v.pipe(v.number(), v.minValue(0), v.maxValue(10_000));

const blankSheet = v.object({
  specks: v.pipe(v.number(), v.integer(), v.minValue(0)),
  largest: v.pipe(
    v.array(v.object({ xMm: lengthMm, yMm: lengthMm, sizeMm: lengthMm })),
    v.maxLength(MAX_LISTED_SPECKS),
  ),
  streaks: v.array(
    v.object({ xMm: lengthMm, widthMm: lengthMm, levels: v.pipe(v.number(), v.finite()) }),
  ),
  evenness: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  paper: v.pipe(v.number(), v.minValue(0), v.maxValue(255)),
});

const TIMEOUT_MS = 30_000;
/** Twice the resident memory after 200 registrations (`npm run bench -- memory`). */
const MAX_IDLE_BYTES = 300 * 1024 * 1024;
/** Detecting, cropping and encoding take longer than cleaning: 55 megapixels of noise took 10 s on a busy machine. */
const CARD_TIMEOUT_FACTOR = 2;

/** Creates the client. The process is started by the first request or by `prepare`. */
export const createImagingClient = ({
  fork,
  log,
  timeoutMs = TIMEOUT_MS,
  maxIdleBytes = MAX_IDLE_BYTES,
}: ImagingDeps): ImagingClient => {
  const helper = createHelper({ fork, timeoutMs, maxIdleBytes, failureCode: 'IMG-PROCESS', log });
  /** Sends a picture to the process and validates its response. */
  const send = async <T extends v.GenericSchema>(
    method: 'clean' | 'card' | 'blankSheet',
    request: CleanRequest | CardRequest | BlankSheetRequest,
    schema: T,
    requestTimeoutMs = timeoutMs,
  ): Promise<Result<v.InferOutput<T>>> => {
    if (request.bytes.length > limits.importMaxBytes) return err('IMG-FILE-SIZE');
    const response = await helper.request(
      method,
      { ...request, bytes: compactCopy(request.bytes) },
      requestTimeoutMs,
    );
    if (!response.ok) return response;
    const parsed = v.safeParse(schema, response.data);
    if (parsed.success) return ok(parsed.output);
    log.error('imaging.answer-refused', {});
    return err('IMG-PROCESS');
  };
  return {
    clean: ({ kind, bytes, maxBytes }) =>
      send('clean', { kind, bytes, ...(maxBytes === undefined ? {} : { maxBytes }) }, picture),
    card: ({ bytes, side: expectedSide, origin, dpi, corners }) =>
      send(
        'card',
        { bytes, side: expectedSide, origin, dpi, ...(corners ? { corners } : {}) },
        preparedCard,
        CARD_TIMEOUT_FACTOR * timeoutMs,
      ),
    blankSheet: ({ bytes, dpi }) => send('blankSheet', { bytes, dpi }, blankSheet),
    prepare: () => helper.prepare(),
    stop: () => helper.stop(),
  };
};
