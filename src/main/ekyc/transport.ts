/**
 * HTTP transport without redirects, retries and cookies: chooses pool, proxy and deadline of each request, and probes the connection to a
 * host.
 */
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { err, ok, type Result } from '#shared/result.ts';
import { dial, type DialOptions } from './dial.ts';
import { parseProxyList, type ProxyEntry } from './proxy.ts';
import {
  DialAgent,
  sendRequest,
  type Route,
  type TransportResult,
  type WireRequest,
} from './send-request.ts';

/** Properties of an established connection. */
export interface Connection {
  /** Null where the connection is not encrypted. */
  readonly tls: {
    readonly protocol: string;
    /** Common name or organisation of the certificate's issuer. */
    readonly issuer: string;
    /** As in the certificate: `Nov 29 12:00:00 2027 GMT`. */
    readonly validTo: string;
  } | null;
}

export interface Transport {
  /** Never rejects. */
  send(wireRequest: WireRequest): Promise<TransportResult>;
  /** Connects up to TLS and closes; sends no request. */
  probe(url: URL, signal?: AbortSignal): Promise<Result<Connection>>;
}

export interface TransportOptions extends Pick<DialOptions, 'connectTimeoutMs'> {
  /** PEM. Absent means Node's bundled certificates. */
  readonly caCertificates?: readonly string[];
  /** Proxies for a URL in PAC form; absent means direct. */
  readonly resolveProxy?: (url: string) => Promise<string>;
}

/** Shorter than the five seconds after which common servers close an idle connection (Apache and Node: 5 s). */
const IDLE_SOCKET_MS = 4_000;

const connectionOf = (socket: Duplex): Connection => {
  if (!(socket instanceof TLSSocket)) return { tls: null };
  const { issuer, valid_to: validTo } = socket.getPeerCertificate();
  const [name] = [issuer.CN ?? issuer.O ?? ''].flat();
  return { tls: { protocol: socket.getProtocol() ?? '', issuer: name ?? '', validTo } };
};

/** Creates the transport; it owns its pool of idle connections. */
export const createTransport = (options: TransportOptions): Transport => {
  const pooledAgent = new DialAgent({
    keepAlive: true,
    timeout: IDLE_SOCKET_MS,
    maxFreeSockets: 2,
  });
  const singleUseAgent = new DialAgent({ keepAlive: false });
  let secureContext: SecureContext | null = null;
  const dialOptions: DialOptions = {
    connectTimeoutMs: options.connectTimeoutMs,
    secureContext: () =>
      (secureContext ??= createSecureContext(
        options.caCertificates ? { ca: [...options.caCertificates] } : {},
      )),
  };

  const resolveProxies = async (url: URL): Promise<readonly ProxyEntry[]> => {
    try {
      return options.resolveProxy
        ? parseProxyList(await options.resolveProxy(url.href))
        : parseProxyList('DIRECT');
    } catch {
      return [];
    }
  };

  /** @returns no entry if the proxy script does not finish within the connect timeout. */
  const resolveProxiesInTime = (
    url: URL,
    cancelSignal: AbortSignal,
  ): Promise<readonly ProxyEntry[]> => {
    if (!options.resolveProxy) return resolveProxies(url);
    const stopSignal = AbortSignal.any([
      cancelSignal,
      AbortSignal.timeout(options.connectTimeoutMs),
    ]);
    const timeout = new Promise<readonly ProxyEntry[]>((resolve) =>
      stopSignal.addEventListener('abort', () => resolve([]), { once: true }),
    );
    return Promise.race([resolveProxies(url), timeout]);
  };

  return {
    send: async (wireRequest) => {
      const abort = new AbortController();
      let isTimedOut = false;
      const timer = setTimeout(() => {
        isTimedOut = true;
        abort.abort();
      }, wireRequest.totalTimeoutMs);
      const onCancel = (): void => abort.abort();
      wireRequest.signal?.addEventListener('abort', onCancel, { once: true });
      if (wireRequest.signal?.aborted) abort.abort();
      try {
        const proxies = abort.signal.aborted
          ? []
          : await resolveProxiesInTime(wireRequest.url, abort.signal);
        const usesPlainProxy =
          wireRequest.url.protocol === 'http:' &&
          proxies[0] !== undefined &&
          proxies[0].kind !== 'direct';
        const route: Route = {
          agent: wireRequest.useNewConnection || usesPlainProxy ? singleUseAgent : pooledAgent,
          // A proxy for plain http receives the absolute URL in the request, so no other entry is tried.
          path: usesPlainProxy
            ? wireRequest.url.href
            : wireRequest.url.pathname + wireRequest.url.search,
          dial: (cancelSignal) =>
            dial(
              wireRequest.url,
              usesPlainProxy ? proxies.slice(0, 1) : proxies,
              dialOptions,
              cancelSignal,
            ),
        };
        return await sendRequest(wireRequest, route, abort, () => isTimedOut);
      } finally {
        clearTimeout(timer);
        wireRequest.signal?.removeEventListener('abort', onCancel);
      }
    },
    probe: async (url, signal) => {
      const cancelSignal = signal ?? new AbortController().signal;
      if (cancelSignal.aborted) return err('NET-CANCELLED');
      const socket = await dial(
        url,
        await resolveProxiesInTime(url, cancelSignal),
        dialOptions,
        cancelSignal,
      );
      if (!socket.ok) return socket;
      const connection = connectionOf(socket.data);
      socket.data.destroy();
      return ok(connection);
    },
  };
};
