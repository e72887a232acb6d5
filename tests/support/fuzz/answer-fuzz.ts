/** Server with scripted answers, and the oracle that checks what the real client returns for each of them. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { EkycClient, SubmissionForm, Token } from '#main/ekyc/port.ts';
import { comparedFields, verdicts } from '#shared/domain/verification.ts';
import { appError } from '#shared/ipc/schemas/primitives.ts';
import type { AppError } from '#shared/result.ts';
import { withoutControls } from '#shared/text/normalize.ts';
import type { FuzzedCall, WireAnswer } from './answer-corpus.ts';

const TOKEN = 'token-of-nobody' as Token;
const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0xff, 0xd9]);
const FORM: SubmissionForm = {
  nid_no: '0123456789',
  dob: '1/10/1980',
  applicant_name_ben: 'নমুনা বেগম',
  applicant_name_eng: 'NOMUNA BEGUM',
  father_name: 'উদাহরণ মিয়া',
  mother_name: 'অনুশীলন বেগম',
  pres_address: 'ঢাকা',
  perm_address: 'ঢাকা',
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nominee_relation: 'Son',
  mobile_number: toMobileNumber('01300001234'),
  front: { name: 'id_front_url', value: 'front' },
  back: { name: 'id_back_url', value: 'back' },
  photo: PICTURE,
};

export interface ScriptedServer {
  readonly url: string;
  /** Sets the answer to the following requests; bytes are written to the socket unchanged. */
  answer(next: WireAnswer | string | Buffer): void;
  close(): Promise<void>;
}

