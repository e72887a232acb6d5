/**
 * HTTP transport without redirects, retries and cookies, and with its own deadlines. A failure states whether the
 * connection had been established; before that, nothing was sent.
 */
import {
  Agent,
  request,
  type ClientRequest,
  type ClientRequestArgs,
  type IncomingMessage,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import { dial, type DialOptions } from './dial.ts';
import type { AnswerSplitter } from './json-rows.ts';
import { requestError } from './net-errors.ts';
import { parseProxyList, type ProxyEntry } from './proxy.ts';

export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyChunks: readonly Uint8Array[];
  /** From the call to the last byte of the answer. */
  readonly totalTimeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Error code for a larger answer. */
  readonly tooLargeCode: ErrorCode;
  /** Splits the rows off the answer while it arrives; `maxBytes` limits the whole answer. Absent: the answer is kept as a whole. */
  readonly rows?: { readonly splitter: AnswerSplitter; readonly maxBytes: number } | undefined;
  /** Whether to use a new connection and close it afterwards. */
  readonly useNewConnection: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((sentBytes: number, totalBytes: number) => void) | undefined;
}

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly date: string | null;
  /** Without its rows where they were split off. */
  readonly body: Uint8Array;
}

export type TransportResult =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** `connected`: the (secure) connection was established, so bytes may have reached the service. */
  | { readonly kind: 'failed'; readonly connected: boolean; readonly error: AppError };

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
  send(wire: WireRequest): Promise<TransportResult>;
  /** Connects up to TLS and closes; sends no request. */
  probe(url: URL, signal?: AbortSignal): Promise<Result<Connection>>;
}

export interface TransportOptions extends Pick<DialOptions, 'connectTimeoutMs'> {
  /** PEM. Absent means Node's bundled certificates. */
  readonly caCertificates?: readonly string[];
  /** Proxies for a URL in PAC form; absent means direct. */
  readonly resolveProxy?: (url: string) => Promise<string>;
}

const CHUNK_BYTES = 64 * 1024;
/** Shorter than the five seconds after which common servers close an idle connection (Apache and Node: 5 s). */
const IDLE_SOCKET_MS = 4_000;

class DialFailure extends Error {
  readonly failure: AppError;
  constructor(failure: AppError) {
    super(failure.code);
    this.failure = failure;
  }
}

type DialRequestArgs = ClientRequestArgs & { readonly dial?: () => Promise<Result<Duplex>> };

/** Agent that provides a socket only once it is connected: the `socket` event of a request proves the connection. */
class DialAgent extends Agent {
  override createConnection(
    options: DialRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): null {
    const done = callback as (error: Error | null, socket?: Duplex) => void;
    void options
      .dial?.()
      .then((result) =>
        result.ok ? done(null, result.data) : done(new DialFailure(result.error)),
      );
    return null;
  }
}

/** Splits pieces into chunks of at most CHUNK_BYTES, without copying. */
function* chunksOf(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const piece of pieces) {
    for (let offset = 0; offset < piece.length; offset += CHUNK_BYTES)
      yield piece.subarray(offset, offset + CHUNK_BYTES);
  }
}

/** Writes the body chunk by chunk, each after the previous one was written to the network. */
const upload = (req: ClientRequest, wire: WireRequest): { stop(): void; isComplete(): boolean } => {
  const chunks = [...chunksOf(wire.bodyChunks)];
  const total = wire.bodyChunks.reduce((sum, piece) => sum + piece.length, 0);
  let next = 0;
  let sent = 0;
  let stopped = false;
  const writeNextChunk = (): void => {
    const chunk = chunks[next];
    if (stopped || !chunk) return;
    next += 1;
    const onFlushed = (error?: Error | null): void => {
      if (error || stopped) return;
      sent += chunk.length;
      wire.onProgress?.(sent, total);
      writeNextChunk();
    };
    // The last chunk ends the request, so that the request is complete when a quick answer arrives.
    if (next === chunks.length) req.end(chunk, onFlushed);
    else req.write(chunk, onFlushed);
  };
  if (chunks.length === 0) req.end();
  else writeNextChunk();
  return {
    isComplete: () => next === chunks.length,
    stop: () => {
      if (!stopped && next === chunks.length && sent < total) wire.onProgress?.(total, total);
      stopped = true;
    },
  };
};

const readAnswer = (
  res: IncomingMessage,
  wire: WireRequest,
  finish: (result: TransportResult) => void,
): void => {
  const chunks: Uint8Array[] = [];
  const splitter = wire.rows?.splitter;
  let size = 0;
  const fail = (error: AppError): void => finish({ kind: 'failed', connected: true, error });
  res.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (splitter) {
      splitter.push(chunk);
      // libuv reads up to 32 chunks, 2 MiB, before any other event is handled.
      res.pause();
      setImmediate(() => res.resume());
    } else chunks.push(chunk);
    const isTooLarge = wire.rows !== undefined && size > wire.rows.maxBytes;
    if (isTooLarge || (splitter?.bufferedBytes() ?? size) > wire.maxAnswerBytes)
      fail({ code: wire.tooLargeCode });
  });
  res.on('end', () => {
    if (!res.complete) return fail({ code: 'NET-CUT', params: { cause: 'answer' } });
    finish({
      kind: 'answer',
      answer: {
        status: res.statusCode ?? 0,
        location: res.headers.location ?? null,
        retryAfter: res.headers['retry-after'] ?? null,
        date: res.headers.date ?? null,
        body: splitter?.rest() ?? Buffer.concat(chunks),
      },
    });
  });
  res.on('error', (error) => fail(requestError(error)));
  res.on('close', () => fail({ code: 'NET-CUT', params: { cause: 'answer' } }));
};

