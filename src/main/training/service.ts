/**
 * The built-in service: the eKYC service's document taken at its word, on a real loopback socket, with a memory of its own
 * and a plan of faults. For training, for the demo and for tests. It knows nothing of the client.
 */
import multipart from '@fastify/multipart';
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAgents } from './agents.ts';
import {
  createRegistrationCalls,
  logout,
  picture,
  requestOtp,
  verificationLog,
  verificationStatus,
  verifyOtp,
  type Asked,
  type CallDeps,
} from './calls.ts';
import { createDialect } from './dialects.ts';
import { createFaultPlan, type Fault } from './faults.ts';
import { readForm, type Form } from './form.ts';
import { createRegistry } from './registry.ts';
import { html, json, notSignedIn, send, sendFault, strikeEarly, type Reply } from './reply.ts';
import type { RequestRecord, TrainingCall, TrainingOptions, TrainingService } from './types.ts';

export type * from './types.ts';
export type { Fault, FaultName } from './faults.ts';

const PATHS = {
  '/app/request-otp/': 'POST',
  '/app/verify-otp/': 'POST',
  '/app/logout/': 'GET',
  '/agent/customer-registration/': 'POST',
  '/agent/get-verification-status': 'POST',
  '/agent/get-verification-log': 'GET',
} as const;

const CALL_BY_PATH: Readonly<Record<string, TrainingCall>> = {
  '/app/request-otp/': 'requestOtp',
  '/app/verify-otp/': 'verifyOtp',
  '/app/logout/': 'logout',
  '/agent/get-verification-status': 'verificationStatus',
  '/agent/get-verification-log': 'verificationLog',
};

const KEPT_REQUESTS = 5_000;
const NO_FORM: Form = { fields: new Map(), files: new Map(), repeated: [] };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Arrived {
  readonly record: Writable<RequestRecord>;
  readonly url: URL;
  readonly fault: Fault | null;
}

const callOf = (method: string, url: URL): TrainingCall | null => {
  if (method === 'GET' && url.pathname.startsWith('/media/')) return 'photo';
  const path = url.pathname.replace(/^(\/agent\/get-verification-(?:status|log))\/$/, '$1');
  if (PATHS[path as keyof typeof PATHS] !== method) return null;
  if (path !== '/agent/customer-registration/') return CALL_BY_PATH[path] ?? null;
  const step = url.searchParams.get('step');
  return step === '1' ? 'readCard' : step === '2' ? 'submit' : null;
};

