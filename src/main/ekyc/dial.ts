/**
 * Connections: TCP, a proxy's tunnel when there is one, TLS. A failure in here is proof that no byte of a request reached
 * the service: nothing is written to a connection before it stands.
 */
import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { err, ok, type Result } from '#shared/result.ts';
import { causeCode, connectError } from './net-errors.ts';
import type { Hop } from './proxy.ts';

export interface DialOptions {
  /** The certificates to trust. One for all connections: reading a machine's hundreds takes some 90 ms. */
  readonly secureContext: () => SecureContext;
  readonly connectTimeoutMs: number;
}

/** Slow lines need longer for an address than Node's quarter of a second before the next address is tried. */
const ADDRESS_ATTEMPT_MS = 2_500;

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

interface Watch {
  readonly stop: AbortSignal;
  /** What an abort of `stop` means. */
  stopped(): Result<never>;
}

/** Waits for a socket's own event, its failure or the watch; a socket that did not get there is destroyed. */
const settle = (
  socket: Socket,
  event: string,
  watch: Watch,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const finish = (result: Result<Socket>): void => {
      watch.stop.removeEventListener('abort', onStop);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      // From here on an error belongs to whoever uses the socket; before they listen it must not be an exception.
      socket.on('error', () => undefined);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const onReady = (): void => finish(ok(socket));
    const onError = (error: unknown): void => finish(failure(error));
    const onClose = (): void => finish(failure(undefined));
    const onStop = (): void => finish(watch.stopped());
    socket.on(event, onReady).on('error', onError).on('close', onClose);
    watch.stop.addEventListener('abort', onStop, { once: true });
    if (watch.stop.aborted) onStop();
  });

const openTcp = (
  host: string,
  port: number,
  watch: Watch,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const socket = connectTcp({
    host,
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  return settle(socket, 'connect', watch, failure);
};

const openTls = (
  socket: Socket,
  host: string,
  options: DialOptions,
  watch: Watch,
  failure: (error: unknown) => Result<never>,
): Promise<Result<Socket>> => {
  const secure = connectTls({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    secureContext: options.secureContext(),
    ALPNProtocols: ['http/1.1'],
    // Said aloud, so that no environment variable can switch it off.
    rejectUnauthorized: true,
  });
  return settle(secure, 'secureConnect', watch, failure);
};

const proxyFailure = (error: unknown): Result<never> =>
  err('NET-PROXY', { params: { cause: causeCode(error) } });
const tlsFailure = (error: unknown): Result<never> =>
  err('NET-TLS', { params: { cause: causeCode(error) } });

/** Asks a proxy for a tunnel. Any answer but 2xx (407: it wants a password) is the proxy's failure. */
const tunnel = (proxy: Socket, authority: string, watch: Watch): Promise<Result<Socket>> =>
  new Promise((resolve) => {
    const ask = request({
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority },
      createConnection: () => proxy,
    });
    const finish = (result: Result<Socket>): void => {
      watch.stop.removeEventListener('abort', onStop);
      if (!result.ok) proxy.destroy();
      resolve(result);
    };
    const onStop = (): void => finish(watch.stopped());
    watch.stop.addEventListener('abort', onStop, { once: true });
    ask.once('connect', (answer, socket: Socket) => {
      const status = answer.statusCode ?? 0;
      finish(
        status >= 200 && status < 300
          ? ok(socket)
          : err('NET-PROXY', { params: { cause: String(status) } }),
      );
    });
    ask.on('error', (error) => finish(proxyFailure(error)));
    ask.end();
  });

type Attempt = { readonly result: Result<Socket>; readonly tryNext: boolean };

const attempt = async (
  target: URL,
  hop: Hop,
  options: DialOptions,
  watch: Watch,
): Promise<Attempt> => {
  const host = bare(target.hostname);
  const secure = target.protocol === 'https:';
  const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port);
  const toTarget = async (socket: Socket): Promise<Attempt> => ({
    result: secure ? await openTls(socket, host, options, watch, tlsFailure) : ok(socket),
    tryNext: false,
  });
  if (hop.kind === 'direct') {
    const direct = await openTcp(host, port, watch, (error) => ({
      ok: false,
      error: connectError(error),
    }));
    return direct.ok ? toTarget(direct.data) : { result: direct, tryNext: true };
  }
  let proxy = await openTcp(hop.host, hop.port, watch, proxyFailure);
  if (proxy.ok && hop.kind === 'https')
    proxy = await openTls(proxy.data, hop.host, options, watch, proxyFailure);
  if (!proxy.ok) return { result: proxy, tryNext: true };
  if (!secure) return { result: proxy, tryNext: false };
  const through = await tunnel(proxy.data, `${target.hostname}:${port}`, watch);
  return through.ok ? toTarget(through.data) : { result: through, tryNext: false };
};

/**
 * Connects to a URL's host by the first way that answers, within one deadline for all of them.
 * Fails with NET-DNS, NET-REFUSED, NET-CONNECT-TIMEOUT, NET-TLS, NET-PROXY or NET-CANCELLED.
 */
export const dial = async (
  target: URL,
  hops: readonly Hop[],
  options: DialOptions,
  cancel: AbortSignal,
): Promise<Result<Socket>> => {
  const stop = AbortSignal.any([cancel, AbortSignal.timeout(options.connectTimeoutMs)]);
  const watch: Watch = {
    stop,
    stopped: () => err(cancel.aborted ? 'NET-CANCELLED' : 'NET-CONNECT-TIMEOUT'),
  };
  let last: Result<Socket> = err('NET-PROXY', { params: { cause: 'unsupported' } });
  for (const hop of hops) {
    const { result, tryNext } = await attempt(target, hop, options, watch);
    if (result.ok || !tryNext || stop.aborted) return result;
    last = result;
  }
  return last;
};