interface Route {
  readonly agent: Agent;
  readonly path: string;
  dial(cancel: AbortSignal): Promise<Result<Duplex>>;
}

const sendRequest = (
  wire: WireRequest,
  route: Route,
  abort: AbortController,
  timedOut: () => boolean,
): Promise<TransportResult> =>
  new Promise((resolve) => {
    let connected = false;
    let hasResponse = false;
    let finished = false;
    let currentUpload: ReturnType<typeof upload> | null = null;
    const options: DialRequestArgs = {
      method: wire.method,
      // Host and port are only the key of the agent's pool; `dial` creates the socket, including TLS.
      host: wire.url.hostname,
      port: wire.url.port === '' ? 443 : Number(wire.url.port),
      path: route.path,
      headers: { Host: wire.url.host, ...wire.headers },
      agent: route.agent,
      dial: () => route.dial(abort.signal),
    };
    const req = request(options);
    const finish = (result: TransportResult): void => {
      if (finished) return;
      finished = true;
      abort.signal.removeEventListener('abort', onAbort);
      if (result.kind === 'answer') currentUpload?.stop();
      if (result.kind === 'failed' || currentUpload?.isComplete() !== true) req.destroy();
      if (!connected) abort.abort();
      resolve(result);
    };
    const fail = (error: AppError): void => finish({ kind: 'failed', connected, error });
    const onAbort = (): void => fail({ code: timedOut() ? 'NET-TIMEOUT' : 'NET-CANCELLED' });
    abort.signal.addEventListener('abort', onAbort, { once: true });
    req.once('socket', () => {
      if (finished) return;
      connected = true;
      currentUpload = upload(req, wire);
    });
    req.once('response', (res) => {
      hasResponse = true;
      readAnswer(res, wire, finish);
    });
    req.on('error', (error) => {
      // Once an answer has begun (413 during the upload), its own events determine the outcome.
      if (hasResponse) return;
      fail(error instanceof DialFailure ? error.failure : requestError(error));
    });
    req.on('close', () => {
      if (!hasResponse) fail(requestError(undefined));
    });
    if (abort.signal.aborted) onAbort();
  });

const connectionOf = (socket: Duplex): Connection => {
  if (!(socket instanceof TLSSocket)) return { tls: null };
  const { issuer, valid_to: validTo } = socket.getPeerCertificate();
  const [name] = [issuer.CN ?? issuer.O ?? ''].flat();
  return { tls: { protocol: socket.getProtocol() ?? '', issuer: name ?? '', validTo } };
};

/** Creates the transport; it owns its pool of idle connections. */
export const createTransport = (options: TransportOptions): Transport => {
  const pooled = new DialAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS, maxFreeSockets: 2 });
  const unpooled = new DialAgent({ keepAlive: false });
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
  const resolveProxiesInTime = (url: URL, cancel: AbortSignal): Promise<readonly ProxyEntry[]> => {
    if (!options.resolveProxy) return resolveProxies(url);
    const stop = AbortSignal.any([cancel, AbortSignal.timeout(options.connectTimeoutMs)]);
    const timeout = new Promise<readonly ProxyEntry[]>((resolve) =>
      stop.addEventListener('abort', () => resolve([]), { once: true }),
    );
    return Promise.race([resolveProxies(url), timeout]);
  };

  return {
    send: async (wire) => {
      const abort = new AbortController();
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        abort.abort();
      }, wire.totalTimeoutMs);
      const onCancel = (): void => abort.abort();
      wire.signal?.addEventListener('abort', onCancel, { once: true });
      if (wire.signal?.aborted) abort.abort();
      try {
        const proxies = abort.signal.aborted
          ? []
          : await resolveProxiesInTime(wire.url, abort.signal);
        const viaProxy =
          wire.url.protocol === 'http:' && proxies[0] !== undefined && proxies[0].kind !== 'direct';
        const route: Route = {
          agent: wire.useNewConnection || viaProxy ? unpooled : pooled,
          // A proxy for plain http receives the absolute URL in the request, so no other entry is tried.
          path: viaProxy ? wire.url.href : wire.url.pathname + wire.url.search,
          dial: (cancel) =>
            dial(wire.url, viaProxy ? proxies.slice(0, 1) : proxies, dialOptions, cancel),
        };
        return await sendRequest(wire, route, abort, () => timedOut);
      } finally {
        clearTimeout(timer);
        wire.signal?.removeEventListener('abort', onCancel);
      }
    },
    probe: async (url, signal) => {
      const cancel = signal ?? new AbortController().signal;
      if (cancel.aborted) return err('NET-CANCELLED');
      const socket = await dial(url, await resolveProxiesInTime(url, cancel), dialOptions, cancel);
      if (!socket.ok) return socket;
      const connection = connectionOf(socket.data);
      socket.data.destroy();
      return ok(connection);
    },
  };
};
