/**
 * The simulated service: the calls of the training mode on a real loopback socket, in every dialect, with a ledger, a record of
 * the requests and planned faults. It shares no code with the client.
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { createAgents } from '#main/training/agents.ts';
import { answerCall, type CallDeps } from '#main/training/calls.ts';
import { EMPTY_FORM, parseForm, readFormData, type Form } from '#main/training/form.ts';
import { closeServer, listenOnLoopback } from '#main/training/loopback-server.ts';
import { htmlReply, jsonReply, writeReply, type Reply } from '#main/training/reply.ts';
import { callOf, routeError } from '#main/training/routes.ts';
import type { TrainingCall } from '#main/training/types.ts';
import { inventedCustomers } from './customers.ts';
import { createDialect } from './dialects.ts';
import { sendFault, applyEarlyFault } from './fault-replies.ts';
import { createFaultPlan, type Fault } from './faults.ts';
import { createLedgerRegistry, digestOf } from './ledger.ts';
import { createRequestRecords, type OpenRecord } from './request-records.ts';
import type { TestService, TestServiceOptions } from './types.ts';
import { formViolations } from './violations.ts';

export type { Fault, FaultName } from './faults.ts';
export type * from './types.ts';

const VERIFICATION_PATH = /^(\/agent\/get-verification-(?:status|log))\/$/;

interface ReceivedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: OpenRecord;
  /** The requested address. */
  readonly url: URL;
  /** The address without the trailing slash that some dialects require. */
  readonly target: URL;
}

const pageLimitOf = (
  cap: TestServiceOptions['pageLimit'],
  dialectLimit: number | null,
): number | null => (cap === undefined ? dialectLimit : cap === 'none' ? null : cap);

const createCardReader = ({
  customers = inventedCustomers,
  readCard: readings,
}: TestServiceOptions): CallDeps['readCard'] => {
  let nextIndex = 0;
  return (front, back) => {
    if (readings) return readings(front, back);
    const card = customers[nextIndex % customers.length] ?? null;
    nextIndex += 1;
    return card;
  };
};

