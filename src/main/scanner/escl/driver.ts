/**
 * Driver for network scanners at addresses configured by the bank. It uses eSCL, which multi-function devices support without a
 * vendor driver. For a scan it creates a job, fetches the picture and always deletes the job.
 */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { readPictureDpi } from '#main/scanner/validate/picture-density.ts';
import type { RawScan, ScannerDriver, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import { chooseSettings } from './capabilities.ts';
import { createEsclClient, type EsclClientOptions, type EsclEndpoint } from './client.ts';
import { parsePin } from './connect.ts';
import { createJob, deleteJob, fetchPicture } from './scan-job.ts';

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
const defaultLimits: EsclLimits = {
  totalMs: limits.scanTotalTimeoutMs,
  connectMs: limits.connectTimeoutMs,
  describeMs: 3_000,
  deleteMs: 3_000,
};

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

const toConfiguredDevice = ({ url, name, pin }: EsclDevice): ConfiguredDevice => {
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

/** Creates a signal that aborts `ms` after another one, for requests that are to be completed after a cancellation. */
const createDelayedAbort = (signal: AbortSignal, ms: number): AbortSignal => {
  const controller = new AbortController();
  const start = (): void => void setTimeout(() => controller.abort(), ms).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return controller.signal;
};

export const createEsclDriver = ({ devices, caCertificates, ...deps }: EsclDeps): ScannerDriver => {
  const timeouts: EsclLimits = { ...defaultLimits, ...deps.limits };
  const configured = devices.map(toConfiguredDevice);
  const clientOptions: EsclClientOptions = {
    connectMs: timeouts.connectMs,
    ...(caCertificates ? { caCertificates } : {}),
  };

  /** The device with its model and serial number, if it responds in time. */
  const describe = async (
    { info, endpoint }: ConfiguredDevice,
    signal: AbortSignal,
  ): Promise<ScannerInfo> => {
    if (!endpoint) return info;
    const describeSignal = AbortSignal.any([signal, AbortSignal.timeout(timeouts.describeMs)]);
    const caps = await createEsclClient(
      endpoint,
      describeSignal,
      clientOptions,
    ).fetchCapabilities();
    if (!caps.ok) return info;
    const { model, serial } = caps.data;
    return { ...info, ...(model ? { model } : {}), ...(serial ? { serial } : {}) };
  };

  const scan = async (
    endpoint: EsclEndpoint,
    request: ScanRequest,
    signal: AbortSignal,
  ): Promise<Result<RawScan>> => {
    const client = createEsclClient(endpoint, signal, clientOptions);
    const caps = await client.fetchCapabilities();
    if (!caps.ok) return caps;
    const settings = chooseSettings(caps.data, { dpi: request.dpi, area: request.area ?? 'card' });
    if (!settings) return err('SCAN-DRIVER');
    const state = await client.fetchStatus(caps.data.source === 'Feeder');
    // Only a stopped device is rejected here, because a busy one may be ready when the job arrives.
    if (state?.problem && ['Stopped', 'Down'].includes(state.state)) return err(state.problem);
    if (signal.aborted) return err('SCAN-CANCELLED');
    // The POST is completed after a cancellation: without its id the job cannot be deleted, and it keeps the device busy.
    const jobCreator = createEsclClient(
      endpoint,
      createDelayedAbort(signal, timeouts.deleteMs),
      clientOptions,
    );
    const job = await createJob(jobCreator, caps.data, settings);
    if (!job.ok) return job;
    try {
      const picture = await fetchPicture(client, caps.data, job.data, { ...request, signal });
      return picture.ok
        ? ok({ bytes: picture.data, dpi: readPictureDpi(picture.data) ?? settings.dpi })
        : picture;
    } finally {
      const jobDeleter = createEsclClient(
        endpoint,
        AbortSignal.timeout(timeouts.deleteMs),
        clientOptions,
      );
      await deleteJob(jobDeleter, job.data);
    }
  };

  return {
    kind: KIND,
    list: async (signal) =>
      ok(await Promise.all(configured.map((entry) => describe(entry, signal)))),
    scan: async (deviceName, request) => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const endpoint = configured.find(({ device }) => device === deviceName)?.endpoint;
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
