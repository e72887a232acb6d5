/**
 * Driver for network scanners at addresses configured by the bank. It uses eSCL, which multi-function devices support
 * without a vendor driver: a job is created, its picture fetched, and the job deleted in every case.
 */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { pictureDpi } from '#main/scanner/validate/picture-density.ts';
import type { RawScan, ScannerDriver, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import {
  chooseSettings,
  readCapabilities,
  type Capabilities,
  type ScanSettings,
} from './capabilities.ts';
import { parsePin, type Endpoint } from './connect.ts';
import { exchange, type Answer, type ExchangeRequest } from './exchange.ts';
import { pauseFor, retryAfterMs } from './retry-after.ts';
import { readStatus, type ScannerState } from './status.ts';
import { parseXml } from './xml.ts';

export interface EsclDevice {
  /** `http://` or `https://`, with port and path where they are not the usual ones: `https://10.1.2.3/eSCL`. */
  readonly url: string;
  readonly name: string;
  /** SHA-256 of the public key in the device's certificate, in hexadecimal digits. Only with https. */
  readonly pin?: string | undefined;
}

export interface EsclDeps {
  readonly devices: readonly EsclDevice[];
  /** What this machine trusts, for devices without a pin; Node's own list when absent. */
  readonly caCertificates?: readonly string[];
  readonly limits?: Partial<EsclLimits>;
}

export interface EsclLimits {
  /** For a whole scan. */
  readonly totalMs: number;
  readonly connectMs: number;
  /** How long a device may take to say in a list what it is. It is listed all the same. */
  readonly describeMs: number;
  /** For the end of a job, also of one that was cancelled. */
  readonly deleteMs: number;
}

const KIND = 'escl';
const MOST_XML_BYTES = 512 * 1024;
const defaults: EsclLimits = {
  totalMs: limits.scanTotalTimeoutMs,
  connectMs: limits.connectTimeoutMs,
  describeMs: 3_000,
  deleteMs: 3_000,
};

interface Device extends Endpoint {
  /** Some devices take a request only when it seems to come from themselves. Found out once, kept from then on. */
  wantsLocalhost: boolean;
}

interface Known {
  readonly info: ScannerInfo;
  readonly device: string;
  /** Null when the address is none that can be used. */
  readonly endpoint: Device | null;
}

const parseAddress = (text: string): URL | null => {
  const url = URL.parse(text.trim());
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username ||
    url.password ||
    url.search ||
    url.hash
  )
    return null;
  url.pathname = url.pathname.replace(/\/+$/, '') || '/eSCL';
  return url;
};

const know = ({ url, name, pin }: EsclDevice): Known => {
  const address = parseAddress(url);
  const device = address?.href ?? url;
  return {
    device,
    info: {
      id: `${KIND}:${device}`,
      driver: KIND,
      name,
      ...(address ? { host: address.hostname } : {}),
      ...(address?.protocol === 'https:' ? { proven: true } : {}),
    },
    // What is no hash matches no key: such a pin is refused with the same words as a wrong one.
    endpoint: address
      ? {
          url: address,
          pin: pin === undefined ? null : (parsePin(pin) ?? ''),
          wantsLocalhost: false,
        }
      : null,
  };
};

/** The job's name on the device: the rest of Location is often wrong (another host, another port, http for https). */
const jobIn = (location: string | null): string | null =>
  /\/ScanJobs\/([\w.~:-]{1,200})\/?$/.exec(location ?? '')?.[1] ?? null;

const unexpected = ({ status }: Answer): Result<never> =>
  err(status === 401 || status === 403 ? 'SCAN-ACCESS-DENIED' : 'SCAN-DRIVER', {
    params: { status },
  });

/** Statuses with which a server turns down a `Host` that it does not know. */
const REFUSES_HOST = [400, 403, 404, 421];

/** One conversation with one device, bounded by its signal. */
const talk = (
  endpoint: Device,
  signal: AbortSignal,
  { caCertificates }: Pick<EsclDeps, 'caCertificates'>,
  { connectMs }: EsclLimits,
) => {
  const sendAs = (request: ExchangeRequest, localhost: boolean): Promise<Result<Answer>> =>
    exchange(
      endpoint,
      { ...request, hostHeader: localhost ? 'localhost' : undefined },
      { signal, timeoutMs: connectMs, caCertificates },
    );
  const send = (request: ExchangeRequest): Promise<Result<Answer>> =>
    sendAs(request, endpoint.wantsLocalhost);
  /** Like `send`, for requests that begin something: where the address may be what is refused, it is left out once. */
  const begin = async (request: ExchangeRequest): Promise<Result<Answer>> => {
    const got = await send(request);
    if (endpoint.wantsLocalhost || !got.ok || !REFUSES_HOST.includes(got.data.status)) return got;
    const again = await sendAs(request, true);
    if (!again.ok || again.data.status >= 300) return got;
    endpoint.wantsLocalhost = true;
    return again;
  };
  const getXml = async (path: string) => {
    const got = await begin({ method: 'GET', path, mostBytes: MOST_XML_BYTES });
    if (!got.ok) return got;
    return got.data.status === 200
      ? ok(parseXml(got.data.body.toString('utf8')))
      : unexpected(got.data);
  };
  return {
    send,
    begin,
    capabilities: async (): Promise<Result<Capabilities>> => {
      const got = await getXml('ScannerCapabilities');
      if (!got.ok) return got;
      const caps = readCapabilities(got.data);
      return caps ? ok(caps) : err('SCAN-DRIVER');
    },
    /** Null when it does not say: a status only explains what already failed. */
    status: async (usesFeeder: boolean): Promise<ScannerState | null> => {
      const got = await getXml('ScannerStatus');
      return got.ok ? readStatus(got.data, usesFeeder) : null;
    },
  };
};
type Talk = ReturnType<typeof talk>;

