/** Client of the eKYC service: its seven calls, the photos named in its answers, and a reachability probe. */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { endpointUrl, isPermittedUrl, parseBaseUrl } from './base-url.ts';
import { serviceVerdicts } from './decode/aliases.ts';
import { decodeCard } from './decode/card.ts';
import { decodeLog, logEntryOf } from './decode/log.ts';
import { decodeDetail, decodeToken } from './decode/sign-in.ts';
import { decodeStatus, isFailedCall } from './decode/status.ts';
import { classifyAnswer, classifyFailedStatus, type CallId } from './errors.ts';
import type { Json } from './json.ts';
import { createRowSplitter, type AnswerSplitter } from './json-rows.ts';
import { createLogEndDetector, LOG_PAGE_SIZE } from './log-end-detector.ts';
import { buildMultipart, type FormPart } from './multipart.ts';
import { createTrailingSlashPolicy } from './trailing-slash-policy.ts';
import { isPicture, decodePictureDataUri } from './picture.ts';
import type { CallOptions, EkycClient, Token } from './port.ts';
import { submissionParts, outcomeOfSubmit } from './submit.ts';
import type { Answer, TransportResult, WireRequest } from './send-request.ts';
import { createTransport } from './transport.ts';

export interface EkycClientOptions {
  /** As written in the settings. If it is not a permitted URL, every call fails with CFG-URL and nothing is sent. */
  readonly baseUrl: string;
  /** Proxies for a URL in PAC form (`PROXY host:port; DIRECT`). Absent means direct. */
  readonly resolveProxy?: (url: string) => Promise<string>;
  /**
   * Trusted CA certificates (PEM), replacing Node's bundled ones; they include those of the operating system, because
   * the networks of banks need them.
   */
  readonly caCertificates?: readonly string[];
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly timeouts?: {
    readonly connectMs?: number;
    readonly readCardMs?: number;
    readonly requestMs?: number;
  };
}

interface Call {
  readonly id: CallId;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly parts?: readonly FormPart[];
  readonly token?: Token;
  readonly totalTimeoutMs?: number;
  readonly useNewConnection?: boolean;
  readonly maxAnswerBytes?: number;
  /** Creates the splitter of the answer's rows; called for each attempt. */
  readonly createSplitter?: () => AnswerSplitter;
  readonly options: CallOptions | undefined;
}

const MAX_JSON_BYTES = 2 * 1024 * 1024;
const MAX_PHOTO_BYTES = 5 * 1024 * 1024;
/** A status may contain two photos as data URIs. */
const MAX_STATUS_BYTES = 16 * 1024 * 1024;
const MAX_LOG_BYTES = 64 * 1024 * 1024;
const COMMON_HEADERS = { 'User-Agent': 'ekyc-branch-kiosk', 'Accept-Encoding': 'identity' };

