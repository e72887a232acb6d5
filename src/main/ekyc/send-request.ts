/**
 * Sends one HTTP request over a connection that the caller dials: uploads the body in chunks and reads the answer within its limits. A
 * failure states whether the connection had been established; before that, nothing was sent.
 */
import {
  Agent,
  request,
  type ClientRequest,
  type ClientRequestArgs,
  type IncomingMessage,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppError, Result } from '#shared/result.ts';
import type { AnswerSplitter } from './json-rows.ts';
import { requestError } from './net-errors.ts';

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

const CHUNK_BYTES = 64 * 1024;

/** Passes the failure of a dial through the agent to the request's `error` event. */
class DialFailure extends Error {
  readonly failure: AppError;
  constructor(failure: AppError) {
    super(failure.code);
    this.failure = failure;
  }
}

type DialRequestArgs = ClientRequestArgs & { readonly dial?: () => Promise<Result<Duplex>> };

/** Agent that provides a socket only once it is connected: the `socket` event of a request proves the connection. */
export class DialAgent extends Agent {
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

/** Splits buffers into chunks of at most {@link CHUNK_BYTES}, without copying. */
function* splitIntoChunks(buffers: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const buffer of buffers) {
    for (let offset = 0; offset < buffer.length; offset += CHUNK_BYTES)
      yield buffer.subarray(offset, offset + CHUNK_BYTES);
  }
}

/** Writes the body chunk by chunk, each after the previous one was written to the network. */
const uploadBody = (
  clientRequest: ClientRequest,
  wireRequest: WireRequest,
): { stop(): void; isComplete(): boolean } => {
  const chunks = [...splitIntoChunks(wireRequest.bodyChunks)];
  const totalBytes = wireRequest.bodyChunks.reduce((sum, buffer) => sum + buffer.length, 0);
  let nextIndex = 0;
  let sentBytes = 0;
  let isStopped = false;
  const writeNextChunk = (): void => {
    const chunk = chunks[nextIndex];
    if (isStopped || !chunk) return;
    nextIndex += 1;
    const onFlushed = (error?: Error | null): void => {
      if (error || isStopped) return;
      sentBytes += chunk.length;
      wireRequest.onProgress?.(sentBytes, totalBytes);
      writeNextChunk();
    };
    // The last chunk ends the request, so that the request is complete when a quick answer arrives.
    if (nextIndex === chunks.length) clientRequest.end(chunk, onFlushed);
    else clientRequest.write(chunk, onFlushed);
  };
  if (chunks.length === 0) clientRequest.end();
  else writeNextChunk();
  return {
    isComplete: () => nextIndex === chunks.length,
    stop: () => {
      if (!isStopped && nextIndex === chunks.length && sentBytes < totalBytes)
        wireRequest.onProgress?.(totalBytes, totalBytes);
      isStopped = true;
    },
  };
};

const readAnswer = (
  response: IncomingMessage,
  wireRequest: WireRequest,
  finish: (result: TransportResult) => void,
): void => {
  const chunks: Uint8Array[] = [];
  const splitter = wireRequest.rows?.splitter;
  let receivedBytes = 0;
  const fail = (error: AppError): void => finish({ kind: 'failed', connected: true, error });
  response.on('data', (chunk: Uint8Array) => {
    receivedBytes += chunk.length;
    if (splitter) {
      splitter.push(chunk);
      // libuv reads up to 32 chunks, 2 MiB, before any other event is handled.
      response.pause();
      setImmediate(() => response.resume());
    } else chunks.push(chunk);
    const isTooLarge = wireRequest.rows !== undefined && receivedBytes > wireRequest.rows.maxBytes;
    if (isTooLarge || (splitter?.bufferedBytes() ?? receivedBytes) > wireRequest.maxAnswerBytes)
      fail({ code: wireRequest.tooLargeCode });
  });
  response.on('end', () => {
    if (!response.complete) return fail({ code: 'NET-CUT', params: { cause: 'answer' } });
    finish({
      kind: 'answer',
      answer: {
        status: response.statusCode ?? 0,
        location: response.headers.location ?? null,
        retryAfter: response.headers['retry-after'] ?? null,
        date: response.headers.date ?? null,
        body: splitter?.remainder() ?? Buffer.concat(chunks),
      },
    });
  });
  response.on('error', (error) => fail(requestError(error)));
  response.on('close', () => fail({ code: 'NET-CUT', params: { cause: 'answer' } }));
};

/** Where a request is sent: the agent with its pool, the path of the request line, and how a connection is opened. */
export interface Route {
  readonly agent: Agent;
  readonly path: string;
  dial(cancel: AbortSignal): Promise<Result<Duplex>>;
}

export const sendRequest = (
  wireRequest: WireRequest,
  route: Route,
  abort: AbortController,
  isTimedOut: () => boolean,
): Promise<TransportResult> =>
  new Promise((resolve) => {
    let isConnected = false;
    let hasResponse = false;
    let isFinished = false;
    let currentUpload: ReturnType<typeof uploadBody> | null = null;
    const options: DialRequestArgs = {
      method: wireRequest.method,
      // Host and port are only the key of the agent's pool; `dial` creates the socket, including TLS.
      host: wireRequest.url.hostname,
      port: wireRequest.url.port === '' ? 443 : Number(wireRequest.url.port),
      path: route.path,
      headers: { Host: wireRequest.url.host, ...wireRequest.headers },
      agent: route.agent,
      dial: () => route.dial(abort.signal),
    };
    const clientRequest = request(options);
    const finish = (result: TransportResult): void => {
      if (isFinished) return;
      isFinished = true;
      abort.signal.removeEventListener('abort', onAbort);
      if (result.kind === 'answer') currentUpload?.stop();
      if (result.kind === 'failed' || currentUpload?.isComplete() !== true) clientRequest.destroy();
      if (!isConnected) abort.abort();
      resolve(result);
    };
    const fail = (error: AppError): void =>
      finish({ kind: 'failed', connected: isConnected, error });
    const onAbort = (): void => fail({ code: isTimedOut() ? 'NET-TIMEOUT' : 'NET-CANCELLED' });
    abort.signal.addEventListener('abort', onAbort, { once: true });
    clientRequest.once('socket', () => {
      if (isFinished) return;
      isConnected = true;
      currentUpload = uploadBody(clientRequest, wireRequest);
    });
    clientRequest.once('response', (response) => {
      hasResponse = true;
      readAnswer(response, wireRequest, finish);
    });
    clientRequest.on('error', (error) => {
      // Once an answer has begun (413 during the upload), its own events determine the outcome.
      if (hasResponse) return;
      fail(error instanceof DialFailure ? error.failure : requestError(error));
    });
    clientRequest.on('close', () => {
      if (!hasResponse) fail(requestError(undefined));
    });
    if (abort.signal.aborted) onAbort();
  });