export const startScriptedServer = async (): Promise<ScriptedServer> => {
  let next: WireAnswer | string | Buffer = '';
  const sendAnswer = (response: ServerResponse): void => {
    if (typeof next === 'string' || Buffer.isBuffer(next)) {
      response.socket?.end(next);
      return;
    }
    const { status, type, body } = next;
    response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body);
  };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => sendAnswer(response)).on('error', () => undefined);
  });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (answer) => {
      next = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const invocations: Readonly<Record<FuzzedCall, (client: EkycClient) => Promise<unknown>>> = {
  requestOtp: (client) => client.requestOtp(toMobileNumber('01300000042')),
  verifyOtp: (client) => client.verifyOtp(toMobileNumber('01300000042'), '123456'),
  logout: (client) => client.logout(TOKEN),
  readCard: (client) => client.readCard(TOKEN, { front: PICTURE, back: PICTURE }),
  submit: (client) => client.submit(TOKEN, FORM),
  verificationStatus: (client) => client.verificationStatus(TOKEN, toMobileNumber('01300001234')),
  verificationLog: (client) => client.verificationLog(TOKEN, 'all', 1),
};

const textSchema = v.string();
const nullable = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const handleSchema = v.object({
  name: v.picklist(['id_front_url', 'id_back_url', 'id_front_name', 'id_back_name']),
  value: v.pipe(textSchema, v.nonEmpty()),
});
const photoSchema = v.object({ url: nullable(textSchema), matchesEc: nullable(v.boolean()) });
const detailSchema = v.object({ detail: textSchema });

/** Schemas of the data that a successful call may return. */
const outputSchemas: Readonly<Record<Exclude<FuzzedCall, 'submit'>, v.GenericSchema>> = {
  requestOtp: detailSchema,
  verifyOtp: v.object({ token: v.pipe(textSchema, v.regex(/^[\x21-\x7e]{8,4096}$/)) }),
  logout: detailSchema,
  readCard: v.object({
    fields: v.record(textSchema, textSchema),
    front: handleSchema,
    back: handleSchema,
    other: v.record(textSchema, textSchema),
  }),
  verificationStatus: v.object({
    verdict: v.picklist([...verdicts, 'other', 'not-found']),
    statusText: v.pipe(textSchema, v.nonEmpty(), v.maxLength(100)),
    comparisons: v.array(
      v.object({
        field: v.picklist(comparedFields),
        card: nullable(textSchema),
        ec: nullable(textSchema),
        score: nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
      }),
    ),
    textMatches: nullable(v.boolean()),
    cardPhoto: photoSchema,
    counterPhoto: photoSchema,
    other: v.array(v.object({ key: v.pipe(textSchema, v.maxLength(80)), value: textSchema })),
  }),
  verificationLog: v.object({
    entries: v.array(
      v.object({
        mobile: textSchema,
        name: textSchema,
        nid: textSchema,
        submittedOn: textSchema,
        verdict: textSchema,
      }),
    ),
    complete: v.boolean(),
  }),
};

interface ObservedResult {
  /** The kind of a submission's outcome; for other calls `ok` or `failed`. */
  readonly kind: string;
  readonly error: AppError | null;
  readonly detail: string;
  readonly data: unknown;
}

const observeResult = (call: FuzzedCall, result: unknown): ObservedResult => {
  const value = result as {
    ok?: boolean;
    kind?: string;
    error?: AppError;
    data?: unknown;
    detail?: string;
  };
  const error = value.error ?? null;
  if (call === 'submit')
    return { kind: value.kind ?? '', error, detail: value.detail ?? '', data: null };
  const data = value.ok === true ? value.data : null;
  const answerDetail = (data as { detail?: unknown } | null)?.detail;
  return {
    kind: value.ok === true ? 'ok' : 'failed',
    error,
    detail: typeof answerDetail === 'string' ? answerDetail : '',
    data,
  };
};

const MARKUP = /<\s*[a-z!/?]/i;

/** Parses a body independently of the client's own parser. */
const parseJson = (body: Buffer): { readonly json: unknown } | null => {
  try {
    const bytes = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { json: JSON.parse(bytes.replaceAll(/-?\b(?:NaN|Infinity)\b/g, 'null')) as unknown };
  } catch {
    return null;
  }
};

const codesForStatus = (call: FuzzedCall, status: number): readonly string[] | null => {
  if (status === 401)
    return [
      call === 'requestOtp' ? 'OTP-REFUSED' : call === 'verifyOtp' ? 'OTP-WRONG' : 'SESSION-ENDED',
    ];
  if (status === 404)
    return call === 'requestOtp' ? ['OTP-UNKNOWN', 'SVC-NOT-FOUND'] : ['SVC-NOT-FOUND'];
  const codeByStatus: Readonly<Record<number, string>> = {
    407: 'NET-PROXY',
    408: 'NET-TIMEOUT',
    413: 'SVC-TOO-LARGE',
    429: 'SVC-THROTTLED',
    511: 'SVC-NOT-JSON',
  };
  const code = codeByStatus[status];
  if (code !== undefined) return [code];
  if (status >= 300 && status < 400) return ['SVC-REDIRECT'];
  if ((status >= 502 && status <= 504) || (status >= 520 && status <= 530)) return ['NET-GATEWAY'];
  return status >= 500 ? ['SVC-BROKEN'] : null;
};

/** Codes for a log that is no JSON. The client removes the rows while they arrive, so the remainder may be JSON although the body is not. */
const UNREADABLE_LOG_CODES = [
  'SVC-NOT-JSON',
  'SVC-ANSWER',
  'SVC-DECLINED',
  'SVC-TOO-LARGE',
  'SVC-THROTTLED',
  'SESSION-ROLE',
  'SESSION-ENDED',
];

/** Error codes that an answer may cause; null when they depend on the content of the body. */
const expectedCodes = (call: FuzzedCall, answer: WireAnswer): readonly string[] | null => {
  const statusCodes = codesForStatus(call, answer.status);
  if (statusCodes) return statusCodes;
  const body = parseJson(answer.body);
  if (!body) return call === 'verificationLog' ? UNREADABLE_LOG_CODES : ['SVC-NOT-JSON'];
  return typeof body.json === 'object' && body.json !== null
    ? null
    : ['SVC-ANSWER', 'SVC-NOT-JSON'];
};

/** The fault in what the client decoded from an answer; null when there is none. */
const findProblem = (
  call: FuzzedCall,
  answer: WireAnswer | null,
  result: unknown,
): string | null => {
  const { kind, error, detail: answerDetail, data } = observeResult(call, result);
  if (error && !v.is(v.strictObject(appError.entries), error)) return 'an error of another shape';
  const shownTexts = [answerDetail, error?.service ?? '', ...Object.values(error?.fields ?? {})];
  if (shownTexts.some((line) => MARKUP.test(line))) return 'markup in a text';
  if (shownTexts.some((line) => line.length > 1_000)) return 'a text without a limit';
  if (shownTexts.some((line) => withoutControls(line) !== line)) return 'controls in a text';
  if (call !== 'submit' && kind === 'ok' && !v.is(outputSchemas[call], data))
    return 'a wrong value';
  if (answer === null) {
    if (call === 'submit') return kind === 'unknown' ? null : `${kind} without an answer`;
    return kind === 'failed' ? null : 'a value without an answer';
  }
  const codes = expectedCodes(call, answer);
  const isSuccess = answer.status >= 200 && answer.status <= 299;
  if (call !== 'submit') {
    if (kind === 'ok') return isSuccess && codes === null ? null : `a value from ${answer.status}`;
    return codes === null || codes.includes(error?.code ?? '') ? null : (error?.code ?? '');
  }
  if (kind === 'not-sent') return 'not-sent although the service answered';
  if (kind === 'accepted') return isSuccess && codes === null ? null : 'accepted without an answer';
  if (kind === 'refused')
    return isSuccess || [400, 403, 413].includes(answer.status)
      ? null
      : `refused by ${answer.status}`;
  if (kind !== 'unknown') return null;
  const cause = String(error?.params?.['cause'] ?? '');
  // The cause is a code that the answer allows, or an HTTP status.
  return codes === null || codes.includes(cause) || /^\d+$/.test(cause) ? null : `cause ${cause}`;
};

export interface AnswerStatistics {
  bodies: number;
  readonly outcomes: Map<string, number>;
}

/** Calls the client, which gets this answer. Throws when the call rejects or its result violates the contract. */
export const checkAnswer = async (
  client: EkycClient,
  server: ScriptedServer,
  call: FuzzedCall,
  answer: WireAnswer | string | Buffer,
  count: AnswerStatistics,
): Promise<void> => {
  server.answer(answer);
  const isBytes = typeof answer === 'string' || Buffer.isBuffer(answer);
  const describeCase = (): string =>
    isBytes
      ? `${call} ${String(answer).slice(0, 200)}`
      : `${call} ${answer.status} ${answer.body.toString().slice(0, 600)}`;
  let result: unknown;
  try {
    result = await invocations[call](client);
  } catch (error) {
    throw new Error(`an exception: ${describeCase()}`, { cause: error });
  }
  const problem = findProblem(call, isBytes ? null : answer, result);
  if (problem !== null) throw new Error(`${problem}: ${describeCase()}\n${JSON.stringify(result)}`);
  const { kind, error } = observeResult(call, result);
  const outcome = call === 'submit' ? kind : (error?.code ?? kind);
  count.bodies += 1;
  count.outcomes.set(outcome, (count.outcomes.get(outcome) ?? 0) + 1);
};

/** A client with deadlines for loopback under load. */
export const createFuzzClient = (server: ScriptedServer): EkycClient =>
  createEkycClient({ baseUrl: server.url, timeouts: { requestMs: 20_000, readCardMs: 20_000 } });
