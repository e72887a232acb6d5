/**
 * Runs the service of training mode: implements the document of the eKYC service as an HTTP server on loopback, with
 * registrations in memory. The client uses it through HTTP only, so that training runs the same client code as normal operation.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { createAgents } from './agents.ts';
import { answerCall, type CallDeps } from './calls.ts';
import { createDocumentDialect } from './document.ts';
import { EMPTY_FORM, parseForm, readFormData } from './form.ts';
import { closeServer, listenOnLoopback } from './loopback-server.ts';
import type { TrainingFaults } from './faults.ts';
import { createRegistry, type AcceptedForm, type RegistryOptions } from './registry.ts';
import { htmlReply, writeReply, type Reply } from './reply.ts';
import { callOf, routeError } from './routes.ts';

export interface TrainingOptions
  extends Pick<CallDeps, 'readCard' | 'onOtp' | 'ecRecord'>, Pick<RegistryOptions, 'verdictFor'> {
  readonly faults: TrainingFaults;
  /** Registrations that exist at start, submitted by another branch. */
  readonly earlierRegistrations?: readonly AcceptedForm[];
  /** Called with the NID number after a registration was saved. */
  readonly onAccepted?: (nid: string) => void;
}

export interface TrainingService {
  /** `http://127.0.0.1:port`, without a trailing slash. */
  readonly url: string;
  /**
   * Simulates a broken connection: closes the server, or listens again on the same port. Rejects when another program uses the
   * port.
   */
  setOnline(online: boolean): Promise<void>;
  /** Ends the sessions of all agents. */
  endSessions(): void;
  close(): Promise<void>;
}

/** Starts the service. It is listening when the promise resolves. */
export const createTrainingService = async ({
  readCard,
  onOtp,
  ecRecord,
  verdictFor,
  faults,
  earlierRegistrations: earlier = [],
  onAccepted,
}: TrainingOptions): Promise<TrainingService> => {
  let address = '';
  const url = (): string => address;
  const dialect = createDocumentDialect(url);
  const agents = createAgents(dialect, Date.now);
  const baseRegistry = createRegistry({
    customerKey: (customer) => dialect.customerKey(customer),
    verdictFor,
    now: Date.now,
  });
  for (const registration of earlier) baseRegistry.accept(registration);
  const registry: typeof baseRegistry = {
    ...baseRegistry,
    accept: (accepted) => {
      const registration = baseRegistry.accept(accepted);
      onAccepted?.(accepted.fields.nid_no);
      return registration;
    },
  };
  const deps: CallDeps = {
    agents,
    registry,
    dialect,
    readCard,
    onOtp,
    url,
    ...(ecRecord ? { ecRecord } : {}),
  };

  const handleRequest = async (request: IncomingMessage): Promise<Reply> => {
    const { method = 'GET' } = request;
    const target = new URL(request.url ?? '/', address);
    const call = callOf(method, target);
    if (call === null) return routeError(method, target);
    const data = method === 'POST' ? await readFormData(request) : null;
    if (data && !(data instanceof FormData)) return data;
    const form = data ? await parseForm(data) : EMPTY_FORM;
    const { authorization } = request.headers;
    const runCall = (): Promise<Reply> =>
      answerCall(call, { url: target, authorization, form }, deps);
    return faults.replyWithFaults(call, runCall, dialect);
  };

  const server = createServer((request, response) => {
    handleRequest(request)
      .catch(() => htmlReply(500))
      .then((reply) => writeReply(response, reply))
      // Writing fails when the client has disconnected.
      .catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server);
  address = `http://127.0.0.1:${port}`;
  /** The last change between online and offline. Changes are serialised. */
  let pendingChange: Promise<unknown> = Promise.resolve();
  return {
    url: address,
    setOnline: (online) => {
      const currentChange = pendingChange.then(async () => {
        if (online === server.listening) return;
        // Removed, because `listen` adds an error listener at each call.
        server.removeAllListeners('error');
        await (online ? listenOnLoopback(server, port) : closeServer(server));
      });
      pendingChange = currentChange.catch(() => undefined);
      return currentChange;
    },
    endSessions: () => agents.endAllSessions(),
    close: () => closeServer(server),
  };
};