/** The client's only state is its idle connections, the learned form of paths and digests of the log's pages. */
export const createEkycClient = (options: EkycClientOptions): EkycClient => {
  const base = parseBaseUrl(options.baseUrl);
  const now = options.now ?? Date.now;
  const requestMs = options.timeouts?.requestMs ?? limits.requestTimeoutMs;
  const transport = createTransport({
    connectTimeoutMs: options.timeouts?.connectMs ?? limits.connectTimeoutMs,
    ...(options.resolveProxy ? { resolveProxy: options.resolveProxy } : {}),
    ...(options.caCertificates ? { caCertificates: options.caCertificates } : {}),
  });
  const slashPolicy = createTrailingSlashPolicy();
  const logEndDetector = createLogEndDetector();

  const createWireRequest = (call: Call, origin: URL, path: string): WireRequest => {
    const body = call.parts ? buildMultipart(call.parts) : null;
    return {
      method: call.method,
      url: endpointUrl(origin, path, call.query),
      headers: {
        ...COMMON_HEADERS,
        Accept: 'application/json',
        ...(call.token === undefined ? {} : { Authorization: `Token ${call.token}` }),
        ...(body
          ? { 'Content-Type': body.contentType, 'Content-Length': String(body.length) }
          : {}),
      },
      bodyChunks: body?.chunks ?? [],
      totalTimeoutMs: call.totalTimeoutMs ?? requestMs,
      maxAnswerBytes: call.maxAnswerBytes ?? MAX_JSON_BYTES,
      rows: call.createSplitter
        ? { splitter: call.createSplitter(), maxBytes: MAX_LOG_BYTES }
        : undefined,
      tooLargeCode: 'SVC-ANSWER',
      useNewConnection: call.useNewConnection ?? false,
      signal: call.options?.signal,
      onProgress: call.options?.onProgress,
    };
  };

  /**
   * Sends a call, and a second time with or without a trailing slash where the service's document is ambiguous. Step 2 is
   * never sent twice.
   */
  const sendCall = async (call: Call): Promise<TransportResult> => {
    if (!base.ok) return { kind: 'failed', connected: false, error: base.error };
    const currentPath = slashPolicy.current(call.path);
    const wireRequest = createWireRequest(call, base.data, currentPath);
    const firstResult = await transport.send(wireRequest);
    if (firstResult.kind === 'failed') return firstResult;
    const alternativePath =
      call.id === 'submit'
        ? null
        : slashPolicy.alternative(call.path, wireRequest.url, firstResult.answer);
    if (alternativePath === null) {
      slashPolicy.learn(call.path, currentPath, firstResult.answer);
      return firstResult;
    }
    const secondResult = await transport.send(createWireRequest(call, base.data, alternativePath));
    if (secondResult.kind === 'failed') return secondResult;
    slashPolicy.learn(call.path, alternativePath, secondResult.answer);
    // 404 for both forms means that the first answer was not caused by the form of the path.
    return secondResult.answer.status === 404 ? firstResult : secondResult;
  };

  const callService = async (call: Call): Promise<Result<{ body: Json; answer: Answer }>> => {
    const result = await sendCall(call);
    if (result.kind === 'failed') return { ok: false, error: result.error };
    const classified = classifyAnswer(call.id, result.answer, now());
    return classified.ok ? ok({ body: classified.data, answer: result.answer }) : classified;
  };

  return {
    requestOtp: async (mobile, callOptions) => {
      const parts = [
        { name: 'mobile_no', value: mobile },
        { name: 'user_type', value: 'agent' },
      ];
      const result = await callService({
        id: 'requestOtp',
        method: 'POST',
        path: '/app/request-otp/',
        parts,
        options: callOptions,
      });
      return result.ok ? decodeDetail(result.data.body) : result;
    },

    verifyOtp: async (mobile, otp, callOptions) => {
      const parts = [
        { name: 'mobile_no', value: mobile },
        { name: 'otp', value: otp },
      ];
      const result = await callService({
        id: 'verifyOtp',
        method: 'POST',
        path: '/app/verify-otp/',
        parts,
        options: callOptions,
      });
      return result.ok ? decodeToken(result.data.body) : result;
    },

    logout: async (token, callOptions) => {
      const result = await callService({
        id: 'logout',
        method: 'GET',
        path: '/app/logout/',
        token,
        options: callOptions,
      });
      return result.ok ? decodeDetail(result.data.body) : result;
    },

    readCard: async (token, card, callOptions) => {
      const result = await callService({
        id: 'readCard',
        method: 'POST',
        path: '/agent/customer-registration/',
        query: { step: '1', crop: '1' },
        parts: [
          { name: 'id_front', fileName: 'id_front.jpg', jpeg: card.front },
          { name: 'id_back', fileName: 'id_back.jpg', jpeg: card.back },
        ],
        token,
        totalTimeoutMs: options.timeouts?.readCardMs ?? limits.readCardTimeoutMs,
        options: callOptions,
      });
      return result.ok ? decodeCard(result.data.body) : result;
    },

    submit: async (token, form, callOptions) => {
      const result = await sendCall({
        id: 'submit',
        method: 'POST',
        path: '/agent/customer-registration/',
        query: { step: '2' },
        parts: submissionParts(form),
        token,
        useNewConnection: true,
        options: callOptions,
      });
      return outcomeOfSubmit(result, now());
    },

    verificationStatus: async (token, mobile, callOptions) => {
      const parts = [{ name: 'mobile_number', value: mobile }];
      const result = await callService({
        id: 'verificationStatus',
        method: 'POST',
        path: '/agent/get-verification-status',
        parts,
        token,
        maxAnswerBytes: MAX_STATUS_BYTES,
        options: callOptions,
      });
      if (!result.ok) return result;
      const { answer, body } = result.data;
      return isFailedCall(body) ? classifyFailedStatus(answer, body, now()) : decodeStatus(body);
    },

    verificationLog: async (token, filter, page, callOptions) => {
      const status = filter === 'all' ? filter : serviceVerdicts[filter];
      const query = { status, page: String(page), per_page: String(LOG_PAGE_SIZE) };
      let splitter = createRowSplitter(logEntryOf);
      const createSplitter = (): AnswerSplitter => (splitter = createRowSplitter(logEntryOf));
      const result = await callService({
        id: 'verificationLog',
        method: 'GET',
        path: '/agent/get-verification-log',
        query,
        token,
        createSplitter,
        options: callOptions,
      });
      if (!result.ok) return result;
      const log = decodeLog(result.data.body, splitter);
      return log.ok
        ? ok(logEndDetector.add(token, filter, page, log.data.entries, log.data.received))
        : log;
    },

    fetchPhoto: async (token, address, callOptions) => {
      if (!base.ok) return base;
      if (address.startsWith('data:')) return decodePictureDataUri(address, MAX_PHOTO_BYTES);
      const url = URL.parse(address, base.data);
      if (!url || !isPermittedUrl(url) || url.username !== '' || url.password !== '')
        return err('SVC-ANSWER');
      // Requests go to the service's host only, whatever address an answer contains.
      if (url.hostname !== base.data.hostname) return err('SVC-ANSWER');
      const isSameOrigin = url.origin === base.data.origin;
      const result = await transport.send({
        method: 'GET',
        url,
        headers: {
          ...COMMON_HEADERS,
          Accept: 'image/*',
          ...(isSameOrigin ? { Authorization: `Token ${token}` } : {}),
        },
        bodyChunks: [],
        totalTimeoutMs: requestMs,
        maxAnswerBytes: MAX_PHOTO_BYTES,
        tooLargeCode: 'IMG-FILE-SIZE',
        useNewConnection: !isSameOrigin,
        signal: callOptions?.signal,
      });
      if (result.kind === 'failed') return { ok: false, error: result.error };
      const { status, body } = result.answer;
      if (status >= 200 && status <= 299) return isPicture(body) ? ok(body) : err('IMG-NOT-IMAGE');
      // A 401 from another port does not concern this session.
      if (!isSameOrigin && status >= 400 && status <= 499)
        return err('SVC-NOT-FOUND', { params: { status } });
      const classified = classifyAnswer('photo', result.answer, now());
      return classified.ok ? err('IMG-NOT-IMAGE') : classified;
    },

    probe: async (callOptions) => {
      if (!base.ok) return base;
      const reached = await transport.probe(base.data, callOptions?.signal);
      return reached.ok ? ok(undefined) : reached;
    },
  };
};
