/** Inspects the connection to the service without a token: reachability, certificate, the service's clock and the proxy. */
import { ok, type Result } from '#shared/result.ts';
import { parseBaseUrl } from './base-url.ts';
import { createTransport, type Connection, type TransportOptions } from './transport.ts';

export interface ServiceInspection extends Connection {
  /** `Date` header of an answer (RFC 9110, 6.6.1); null without an answer or header. */
  readonly date: string | null;
  /** Proxy configuration for the service in PAC form. */
  readonly proxy: string;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export interface InspectionOptions extends Omit<TransportOptions, 'connectTimeoutMs'> {
  readonly baseUrl: string;
}

/** @returns a function that inspects the connection. Its failures: CFG-URL, and those of a connection (NET-…). */
export const createServiceInspection = ({
  baseUrl,
  ...options
}: InspectionOptions): (() => Promise<Result<ServiceInspection>>) => {
  const base = parseBaseUrl(baseUrl);
  const transport = createTransport({ ...options, connectTimeoutMs: TIMEOUT_MS });
  return async () => {
    if (!base.ok) return base;
    const url = base.data;
    const connection = await transport.probe(url);
    if (!connection.ok) return connection;
    const result = await transport.send({
      method: 'GET',
      url,
      headers: { 'User-Agent': 'ekyc-branch-kiosk' },
      bodyChunks: [],
      totalTimeoutMs: TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      tooLargeCode: 'SVC-ANSWER',
      useNewConnection: true,
    });
    const proxy = await Promise.resolve(options.resolveProxy?.(url.href)).catch(() => undefined);
    return ok({
      ...connection.data,
      date: result.kind === 'answer' ? result.answer.date : null,
      proxy: proxy ?? 'DIRECT',
    });
  };
};
