/** Client of one network scanner: sends eSCL requests and detects the `Host` header that the device accepts. */
import { err, ok, type Result } from '#shared/result.ts';
import { parseScannerCapabilities, type Capabilities } from './capabilities.ts';
import type { Endpoint } from './connect.ts';
import { sendRequest, type EsclRequest, type EsclResponse } from './send-request.ts';
import { parseScannerStatus, type ScannerState } from './status.ts';
import { parseXml, type XmlElement } from './xml.ts';

export const MAX_XML_BYTES = 512 * 1024;

export interface EsclEndpoint extends Endpoint {
  /** Whether the device accepts requests only with `Host: localhost`. Detected once. */
  needsLocalhostHeader: boolean;
}

export interface EsclClientOptions {
  /** Trusted CA certificates for devices without a pin; Node's own list when absent. */
  readonly caCertificates?: readonly string[];
  /** Timeout for opening a connection. */
  readonly connectMs: number;
}

export interface EsclClient {
  send(request: EsclRequest): Promise<Result<EsclResponse>>;
  /** Like `send`, but detects by one retry whether the device requires `Host: localhost`. */
  sendDetectingHost(request: EsclRequest): Promise<Result<EsclResponse>>;
  /** Failures: those of a request; SCAN-DRIVER when the document is invalid. */
  fetchCapabilities(): Promise<Result<Capabilities>>;
  /** State of the device. Null when unavailable, because the status is used only to explain another failure. */
  fetchStatus(usesFeeder: boolean): Promise<ScannerState | null>;
}

/** The failure for a response with an unexpected status. */
export const unexpectedStatus = ({ status }: EsclResponse): Result<never> =>
  err(status === 401 || status === 403 ? 'SCAN-ACCESS-DENIED' : 'SCAN-DRIVER', {
    params: { status },
  });

/** HTTP statuses with which servers reject an unknown `Host`. */
const HOST_REJECTED_STATUSES = [400, 403, 404, 421];

/** Creates a client whose requests are cancelled when the signal aborts. */
export const createEsclClient = (
  endpoint: EsclEndpoint,
  signal: AbortSignal,
  { caCertificates, connectMs }: EsclClientOptions,
): EsclClient => {
  const sendWithHost = (
    request: EsclRequest,
    usesLocalhost: boolean,
  ): Promise<Result<EsclResponse>> =>
    sendRequest(
      endpoint,
      { ...request, hostHeader: usesLocalhost ? 'localhost' : undefined },
      { signal, timeoutMs: connectMs, caCertificates },
    );
  const send = (request: EsclRequest): Promise<Result<EsclResponse>> =>
    sendWithHost(request, endpoint.needsLocalhostHeader);
  const sendDetectingHost = async (request: EsclRequest): Promise<Result<EsclResponse>> => {
    const response = await send(request);
    if (
      endpoint.needsLocalhostHeader ||
      !response.ok ||
      !HOST_REJECTED_STATUSES.includes(response.data.status)
    )
      return response;
    const retried = await sendWithHost(request, true);
    if (!retried.ok || retried.data.status >= 300) return response;
    endpoint.needsLocalhostHeader = true;
    return retried;
  };
  const getXml = async (path: string): Promise<Result<XmlElement | null>> => {
    const response = await sendDetectingHost({ method: 'GET', path, maxBytes: MAX_XML_BYTES });
    if (!response.ok) return response;
    return response.data.status === 200
      ? ok(parseXml(response.data.body.toString('utf8')))
      : unexpectedStatus(response.data);
  };
  return {
    send,
    sendDetectingHost,
    fetchCapabilities: async () => {
      const document = await getXml('ScannerCapabilities');
      if (!document.ok) return document;
      const caps = parseScannerCapabilities(document.data);
      return caps ? ok(caps) : err('SCAN-DRIVER');
    },
    fetchStatus: async (usesFeeder) => {
      const document = await getXml('ScannerStatus');
      return document.ok ? parseScannerStatus(document.data, usesFeeder) : null;
    },
  };
};
