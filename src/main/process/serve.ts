/** Child side of a helper process: sends one reply to each request of the owner. */
import type { Result } from '#shared/result.ts';
import { parseRequest, type HelperReply, type MemoryReport } from './messages.ts';

export interface HelperPort {
  postMessage(message: unknown): void;
  onMessage(listen: (message: unknown) => void): void;
}

export type HelperHandlers = Readonly<
  Record<string, (payload: unknown) => Promise<Result<unknown>>>
>;

const answer = async (
  handlers: HelperHandlers,
  id: number,
  method: string,
  payload: unknown,
): Promise<HelperReply> => {
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (!handler) return { id, threw: 'UnknownMethodError' };
  try {
    return { id, result: await handler(payload) };
  } catch (error) {
    return { id, threw: error instanceof Error ? error.name : 'unknown' };
  }
};

/** Frees the memory of a helper process. After each time, the owner receives how much is still in use. */
export interface HelperMemory {
  /** Called after an answer was sent, when neither it nor its request is referenced. */
  readonly free: () => Promise<void>;
  /** Called once when no request has come for `restMs`. May make the next request slower. */
  readonly freeAtRest: () => Promise<void>;
  readonly restMs?: number;
}

/** Longer than a clerk takes to turn a card over, shorter than it takes to type a form. */
const REST_MS = 15_000;

/** Serves until the process ends. Invalid messages are ignored. */
export const serveHelper = (
  port: HelperPort,
  handlers: HelperHandlers,
  memory?: HelperMemory,
): void => {
  let rest: NodeJS.Timeout | undefined;
  const freeAndReport = async (free: () => Promise<void>): Promise<void> => {
    await free();
    const report: MemoryReport = { residentBytes: process.memoryUsage.rss() };
    port.postMessage(report);
  };
  const freeMemory = (): void => {
    if (!memory) return;
    void freeAndReport(memory.free);
    clearTimeout(rest);
    rest = setTimeout(() => void freeAndReport(memory.freeAtRest), memory.restMs ?? REST_MS);
    rest.unref();
  };
  port.onMessage((message) => {
    const request = parseRequest(message);
    if (!request) return;
    clearTimeout(rest);
    void answer(handlers, request.id, request.method, request.payload).then((reply) => {
      port.postMessage(reply);
      setImmediate(freeMemory);
    });
  });
};

interface ParentPort {
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The port to the owner inside an Electron utility process; null anywhere else. */
export const parentPortOf = (self: { readonly parentPort?: unknown }): HelperPort | null => {
  const parentPort = self.parentPort as ParentPort | undefined;
  return parentPort
    ? {
        postMessage: (message) => parentPort.postMessage(message),
        onMessage: (listen) => parentPort.on('message', (event) => listen(event.data)),
      }
    : null;
};
