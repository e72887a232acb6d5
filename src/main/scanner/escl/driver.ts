/**
 * Driver for network scanners at addresses configured by the bank. It uses eSCL, which multi-function devices support without a
 * vendor driver. For a scan it creates a job, fetches the picture and always deletes the job.
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
import { sendRequest, type EsclResponse, type EsclRequest } from './send-request.ts';
import { pauseFor, retryAfterMs } from './retry-after.ts';
import { readStatus, type ScannerState } from './status.ts';
import { parseXml } from './xml.ts';

export interface EsclDevice {
  /** `http://` or `https://` address; port and path only if they differ from the defaults: `https://10.1.2.3/eSCL`. */
  readonly url: string;
  readonly name: string;
  /** SHA-256 of the public key in the device's certificate, in hexadecimal digits. Only with https. */
  readonly pin?: string | undefined;
}

export interface EsclDeps {
  readonly devices: readonly EsclDevice[];
  /** Trusted CA certificates for devices without a pin; Node's own list when absent. */
  readonly caCertificates?: readonly string[];
  readonly limits?: Partial<EsclLimits>;
}

export interface EsclLimits {
  /** Timeout of a whole scan. */
  readonly totalMs: number;
  /** Timeout for opening a connection. */
  readonly connectMs: number;
  /** Timeout for fetching the model for the list. A device that does not respond in time is listed without a model. */
  readonly describeMs: number;
  /** Timeout for deleting a job, also after a cancelled scan. */
  readonly deleteMs: number;
}

const KIND = 'escl';
const MAX_XML_BYTES = 512 * 1024;
const defaults: EsclLimits = {
  totalMs: limits.scanTotalTimeoutMs,
  connectMs: limits.connectTimeoutMs,
  describeMs: 3_000,
  deleteMs: 3_000,
};

interface EsclEndpoint extends Endpoint {
  /** Whether the device accepts requests only with `Host: localhost`. Detected once. */
  needsLocalhostHeader: boolean;
}

