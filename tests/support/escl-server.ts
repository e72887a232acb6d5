/**
 * Simulated eSCL network scanner with a test picture on its glass, and with delays and faults that a test sets.
 * An independent client (SANE's airscan backend) accepts it as a scanner, which a test checks.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import type { CardPicture } from './card-picture.ts';

/** The behaviour of the device, which a test may change at any time. */
export interface EsclBehaviour {
  /** HTTP status with which new jobs are refused. */
  jobRefusalStatus?: number;
  /** Number of requests before the picture is ready. */
  notReadyCount?: number;
  retryAfter?: string;
  /** HTTP status that is returned in place of a picture. */
  pictureErrorStatus?: number;
  /** HTTP status while the picture is not ready, default 503; with 200 the body is empty. */
  notReadyStatus?: number;
  /** The reported state of jobs that are not aborted; null lists none. */
  jobState?: 'Pending' | 'Processing' | 'Completed' | null;
  /** The only `Host` that is served; requests to others get 404. */
  onlyHost?: string;
  /** Bytes that are sent in place of a picture. */
  garbage?: Buffer;
  /** Sends the picture in chunks of `bytes` bytes with a pause of `everyMs` after each. */
  trickle?: { bytes: number; everyMs: number };
  state?: 'Idle' | 'Processing' | 'Stopped' | 'Down';
  reasons?: readonly string[];
  adfState?: string;
  jobReasons?: readonly string[];
  /** Every request is redirected to this address. */
  redirectTo?: string;
  /** XML that is sent in place of the capabilities of the device. */
  capabilities?: string;
  /** The connection is cut in the middle of the picture. */
  breaksConnection?: boolean;
  /** Delay of the answer to a new job. */
  jobDelayMs?: number;
  /** Base address of the job in `Location`; the path is the device's own. */
  locationBase?: string;
}

export interface EsclServerOptions {
  readonly card: CardPicture;
  readonly formats?: readonly string[];
  readonly resolutions?: readonly number[];
  readonly model?: string;
  readonly serial?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly behaviour?: EsclBehaviour;
}

export interface EsclServer {
  readonly url: string;
  readonly behaviour: EsclBehaviour;
  /** `POST /eSCL/ScanJobs` and so on, in order. */
  readonly requests: readonly string[];
  /** `Host` of every request. */
  readonly hosts: readonly string[];
  /** The settings of the jobs, as they were sent. */
  readonly jobSettings: readonly string[];
  /** Jobs that were not deleted. */
  openJobs(): number;
  close(): Promise<void>;
}

/** eSCL states sizes and positions in 1/300 inch. */
const UNITS_PER_INCH = 300;
/** Size of the glass in 1/300 inch: 215.9 × 297 mm. */
const GLASS = { width: 2_550, height: 3_508 };

/** Pixels of the whole glass: the white lid, with the card in the corner. */
const glassPixels = (card: CardPicture): Buffer => {
  const lid = Buffer.alloc(GLASS.width * GLASS.height * 3, 0xff);
  for (let row = 0; row < card.height; row++) {
    card.pixels.copy(lid, row * GLASS.width * 3, row * card.width * 3, (row + 1) * card.width * 3);
  }
  return lid;
};

