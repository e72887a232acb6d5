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
const ADDRESS_ATTEMPT_MS = 2_500;

const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

interface DialDeadline {
  readonly stop: AbortSignal;
  /** Failure for an abort of `stop`: timeout or cancellation. */
  stopped(): Result<never>;
}

/** Waits for an event of a socket, its failure or the deadline. A socket that fails is destroyed. */
const waitForSocket = (
  socket: Socket,
  event: string,
  deadline: DialDeadline,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const finish = (result: Result<Socket>): void => {
      deadline.stop.removeEventListener('abort', onStop);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      // Prevents an uncaught exception until the user of the socket installs a listener.
      socket.on('error', () => undefined);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const onReady = (): void => finish(ok(socket));
    const onError = (error: unknown): void => finish(failure(error));
    const onClose = (): void => finish(failure(undefined));
    const onStop = (): void => finish(deadline.stopped());
    socket.on(event, onReady).on('error', onError).on('close', onClose);
    deadline.stop.addEventListener('abort', onStop, { once: true });
    if (deadline.stop.aborted) onStop();
  });

const openTcp = (
  host: string,
  port: number,
  deadline: DialDeadline,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const socket = connectTcp({
    host,
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  return waitForSocket(socket, 'connect', deadline, failure);
};

const openTls = (
  socket: Socket,
  host: string,
  options: DialOptions,
  deadline: DialDeadline,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const secure = connectTls({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    secureContext: options.secureContext(),
    ALPNProtocols: ['http/1.1'],
    // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED would otherwise disable verification.
    rejectUnauthorized: true,
  });
  return waitForSocket(secure, 'secureConnect', deadline, failure);
};

const proxyFailure = (error: unknown): Result<never> =>
  err('NET-PROXY', { params: { cause: causeCode(error) } });
const tlsFailure = (error: unknown): Result<never> =>
  err('NET-TLS', { params: { cause: causeCode(error) } });

const AUTHENTICATION_REQUIRED = 407;

/** Failure for a response of the proxy with a status other than 2xx. */
const tunnelFailure = (status: number, challenges: readonly string[] = []): Result<never> => {
  const schemes = status === AUTHENTICATION_REQUIRED ? proxyAuthSchemes(challenges) : [];
  return schemes.length > 0
    ? err('NET-PROXY-AUTH', { params: { cause: schemes.join(', ') } })
    : err('NET-PROXY', { params: { cause: String(status) } });
};

/**
 * Requests a CONNECT tunnel, without credentials: Negotiate and NTLM need the system's own library, and a password in the
 * settings would be readable. Fails with NET-PROXY-AUTH when the proxy names how to sign in, otherwise with NET-PROXY.
 */
const openTunnel = (
  proxy: Socket,
  authority: string,
  deadline: DialDeadline,
): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const req = request({
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority },
      createConnection: () => proxy,
    });
    const finish = (result: Result<Socket>): void => {
      deadline.stop.removeEventListener('abort', onStop);
      if (!result.ok) proxy.destroy();
      resolve(result);
    };
    const onStop = (): void => finish(deadline.stopped());
    deadline.stop.addEventListener('abort', onStop, { once: true });
    req.once('connect', (answer, socket: Socket) => {
      const status = answer.statusCode ?? 0;
      finish(
        status >= 200 && status < 300
          ? ok(socket)
          : tunnelFailure(status, answer.headersDistinct['proxy-authenticate']),
      );
    });
    req.on('error', (error) => finish(proxyFailure(error)));
    req.end();
  });

type ConnectionAttempt = { readonly result: Result<Socket>; readonly tryNext: boolean };

/** `tryNext`: the entry could not be reached, so nothing was sent to the service. */
const connectVia = async (
  target: URL,
  proxyEntry: ProxyEntry,
  options: DialOptions,
  deadline: DialDeadline,
): Promise<ConnectionAttempt> => {
  const host = withoutBrackets(target.hostname);
  const secure = target.protocol === 'https:';
  const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port);
  const toTarget = async (socket: Socket): Promise<ConnectionAttempt> => ({
    result: secure ? await openTls(socket, host, options, deadline, tlsFailure) : ok(socket),
    tryNext: false,
  });
  if (proxyEntry.kind === 'direct') {
    const direct = await openTcp(host, port, deadline, (error) => ({
      ok: false,
      error: connectError(error),
    }));
    return direct.ok ? toTarget(direct.data) : { result: direct, tryNext: true };
  }
  let proxy = await openTcp(proxyEntry.host, proxyEntry.port, deadline, proxyFailure);
  if (proxy.ok && proxyEntry.kind === 'https')
    proxy = await openTls(proxy.data, proxyEntry.host, options, deadline, proxyFailure);
  if (!proxy.ok) return { result: proxy, tryNext: true };
  if (!secure) return { result: proxy, tryNext: false };
  const tunnelled = await openTunnel(proxy.data, `${target.hostname}:${port}`, deadline);
  return tunnelled.ok ? toTarget(tunnelled.data) : { result: tunnelled, tryNext: false };
};

/**
 * Connects to a URL's host through the first entry of a proxy list that can be reached, within one deadline for all.
 * Fails with NET-DNS, NET-REFUSED, NET-CONNECT-TIMEOUT, NET-TLS, NET-PROXY, NET-PROXY-AUTH or NET-CANCELLED.
 */
export const dial = async (
  target: URL,
  proxies: readonly ProxyEntry[],
  options: DialOptions,
  cancel: AbortSignal,
): Promise<Result<Socket>> => {
  const stop = AbortSignal.any([cancel, AbortSignal.timeout(options.connectTimeoutMs)]);
  const deadline: DialDeadline = {
    stop,
    stopped: () => err(cancel.aborted ? 'NET-CANCELLED' : 'NET-CONNECT-TIMEOUT'),
  };
  let last: Result<Socket> = err('NET-PROXY', { params: { cause: 'unsupported' } });
  for (const proxyEntry of proxies) {
    const { result, tryNext } = await connectVia(target, proxyEntry, options, deadline);
    if (result.ok || !tryNext || stop.aborted) return result;
    last = result;
  }
  return last;
};