interface ConfiguredDevice {
  readonly info: ScannerInfo;
  readonly device: string;
  /** Null when the address is not usable. */
  readonly endpoint: EsclEndpoint | null;
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

const toConfigured = ({ url, name, pin }: EsclDevice): ConfiguredDevice => {
  const address = parseAddress(url);
  const device = address?.href ?? url;
  return {
    device,
    info: {
      id: `${KIND}:${device}`,
      driver: KIND,
      name,
      ...(address ? { host: address.hostname } : {}),
      ...(address?.protocol === 'https:' ? { authenticated: true } : {}),
    },
    // An invalid pin is replaced by an empty one, which matches no key, so that it fails like a wrong pin.
    endpoint: address
      ? {
          url: address,
          pin: pin === undefined ? null : (parsePin(pin) ?? ''),
          needsLocalhostHeader: false,
        }
      : null,
  };
};

/** Job id from the path of the Location header. Only the path is used, because devices often send a wrong host, port or scheme. */
const jobIdOf = (location: string | null): string | null =>
  /\/ScanJobs\/([\w.~:-]{1,200})\/?$/.exec(location ?? '')?.[1] ?? null;

const unexpectedStatus = ({ status }: EsclResponse): Result<never> =>
  err(status === 401 || status === 403 ? 'SCAN-ACCESS-DENIED' : 'SCAN-DRIVER', {
    params: { status },
  });

/** HTTP statuses with which servers reject an unknown `Host`. */
const HOST_REJECTED = [400, 403, 404, 421];

/** Sends requests to one device until the signal aborts. */
const createEsclClient = (
  endpoint: EsclEndpoint,
  signal: AbortSignal,
  { caCertificates }: Pick<EsclDeps, 'caCertificates'>,
  { connectMs }: EsclLimits,
) => {
  const sendWithHost = (request: EsclRequest, localhost: boolean): Promise<Result<EsclResponse>> =>
    sendRequest(
      endpoint,
      { ...request, hostHeader: localhost ? 'localhost' : undefined },
      { signal, timeoutMs: connectMs, caCertificates },
    );
  const send = (request: EsclRequest): Promise<Result<EsclResponse>> =>
    sendWithHost(request, endpoint.needsLocalhostHeader);
  /** Like `send`, but detects by one retry whether the device requires `Host: localhost`. */
  const sendDetectingHost = async (request: EsclRequest): Promise<Result<EsclResponse>> => {
    const response = await send(request);
    if (
      endpoint.needsLocalhostHeader ||
      !response.ok ||
      !HOST_REJECTED.includes(response.data.status)
    )
      return response;
    const retried = await sendWithHost(request, true);
    if (!retried.ok || retried.data.status >= 300) return response;
    endpoint.needsLocalhostHeader = true;
    return retried;
  };
  const getXml = async (path: string) => {
    const response = await sendDetectingHost({ method: 'GET', path, maxBytes: MAX_XML_BYTES });
    if (!response.ok) return response;
    return response.data.status === 200
      ? ok(parseXml(response.data.body.toString('utf8')))
      : unexpectedStatus(response.data);
  };
  return {
    send,
    sendDetectingHost,
    capabilities: async (): Promise<Result<Capabilities>> => {
      const document = await getXml('ScannerCapabilities');
      if (!document.ok) return document;
      const caps = readCapabilities(document.data);
      return caps ? ok(caps) : err('SCAN-DRIVER');
    },
    /** State of the device. Null when unavailable, because the status is used only to explain another failure. */
    status: async (usesFeeder: boolean): Promise<ScannerState | null> => {
      const document = await getXml('ScannerStatus');
      return document.ok ? readStatus(document.data, usesFeeder) : null;
    },
  };
};
type EsclClient = ReturnType<typeof createEsclClient>;

/** Creates a signal that aborts `ms` after another one, for requests that are to be completed after a cancellation. */
const createDelayedAbort = (signal: AbortSignal, ms: number): AbortSignal => {
  const abort = new AbortController();
  const start = (): void => void setTimeout(() => abort.abort(), ms).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return abort.signal;
};

const postJob = async (
  device: EsclClient,
  caps: Capabilities,
  settings: ScanSettings,
): Promise<Result<string>> => {
  const posted = await device.sendDetectingHost({
    method: 'POST',
    path: 'ScanJobs',
    body: settings.xml,
    maxBytes: MAX_XML_BYTES,
  });
  if (!posted.ok) return posted;
  const job = posted.data.status === 201 ? jobIdOf(posted.data.location) : null;
  if (job) return ok(job);
  const { status } = posted.data;
  // 409 means that the settings were rejected. For other failures the status of the device may contain the reason.
  const problem = status === 409 ? null : (await device.status(caps.source === 'Feeder'))?.problem;
  if (problem) return err(problem, { params: { status } });
  return status === 503 ? err('SCAN-BUSY', { params: { status } }) : unexpectedStatus(posted.data);
};

const fetchPicture = async (
  device: EsclClient,
  caps: Capabilities,
  job: string,
  { signal, onProgress }: Pick<ScanRequest, 'signal' | 'onProgress'>,
): Promise<Result<Buffer>> => {
  const onBytes = (soFar: number, expected: number | null): void =>
    onProgress?.(expected ? Math.floor(Math.min(1, soFar / expected) * 100) : null);
  for (;;) {
    onProgress?.(null);
    const response = await device.send({
      method: 'GET',
      path: `ScanJobs/${job}/NextDocument`,
      maxBytes: limits.importMaxBytes,
      onBytes,
    });
    if (!response.ok) return response;
    const { status, body, retryAfter } = response.data;
    if (status === 200 && body.length > 0) return ok(body);
    const state = await device.status(caps.source === 'Feeder');
    const problem = state?.jobProblem(job) ?? state?.problem ?? null;
    // Many devices return one of these statuses while the scan is still in progress.
    const isEarly = [200, 404, 410, 500].includes(status) && state?.isInProgress(job) === true;
    if (status === 503 || isEarly) {
      // A busy or warming-up device is not a failure here, because it is working on this job.
      if (problem && problem !== 'SCAN-BUSY' && problem !== 'SCAN-WARMING-UP')
        return err(problem, { params: { status } });
      await pauseFor(retryAfterMs(retryAfter), signal);
      continue;
    }
    if (problem) return err(problem, { params: { status } });
    // The job ended without a picture.
    return [200, 404, 410].includes(status)
      ? err('SCAN-BAD-IMAGE', { params: { status } })
      : unexpectedStatus(response.data);
  }
};

export const createEsclDriver = ({ devices, caCertificates, ...deps }: EsclDeps): ScannerDriver => {
  const timeouts: EsclLimits = { ...defaults, ...deps.limits };
  const configured = devices.map(toConfigured);
  const trust = caCertificates ? { caCertificates } : {};

  /** The device with its model and serial number, if it responds in time. */
  const describe = async (
    { info, endpoint }: ConfiguredDevice,
    signal: AbortSignal,
  ): Promise<ScannerInfo> => {
    if (!endpoint) return info;
    const describing = AbortSignal.any([signal, AbortSignal.timeout(timeouts.describeMs)]);
    const caps = await createEsclClient(endpoint, describing, trust, timeouts).capabilities();
    if (!caps.ok) return info;
    const { model, serial } = caps.data;
    return { ...info, ...(model ? { model } : {}), ...(serial ? { serial } : {}) };
  };

  const scan = async (
    endpoint: EsclEndpoint,
    request: ScanRequest,
    signal: AbortSignal,
  ): Promise<Result<RawScan>> => {
    const device = createEsclClient(endpoint, signal, trust, timeouts);
    const caps = await device.capabilities();
    if (!caps.ok) return caps;
    const settings = chooseSettings(caps.data, { dpi: request.dpi, area: request.area ?? 'card' });
    if (!settings) return err('SCAN-DRIVER');
    const state = await device.status(caps.data.source === 'Feeder');
    // Only a stopped device is rejected here, because a busy one may be ready when the job arrives.
    if (state?.problem && ['Stopped', 'Down'].includes(state.state)) return err(state.problem);
    if (signal.aborted) return err('SCAN-CANCELLED');
    // The POST is completed after a cancellation: without its id the job cannot be deleted, and it keeps the device busy.
    const jobCreator = createEsclClient(
      endpoint,
      createDelayedAbort(signal, timeouts.deleteMs),
      trust,
      timeouts,
    );
    const job = await postJob(jobCreator, caps.data, settings);
    if (!job.ok) return job;
    try {
      const picture = await fetchPicture(device, caps.data, job.data, { ...request, signal });
      return picture.ok
        ? ok({ bytes: picture.data, dpi: pictureDpi(picture.data) ?? settings.dpi })
        : picture;
    } finally {
      const jobDeleter = createEsclClient(
        endpoint,
        AbortSignal.timeout(timeouts.deleteMs),
        trust,
        timeouts,
      );
      await jobDeleter.send({
        method: 'DELETE',
        path: `ScanJobs/${job.data}`,
        maxBytes: MAX_XML_BYTES,
      });
    }
  };

  return {
    kind: KIND,
    list: async (signal) =>
      ok(await Promise.all(configured.map((entry) => describe(entry, signal)))),
    scan: async (name, request) => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const endpoint = configured.find(({ device }) => device === name)?.endpoint;
      if (!endpoint) return err('SCAN-NOT-FOUND');
      const timeout = AbortSignal.timeout(timeouts.totalMs);
      const result = await scan(endpoint, request, AbortSignal.any([request.signal, timeout]));
      // The called functions return SCAN-CANCELLED for every abort, including the timeout.
      return !result.ok && result.error.code === 'SCAN-CANCELLED' && timeout.aborted
        ? err('SCAN-TIMEOUT')
        : result;
    },
  };
};