const renderScan = async (
  card: CardPicture,
  job: string,
): Promise<{ type: string; body: Buffer }> => {
  const readNumber = (name: string): number =>
    Number(new RegExp(`<(?:\\w+:)?${name}>(\\d+)<`).exec(job)?.[1] ?? 0);
  const type = /<(?:\w+:)?DocumentFormatExt>([^<]+)</.exec(job)?.[1] ?? 'image/jpeg';
  const [width, height, dpi] = [
    readNumber('Width') || GLASS.width,
    readNumber('Height') || GLASS.height,
    readNumber('XResolution') || UNITS_PER_INCH,
  ];
  const region = await sharp(glassPixels(card), { raw: { ...GLASS, channels: 3 } })
    .extract({
      left: readNumber('XOffset'),
      top: readNumber('YOffset'),
      width: Math.min(width, GLASS.width),
      height: Math.min(height, GLASS.height),
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = sharp(region.data, {
    raw: { width: region.info.width, height: region.info.height, channels: 3 },
  })
    .resize(
      Math.round((region.info.width * dpi) / UNITS_PER_INCH),
      Math.round((region.info.height * dpi) / UNITS_PER_INCH),
      { kernel: 'nearest', fit: 'fill' },
    )
    .withMetadata({ density: dpi });
  const body = await (
    type === 'image/png' ? picture.png({ compressionLevel: 1 }) : picture.jpeg({ quality: 92 })
  ).toBuffer();
  return { type: type === 'image/png' ? type : 'image/jpeg', body };
};

const NAMESPACES =
  'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';

const capabilitiesXml = ({
  model = 'Kiosk Mock',
  serial = 'KM0001',
  formats = ['image/jpeg'],
  resolutions = [75, 150, 300, 600],
}: EsclServerOptions): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!-- Capabilities as an office device reports them. -->
<scan:ScannerCapabilities ${NAMESPACES}>
  <pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>${model}</pwg:MakeAndModel><pwg:SerialNumber>${serial}</pwg:SerialNumber>
  <scan:UUID>4509a320-00a0-008f-00b6-000000000001</scan:UUID>
  <scan:Platen><scan:PlatenInputCaps>
    <scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>${GLASS.width}</scan:MaxWidth>
    <scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>${GLASS.height}</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
    <scan:SettingProfiles><scan:SettingProfile>
      <scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
      <scan:DocumentFormats>${formats.map((format) => `<pwg:DocumentFormat>${format}</pwg:DocumentFormat><scan:DocumentFormatExt>${format}</scan:DocumentFormatExt>`).join('')}</scan:DocumentFormats>
      <scan:SupportedResolutions><scan:DiscreteResolutions>${resolutions
        .map(
          (dpi) =>
            `<scan:DiscreteResolution><scan:XResolution>${dpi}</scan:XResolution><scan:YResolution>${dpi}</scan:YResolution></scan:DiscreteResolution>`,
        )
        .join('')}</scan:DiscreteResolutions></scan:SupportedResolutions>
    </scan:SettingProfile></scan:SettingProfiles>
    <scan:SupportedIntents><scan:Intent>Document</scan:Intent><scan:Intent>Photo</scan:Intent></scan:SupportedIntents>
  </scan:PlatenInputCaps></scan:Platen>
</scan:ScannerCapabilities>`;

const statusXml = (
  {
    state = 'Idle',
    reasons = [],
    adfState = 'ScannerAdfEmpty',
    jobReasons,
    jobState = 'Processing',
  }: EsclBehaviour,
  jobs: readonly string[],
): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus ${NAMESPACES}><pwg:Version>2.63</pwg:Version><pwg:State>${state}</pwg:State>
  ${reasons.length > 0 ? `<pwg:StateReasons>${reasons.map((reason) => `<pwg:StateReason>${reason}</pwg:StateReason>`).join('')}</pwg:StateReasons>` : ''}
  <scan:AdfState>${adfState}</scan:AdfState>
  <scan:Jobs>${(jobState === null ? [] : jobs)
    .map(
      (
        job,
      ) => `<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/${job}</pwg:JobUri><pwg:JobUuid>${job}</pwg:JobUuid><scan:Age>1</scan:Age>
    <pwg:ImagesCompleted>0</pwg:ImagesCompleted><pwg:JobState>${jobReasons ? 'Aborted' : jobState}</pwg:JobState>
    <pwg:JobStateReasons>${(jobReasons ?? ['JobScanning']).map((reason) => `<pwg:JobStateReason>${reason}</pwg:JobStateReason>`).join('')}</pwg:JobStateReasons></scan:JobInfo>`,
    )
    .join('')}</scan:Jobs></scan:ScannerStatus>`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const startEsclServer = async (options: EsclServerOptions): Promise<EsclServer> => {
  const behaviour: EsclBehaviour = { ...options.behaviour };
  const requests: string[] = [];
  const jobSettings: string[] = [];
  const hosts: string[] = [];
  const jobs = new Map<string, { settings: string; requestCount: number; isDelivered: boolean }>();

  const sendPicture = async (
    response: ServerResponse,
    type: string,
    body: Buffer,
  ): Promise<void> => {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length });
    const { trickle, breaksConnection: cut } = behaviour;
    if (cut) {
      response.write(body.subarray(0, body.length / 2));
      await pause(50);
      return void response.destroy();
    }
    if (!trickle) return void response.end(body);
    for (let offset = 0; offset < body.length && !response.destroyed; offset += trickle.bytes) {
      response.write(body.subarray(offset, offset + trickle.bytes));
      await pause(trickle.everyMs);
    }
    response.end();
  };

  const sendNextDocument = async (id: string, response: ServerResponse): Promise<void> => {
    const job = jobs.get(id);
    if (!job || job.isDelivered) return void response.writeHead(404).end();
    job.requestCount += 1;
    if (behaviour.pictureErrorStatus)
      return void response.writeHead(behaviour.pictureErrorStatus).end();
    if (job.requestCount <= (behaviour.notReadyCount ?? 0)) {
      return void response
        .writeHead(
          behaviour.notReadyStatus ?? 503,
          behaviour.retryAfter === undefined ? {} : { 'Retry-After': behaviour.retryAfter },
        )
        .end();
    }
    job.isDelivered = true;
    if (behaviour.garbage) return sendPicture(response, 'image/jpeg', behaviour.garbage);
    const { type, body } = await renderScan(options.card, job.settings);
    return sendPicture(response, type, body);
  };

  const handleRequest = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const requestPath = request.url ?? '';
    requests.push(`${request.method} ${requestPath}`);
    const body = await text(request);
    hosts.push(request.headers.host ?? '');
    if (behaviour.onlyHost && request.headers.host !== behaviour.onlyHost)
      return void response.writeHead(404).end();
    if (behaviour.redirectTo)
      return void response.writeHead(302, { Location: behaviour.redirectTo + requestPath }).end();
    const sendXml = (answer: string): void =>
      void response.writeHead(200, { 'Content-Type': 'text/xml' }).end(answer);
    if (requestPath === '/eSCL/ScannerCapabilities')
      return sendXml(behaviour.capabilities ?? capabilitiesXml(options));
    if (requestPath === '/eSCL/ScannerStatus')
      return sendXml(statusXml(behaviour, [...jobs.keys()]));
    if (requestPath === '/eSCL/ScanJobs' && request.method === 'POST') {
      await pause(behaviour.jobDelayMs ?? 0);
      if (behaviour.jobRefusalStatus)
        return void response.writeHead(behaviour.jobRefusalStatus).end();
      const id = randomUUID();
      jobs.set(id, { settings: body, requestCount: 0, isDelivered: false });
      jobSettings.push(body);
      return void response
        .writeHead(201, { Location: `${behaviour.locationBase ?? ''}/eSCL/ScanJobs/${id}` })
        .end();
    }
    const [, id = '', documentPath] =
      /^\/eSCL\/ScanJobs\/([\w-]+)(\/NextDocument)?$/.exec(requestPath) ?? [];
    if (documentPath) return sendNextDocument(id, response);
    if (request.method === 'DELETE' && jobs.delete(id)) return void response.writeHead(200).end();
    response.writeHead(404).end();
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void handleRequest(request, response).catch(() => response.destroy());
  const server = options.tls
    ? createSecureServer({ ...options.tls }, listener)
    : createServer(listener);
  // A client that rejects the certificate closes the connection; tests expect it.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/eSCL`,
    behaviour,
    requests,
    hosts,
    jobSettings: jobSettings,
    openJobs: () => jobs.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