/** Aborts a while after the other one: what must not be left half done gets that long. */
const afterwards = (signal: AbortSignal, ms: number): AbortSignal => {
  const abort = new AbortController();
  const start = (): void => void setTimeout(() => abort.abort(), ms).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return abort.signal;
};

const postJob = async (
  device: Talk,
  caps: Capabilities,
  settings: ScanSettings,
): Promise<Result<string>> => {
  const posted = await device.begin({
    method: 'POST',
    path: 'ScanJobs',
    body: settings.xml,
    mostBytes: MOST_XML_BYTES,
  });
  if (!posted.ok) return posted;
  const job = posted.data.status === 201 ? jobIn(posted.data.location) : null;
  if (job) return ok(job);
  const { status } = posted.data;
  // 409 is about the settings; everything else may have a reason that the device only tells when it is asked.
  const trouble = status === 409 ? null : (await device.status(caps.source === 'Feeder'))?.trouble;
  if (trouble) return err(trouble, { params: { status } });
  return status === 503 ? err('SCAN-BUSY', { params: { status } }) : unexpected(posted.data);
};

const fetchPicture = async (
  device: Talk,
  caps: Capabilities,
  job: string,
  { signal, onProgress }: Pick<ScanRequest, 'signal' | 'onProgress'>,
): Promise<Result<Buffer>> => {
  const onBytes = (soFar: number, expected: number | null): void =>
    onProgress?.(expected ? Math.floor(Math.min(1, soFar / expected) * 100) : null);
  for (;;) {
    onProgress?.(null);
    const got = await device.send({
      method: 'GET',
      path: `ScanJobs/${job}/NextDocument`,
      mostBytes: limits.importMaxBytes,
      onBytes,
    });
    if (!got.ok) return got;
    const { status, body, retryAfter } = got.data;
    if (status === 200 && body.length > 0) return ok(body);
    const state = await device.status(caps.source === 'Feeder');
    const trouble = state?.job(job) ?? state?.trouble ?? null;
    // Many devices say so in their own way while the lamp is still moving.
    const isEarly = [200, 404, 410, 500].includes(status) && state?.isWorkingOn(job) === true;
    if (status === 503 || isEarly) {
      // Busy with this very job is what the answer said.
      if (trouble && trouble !== 'SCAN-BUSY' && trouble !== 'SCAN-WARMING-UP')
        return err(trouble, { params: { status } });
      await pauseFor(retryAfterMs(retryAfter), signal);
      continue;
    }
    if (trouble) return err(trouble, { params: { status } });
    // The job is over and there was no picture.
    return [200, 404, 410].includes(status)
      ? err('SCAN-BAD-IMAGE', { params: { status } })
      : unexpected(got.data);
  }
};

export const createEsclDriver = ({ devices, caCertificates, ...deps }: EsclDeps): ScannerDriver => {
  const bounds: EsclLimits = { ...defaults, ...deps.limits };
  const known = devices.map(know);
  const trust = caCertificates ? { caCertificates } : {};

  const describe = async ({ info, endpoint }: Known, signal: AbortSignal): Promise<ScannerInfo> => {
    if (!endpoint) return info;
    const describing = AbortSignal.any([signal, AbortSignal.timeout(bounds.describeMs)]);
    const caps = await talk(endpoint, describing, trust, bounds).capabilities();
    if (!caps.ok) return info;
    const { model, serial } = caps.data;
    return { ...info, ...(model ? { model } : {}), ...(serial ? { serial } : {}) };
  };

  const scan = async (
    endpoint: Device,
    request: ScanRequest,
    signal: AbortSignal,
  ): Promise<Result<RawScan>> => {
    const device = talk(endpoint, signal, trust, bounds);
    const caps = await device.capabilities();
    if (!caps.ok) return caps;
    const settings = chooseSettings(caps.data, { dpi: request.dpi, area: request.area ?? 'card' });
    if (!settings) return err('SCAN-DRIVER');
    const before = await device.status(caps.data.source === 'Feeder');
    // Only a device that says it stands still: one that works may be ready before the job gets there.
    if (before?.trouble && ['Stopped', 'Down'].includes(before.state)) return err(before.trouble);
    if (signal.aborted) return err('SCAN-CANCELLED');
    // A job whose name never arrives cannot be deleted, and keeps the device busy for everybody.
    const posting = talk(endpoint, afterwards(signal, bounds.deleteMs), trust, bounds);
    const job = await postJob(posting, caps.data, settings);
    if (!job.ok) return job;
    try {
      const picture = await fetchPicture(device, caps.data, job.data, { ...request, signal });
      return picture.ok
        ? ok({ bytes: picture.data, dpi: pictureDpi(picture.data) ?? settings.dpi })
        : picture;
    } finally {
      const end = talk(endpoint, AbortSignal.timeout(bounds.deleteMs), trust, bounds);
      await end.send({ method: 'DELETE', path: `ScanJobs/${job.data}`, mostBytes: MOST_XML_BYTES });
    }
  };

  return {
    kind: KIND,
    list: async (signal) => ok(await Promise.all(known.map((one) => describe(one, signal)))),
    scan: async (name, request) => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const endpoint = known.find(({ device }) => device === name)?.endpoint;
      if (!endpoint) return err('SCAN-NOT-FOUND');
      const late = AbortSignal.timeout(bounds.totalMs);
      const result = await scan(endpoint, request, AbortSignal.any([request.signal, late]));
      // Whatever stopped looks like a cancelled scan; who stopped it is known only here.
      return !result.ok && result.error.code === 'SCAN-CANCELLED' && late.aborted
        ? err('SCAN-TIMEOUT')
        : result;
    },
  };
};
