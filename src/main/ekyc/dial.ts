/**
 * Opens connections: TCP, a proxy tunnel if configured, TLS. A request is written only after the connection is
 * established, so a failure here proves that no byte of it reached the service.
 */
import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { err, ok, type Result } from '#shared/result.ts';
import { causeCode, connectError } from './net-errors.ts';
import { proxyAuthSchemes } from './proxy-auth.ts';
import type { ProxyEntry } from './proxy.ts';

export interface DialOptions {
  /** Trusted CA certificates. Shared by all connections, because parsing the certificates of a machine takes about 90 ms. */
  readonly secureContext: () => SecureContext;
  readonly connectTimeoutMs: number;
}

/** Timeout of one address before the next is tried. Node's default of 250 ms is too short for slow connections. */
const ADDRESS_TIMEOUT_MS = 2_500;

const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

interface DialDeadline {
  readonly signal: AbortSignal;
  /** Failure for an abort of `signal`: timeout or cancellation. */
  abortFailure(): Result<never>;
}

/** Waits for an event of a socket, its failure or the deadline. A socket that fails is destroyed. */
const waitForSocket = (
  socket: Socket,
  event: string,
  deadline: DialDeadline,
  toFailure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const finish = (result: Result<Socket>): void => {
      deadline.signal.removeEventListener('abort', onAbort);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      // Prevents an uncaught exception until the user of the socket installs a listener.
      socket.on('error', () => undefined);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const onReady = (): void => finish(ok(socket));
    const onError = (error: unknown): void => finish(toFailure(error));
    const onClose = (): void => finish(toFailure(undefined));
    const onAbort = (): void => finish(deadline.abortFailure());
    socket.on(event, onReady).on('error', onError).on('close', onClose);
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    if (deadline.signal.aborted) onAbort();
  });

const openTcp = (
  host: string,
  port: number,
  deadline: DialDeadline,
  toFailure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const socket = connectTcp({
    host,
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
  });
  return waitForSocket(socket, 'connect', deadline, toFailure);
};

const openTls = (
  socket: Socket,
  host: string,
  options: DialOptions,
  deadline: DialDeadline,
  toFailure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const tlsSocket = connectTls({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    secureContext: options.secureContext(),
    ALPNProtocols: ['http/1.1'],
    // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED otherwise disables the verification.
    rejectUnauthorized: true,
  });
  return waitForSocket(tlsSocket, 'secureConnect', deadline, toFailure);
};

const proxyFailure = (error: unknown): Result<never> =>
  err('NET-PROXY', { params: { cause: causeCode(error) } });
const tlsFailure = (error: unknown): Result<never> =>
  err('NET-TLS', { params: { cause: causeCode(error) } });

const PROXY_AUTHENTICATION_REQUIRED = 407;

/** Failure for a response of the proxy with a status other than 2xx. */
const tunnelFailure = (status: number, challenges: readonly string[] = []): Result<never> => {
  const schemes = status === PROXY_AUTHENTICATION_REQUIRED ? proxyAuthSchemes(challenges) : [];
  return schemes.length > 0
    ? err('NET-PROXY-AUTH', { params: { cause: schemes.join(', ') } })
    : err('NET-PROXY', { params: { cause: String(status) } });
};

/**
 * Requests a CONNECT tunnel, without credentials: Negotiate and NTLM need the system's own library, and a password in the
 * settings is readable. Fails with NET-PROXY-AUTH when the proxy names an authentication scheme, otherwise with NET-PROXY.
 */
const openTunnel = (
  proxy: Socket,
  authority: string,
  deadline: DialDeadline,
): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const connectRequest = request({
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority },
      createConnection: () => proxy,
    });
    const finish = (result: Result<Socket>): void => {
      deadline.signal.removeEventListener('abort', onAbort);
      if (!result.ok) proxy.destroy();
      resolve(result);
    };
    const onAbort = (): void => finish(deadline.abortFailure());
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    connectRequest.once('connect', (response, socket: Socket) => {
      const status = response.statusCode ?? 0;
      finish(
        status >= 200 && status < 300
          ? ok(socket)
          : tunnelFailure(status, response.headersDistinct['proxy-authenticate']),
      );
    });
    connectRequest.on('error', (error) => finish(proxyFailure(error)));
    connectRequest.end();
  });

interface ConnectionAttempt {
  readonly result: Result<Socket>;
  /** The proxy entry could not be reached and nothing was sent to the service, so the next entry is tried. */
  readonly tryNext: boolean;
}

const connectThroughEntry = async (
  target: URL,
  proxyEntry: ProxyEntry,
  options: DialOptions,
  deadline: DialDeadline,
): Promise<ConnectionAttempt> => {
  const host = withoutBrackets(target.hostname);
  const isSecure = target.protocol === 'https:';
  const port = target.port === '' ? (isSecure ? 443 : 80) : Number(target.port);
  const completeConnection = async (socket: Socket): Promise<ConnectionAttempt> => ({
    result: isSecure ? await openTls(socket, host, options, deadline, tlsFailure) : ok(socket),
    tryNext: false,
  });
  if (proxyEntry.kind === 'direct') {
    const direct = await openTcp(host, port, deadline, (error) => ({
      ok: false,
      error: connectError(error),
    }));
    return direct.ok ? completeConnection(direct.data) : { result: direct, tryNext: true };
  }
  let proxy = await openTcp(proxyEntry.host, proxyEntry.port, deadline, proxyFailure);
  if (proxy.ok && proxyEntry.kind === 'https')
    proxy = await openTls(proxy.data, proxyEntry.host, options, deadline, proxyFailure);
  if (!proxy.ok) return { result: proxy, tryNext: true };
  if (!isSecure) return { result: proxy, tryNext: false };
  const tunnelled = await openTunnel(proxy.data, `${target.hostname}:${port}`, deadline);
  return tunnelled.ok ? completeConnection(tunnelled.data) : { result: tunnelled, tryNext: false };
};

/**
 * Connects to a URL's host through the first entry of a proxy list that can be reached, within one deadline for all.
 * Fails with NET-DNS, NET-REFUSED, NET-CONNECT-TIMEOUT, NET-TLS, NET-PROXY, NET-PROXY-AUTH or NET-CANCELLED.
 */
export const dial = async (
  target: URL,
  proxies: readonly ProxyEntry[],
  options: DialOptions,
  cancelSignal: AbortSignal,
): Promise<Result<Socket>> => {
  const signal = AbortSignal.any([cancelSignal, AbortSignal.timeout(options.connectTimeoutMs)]);
  const deadline: DialDeadline = {
    signal,
    abortFailure: () => err(cancelSignal.aborted ? 'NET-CANCELLED' : 'NET-CONNECT-TIMEOUT'),
  };
  let lastResult: Result<Socket> = err('NET-PROXY', { params: { cause: 'unsupported' } });
  for (const proxyEntry of proxies) {
    const { result, tryNext } = await connectThroughEntry(target, proxyEntry, options, deadline);
    if (result.ok || !tryNext || signal.aborted) return result;
    lastResult = result;
  }
  return lastResult;
};
