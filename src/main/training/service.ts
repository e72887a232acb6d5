/**
 * The service of the training mode: implements the document of the eKYC service on a loopback socket and keeps registrations in
 * memory. It has no access to the client, so that training uses the same path to the service as normal operation.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { createAgents } from './agents.ts';
import { answerCall, type CallDeps } from './calls.ts';
import { createDocumentDialect } from './document.ts';
import { EMPTY_FORM, formOf, readFormData } from './form.ts';
import { close, listen } from './http.ts';
import { createRegistry, type RegistryOptions } from './registry.ts';
import { html, writeReply, type Reply } from './reply.ts';
import { callOf, noSuchCall } from './routes.ts';

export interface TrainingOptions
  extends Pick<CallDeps, 'readCard' | 'onOtp'>, Pick<RegistryOptions, 'verdictFor'> {}

export interface TrainingService {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the service; it listens when the promise is fulfilled. */
export const createTrainingService = async ({
  readCard,
  onOtp,
  verdictFor,
}: TrainingOptions): Promise<TrainingService> => {
  let address = '';
  const url = (): string => address;
  const dialect = createDocumentDialect(url);
  const agents = createAgents(dialect, Date.now);
  const registry = createRegistry({
    customerKey: (customer) => dialect.customerKey(customer),
    verdictFor,
    now: Date.now,
  });
  const deps: CallDeps = { agents, registry, dialect, readCard, onOtp, url };

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const { method = 'GET' } = request;
    const target = new URL(request.url ?? '/', address);
    const call = callOf(method, target);
    if (call === null) return noSuchCall(method, target);
    const data = method === 'POST' ? await readFormData(request) : null;
    if (data && !(data instanceof FormData)) return data;
    const form = data ? await formOf(data) : EMPTY_FORM;
    const { authorization } = request.headers;
    return answerCall(call, { url: target, authorization, form }, deps);
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch(() => html(500))
      .then((reply) => writeReply(response, reply))
      // The client has gone.
      .catch(() => response.destroy());
  });
  address = `http://127.0.0.1:${await listen(server)}`;
  return { url: address, close: () => close(server) };
};