/** Starts the service; it listens when the promise settles. */
export const createTrainingService = async (options: TrainingOptions): Promise<TrainingService> => {
  const now = options.now ?? Date.now;
  const faults = createFaultPlan();
  const requests: Writable<RequestRecord>[] = [];
  const violations: string[] = [];
  const connections = new WeakMap<Socket, number>();
  let connectionCount = 0;
  let address = '';
  const dialect = createDialect(options.dialect ?? '1.06', () => address);
  const agents = createAgents(dialect, now);
  const registry = createRegistry(
    { ...options, isSameCustomer: (a, b) => dialect.isSameCustomer(a, b) },
    now,
  );
  const slashless = options.slashless ?? dialect.slashless;
  const deps: CallDeps = {
    options,
    agents,
    registry,
    dialect,
    url: () => address,
    now,
    violation: (text) => void violations.push(text),
  };
  const registration = createRegistrationCalls();
  const arrived = new WeakMap<FastifyRequest, Arrived>();

  const serverFactory = (handler: RequestListener) =>
    options.tls
      ? createHttpsServer({ key: options.tls.key, cert: options.tls.cert }, handler)
      : createHttpServer(handler);
  const app = fastify({
    serverFactory,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024 * 1024,
    exposeHeadRoutes: false,
  });
  app.removeAllContentTypeParsers();
  await app.register(multipart);

  const connectionOf = (socket: Socket): number => {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    connectionCount += 1;
    connections.set(socket, connectionCount);
    return connectionCount;
  };

  const note = (
    request: FastifyRequest,
    url: URL,
    call: TrainingCall | null,
  ): Writable<RequestRecord> => {
    const { authorization, cookie } = request.headers;
    const length = request.headers['content-length'];
    const record: Writable<RequestRecord> = {
      call,
      method: request.method,
      path: url.pathname + url.search,
      connection: connectionOf(request.raw.socket),
      authorization: {
        present: authorization !== undefined,
        scheme: authorization?.split(' ')[0] ?? null,
      },
      cookie: cookie !== undefined,
      contentType: request.headers['content-type'] ?? null,
      contentLength: length === undefined ? null : Number(length),
      transferEncoding: request.headers['transfer-encoding'] ?? null,
      fields: [],
      files: [],
      answered: null,
    };
    requests.push(record);
    if (requests.length > KEPT_REQUESTS) requests.shift();
    return record;
  };

  /** What is answered before anything is read: cookies, missing slashes, bodies without a length. */
  const gate = ({ record, url }: Arrived): Reply | null => {
    if (record.cookie) {
      violations.push(`${record.path.split('?')[0] ?? ''}: cookie sent`);
      return json(403, { detail: 'CSRF Failed: CSRF token missing.' });
    }
    if (record.transferEncoding !== null) {
      violations.push('chunked body');
      return html(411);
    }
    const verification = record.call === 'verificationStatus' || record.call === 'verificationLog';
    const slashed = url.pathname.endsWith('/');
    if (!verification || slashed === (slashless !== 'answer')) return null;
    if (slashed || slashless === 404 || slashless === 'answer') return html(404);
    if (slashless === 500) return html(500);
    return {
      status: slashless,
      type: 'text/html',
      body: '',
      headers: { location: `${url.pathname}/${url.search}` },
    };
  };

  const agentOf = (request: FastifyRequest): string | Reply => {
    const header = request.headers.authorization;
    if (header === undefined) return notSignedIn('Authentication credentials were not provided.');
    const token = /^Token (\S+)$/.exec(header)?.[1];
    return (token !== undefined && agents.agentOf(token)) || notSignedIn('Invalid token.');
  };

  const handlers: Readonly<
    Record<Exclude<TrainingCall, 'photo'>, (asked: Asked, deps: CallDeps) => Reply>
  > = {
    requestOtp,
    verifyOtp,
    logout,
    ...registration,
    verificationStatus,
    verificationLog,
  };

  const work = (request: FastifyRequest, { record, url }: Arrived, form: Form): Reply => {
    if (record.call === null) return json(400, { step: ['Must be 1 or 2.'] });
    if (record.call === 'photo') return picture(url.pathname.split('/').at(-1) ?? '', deps);
    const agent =
      record.call === 'requestOtp' || record.call === 'verifyOtp' ? '' : agentOf(request);
    return typeof agent === 'string'
      ? handlers[record.call]({ query: url.searchParams, form, agent }, deps)
      : agent;
  };

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const came = arrived.get(request);
    if (!came) return send(reply, html(500));
    const { record, fault } = came;
    if (request.method === 'POST' && !request.isMultipart())
      return send(reply, json(415, { detail: 'Only form-data is accepted.' }));
    const form = request.method === 'POST' ? await readForm(request) : NO_FORM;
    record.fields = [...form.fields.keys()];
    record.files = [...form.files.values()].map(({ data: _data, ...fact }) => fact);
    for (const name of form.repeated) violations.push(`field ${name} sent twice`);
    if (fault?.kind === 'slow') await wait(fault.ms);
    if (!fault || fault.kind === 'slow') return send(reply, work(request, came, form));
    const does = fault.kind === 'answer-twice' || ('accepts' in fault && (fault.accepts ?? false));
    sendFault(reply, fault, does ? work(request, came, form) : null);
    return reply;
  };

  app.addHook('onRequest', async (request, reply) => {
    const url = new URL(request.url, address);
    const call = callOf(request.method, url);
    const came: Arrived = { record: note(request, url, call), url, fault: null };
    arrived.set(request, came);
    const early = gate(came);
    if (early) return send(reply, early);
    const fault = call ? faults.take(call) : null;
    arrived.set(request, { ...came, fault });
    return fault && strikeEarly(reply, fault) ? reply : undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const record = arrived.get(request)?.record;
    if (record) record.answered = reply.statusCode;
    return payload;
  });
  for (const [path, method] of Object.entries(PATHS)) {
    app.route({ method, url: path, handler: handle });
    if (!path.endsWith('/')) app.route({ method, url: `${path}/`, handler: handle });
  }
  app.route({ method: 'GET', url: '/media/:id', handler: handle });
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname } = new URL(request.url, address);
    const known = pathname in PATHS;
    return send(
      reply,
      known ? json(405, { detail: `Method ${request.method} not allowed.` }) : html(404),
    );
  });
  app.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return send(
      reply,
      status === 415 ? json(415, { detail: 'Only form-data is accepted.' }) : html(status),
    );
  });

  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  address = `${options.tls ? 'https' : 'http'}://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  return {
    url: address,
    faults,
    otpFor: (mobile) => agents.otpFor(mobile),
    ledger: () => registry.ledger(),
    requests: () => [...requests],
    violations: () => [...violations],
    decide: (nid, verdict) => registry.decide(nid, verdict),
    endSession: (mobile) => agents.logout(mobile),
    forgetHandles: () => registry.forgetHandles(),
    close: () => app.close(),
  };
};
