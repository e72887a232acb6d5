/** Sends one request to a network scanner on its own connection. Redirects are not followed. */
import { request } from 'node:http';
import { err, ok, type Result } from '#shared/result.ts';
import { connect, type ConnectOptions, type Endpoint } from './connect.ts';

export interface EsclRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the address of the endpoint. */
  readonly path: string;
  readonly body?: string;
  readonly maxBytes: number;
  /** Replaces the device's address in `Host`. */
  readonly hostHeader?: string | undefined;
  /** Called for each received chunk; `expected` is the Content-Length. */
  readonly onBytes?: (soFar: number, expected: number | null) => void;
}

export interface EsclResponse {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly body: Buffer;
}

const contentLength = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,10}$/.test(header) ? Number(header) : null;

/**
 * Sends a request and reads the whole response. Failures: those of `connect`; SCAN-IO when the connection broke; SCAN-BAD-IMAGE when the answer exceeds `maxBytes`;
 * SCAN-CANCELLED on abort.
 */
export const sendRequest = async (
  endpoint: Endpoint,
  sent: EsclRequest,
  options: ConnectOptions,
): Promise<Result<EsclResponse>> => {
  const connected = await connect(endpoint, options);
  if (!connected.ok) return connected;
  const socket = connected.data;
  const { signal } = options;
  return new Promise((resolve) => {
    const finish = (result: Result<EsclResponse>): void => {
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(result);
    };
    const fail = (): void => finish(err('SCAN-IO'));
    const cancel = (): void => finish(err('SCAN-CANCELLED'));

    const body = sent.body === undefined ? null : Buffer.from(sent.body);
    const outgoing = request({
      method: sent.method,
      path: `${endpoint.url.pathname}/${sent.path}`,
      createConnection: () => socket,
      headers: {
        Host: sent.hostHeader ?? endpoint.url.host,
        Connection: 'close',
        Accept: '*/*',
        ...(body ? { 'Content-Type': 'text/xml', 'Content-Length': body.length } : {}),
      },
    });
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      const expected = contentLength(incoming.headers['content-length']);
      let bytes = 0;
      incoming.on('error', fail);
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > sent.maxBytes) return finish(err('SCAN-BAD-IMAGE'));
        chunks.push(chunk);
        sent.onBytes?.(bytes, expected);
      });
      incoming.on('close', () => {
        if (!incoming.complete) return fail();
        const { location = null, 'retry-after': retryAfter = null } = incoming.headers;
        finish(
          ok({
            status: incoming.statusCode ?? 0,
            location,
            retryAfter,
            body: Buffer.concat(chunks),
          }),
        );
      });
    });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) return cancel();
    outgoing.end(body ?? undefined);
  });
};