/** Starts the service; it listens when the promise resolves. */
export const createTestService = async (options: TestServiceOptions = {}): Promise<TestService> => {
  const now = options.now ?? Date.now;
  const faults = createFaultPlan();
  const records = createRequestRecords();
  const violations: string[] = [];
  let address = '';
  const url = (): string => address;
  const baseDialect = createDialect(options.dialect ?? '1.06', url);
  const dialect = {
    ...baseDialect,
    pastLastPage: options.pastLastPage ?? baseDialect.pastLastPage,
    pageLimit: pageLimitOf(options.pageLimit, baseDialect.pageLimit),
  };
  const replyWithoutSlash = options.replyWithoutSlash ?? dialect.replyWithoutSlash;
  const agents = createAgents(dialect, now);
  const registry = createLedgerRegistry(
    {
      customerKey: (customer) => dialect.customerKey(customer),
      verdictFor: options.verdictFor ?? (() => 'pending'),
      now,
    },
    options.earlierCustomers,
  );
  const deps: CallDeps = {
    agents,
    registry,
    dialect,
    readCard: createCardReader(options),
    onOtp: (mobile, otp) => options.onOtp?.(mobile, otp),
    url,
  };

  const sendReply = ({ record, response }: ReceivedRequest, reply: Reply): void => {
    record.replyStatus = reply.status;
    writeReply(response, reply);
  };

  /** The answer to a request that is rejected unread, for a cookie, its slash or a body without a length; null for others. */
  const earlyRejection = ({ record, url: requestUrl }: ReceivedRequest): Reply | null => {
    if (record.cookie) {
      violations.push(`${requestUrl.pathname}: cookie sent`);
      return jsonReply(403, { detail: 'CSRF Failed: CSRF token missing.' });
    }
    if (record.transferEncoding !== null) {
      violations.push('chunked body');
      return htmlReply(411);
    }
    const isVerificationCall =
      record.call === 'verificationStatus' || record.call === 'verificationLog';
    const hasSlash = requestUrl.pathname.endsWith('/');
    if (!isVerificationCall || hasSlash === (replyWithoutSlash !== 'answer')) return null;
    if (hasSlash || replyWithoutSlash === 404 || replyWithoutSlash === 'answer')
      return htmlReply(404);
    if (replyWithoutSlash === 500) return htmlReply(500);
    return {
      status: replyWithoutSlash,
      type: 'text/html',
      body: '',
      headers: { location: `${requestUrl.pathname}/${requestUrl.search}` },
    };
  };

  /** The answer to an agent who may not sign in; null for those who may. */
  const agentRejection = (call: TrainingCall, { fields }: Form): Reply | null => {
    const mobile = fields.get('mobile_no') ?? '';
    const state = mobile === '' ? 'active' : (options.agentState?.(mobile) ?? 'active');
    if (call === 'requestOtp' && fields.get('user_type') === 'agent') {
      if (state === 'unknown') return dialect.unknownAgent();
      if (state === 'sms-down') return dialect.smsDown();
    }
    const otp = fields.get('otp') ?? '';
    return call === 'verifyOtp' && state === 'disabled' && agents.otpFor(mobile) === otp
      ? dialect.accountDisabled()
      : null;
  };

  const readForm = async ({ request, record }: ReceivedRequest, call: TrainingCall) => {
    if (request.method !== 'POST') return EMPTY_FORM;
    const data = await readFormData(request);
    if (!(data instanceof FormData)) return data;
    const form = await parseForm(data);
    record.fields = [...form.fields.keys()];
    record.files = [...form.files].map(([field, { fileName, type, data: bytes }]) => ({
      field,
      fileName,
      type,
      ...digestOf(bytes),
    }));
    violations.push(...formViolations(call, form, [...data.keys()], dialect.handleNames));
    return form;
  };

  const answerRequest = async (
    received: ReceivedRequest,
    call: TrainingCall,
    fault: Fault | null,
  ): Promise<void> => {
    const { request, response, record, target } = received;
    const form = await readForm(received, call);
    if ('status' in form) return sendReply(received, form);
    const regularReply = async (): Promise<Reply> =>
      agentRejection(call, form) ??
      answerCall(call, { url: target, authorization: request.headers.authorization, form }, deps);
    if (fault?.kind === 'slow') await wait(fault.ms);
    if (!fault || fault.kind === 'slow') return sendReply(received, await regularReply());
    const accepts =
      fault.kind === 'answer-twice' || ('accepts' in fault && (fault.accepts ?? false));
    record.replyStatus = sendFault(request, response, fault, accepts ? await regularReply() : null);
  };

  const handleRequest = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const method = request.method ?? '';
    const requestUrl = new URL(request.url ?? '/', address);
    const target = new URL(requestUrl);
    target.pathname = requestUrl.pathname.replace(VERIFICATION_PATH, '$1');
    const call = callOf(method, target);
    const received = {
      request,
      response,
      record: records.add(request, requestUrl, call),
      url: requestUrl,
      target,
    };
    const rejection = earlyRejection(received);
    if (rejection) return sendReply(received, rejection);
    if (call === null) return sendReply(received, routeError(method, target));
    const fault = faults.takeFault(call);
    if (fault && applyEarlyFault(request, fault)) return;
    await answerRequest(received, call, fault);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // Rejects when the client has disconnected.
    handleRequest(request, response).catch(() => response.destroy());
  };
  const server = options.tls
    ? createHttpsServer({ key: options.tls.key, cert: options.tls.cert }, listener)
    : createHttpServer(listener);
  const port = await listenOnLoopback(server);
  address = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  return {
    url: address,
    faults,
    otpFor: (mobile) => agents.otpFor(mobile),
    ledger: () => registry.ledger(),
    onAccepted: (listen) => registry.onAccepted(listen),
    requests: () => records.all(),
    violations: () => [...violations],
    setVerdict: (nid, verdict) => registry.setVerdict(nid, verdict),
    endSession: (mobile) => agents.logout(mobile),
    expireHandles: () => registry.expireHandles(),
    close: () => closeServer(server),
  };
};
