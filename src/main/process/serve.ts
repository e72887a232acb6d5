/** Serves requests inside a helper process: calls the handler of each request and sends one reply. */
import type { Result } from '#shared/result.ts';
import { parseRequest, type HelperReply, type MemoryReport } from './messages.ts';

export interface HelperPort {
  postMessage(message: unknown): void;
  onMessage(listen: (message: unknown) => void): void;
}

export type HelperHandlers = Readonly<
  Record<string, (payload: unknown) => Promise<Result<unknown>>>
>;

const handleRequest = async (
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

/** Functions that free the memory of a helper process. After each call the owner receives a memory report. */
export interface HelperMemory {
  /** Called after a reply was sent, when neither the reply nor its request is referenced any more. */
  readonly free: () => Promise<void>;
  /** Called once when no request has arrived for `idleMs`. May make the next request slower. */
  readonly freeWhenIdle: () => Promise<void>;
  readonly idleMs?: number;
}

/** Longer than the time to turn a card over between two scans, and shorter than the time to fill in a form. */
const IDLE_MS = 15_000;

/** Serves requests until the process ends. Invalid messages are ignored. */
export const serveHelper = (
  port: HelperPort,
  handlers: HelperHandlers,
  memory?: HelperMemory,
): void => {
  let idleTimer: NodeJS.Timeout | undefined;
  const freeAndReport = async (free: () => Promise<void>): Promise<void> => {
    await free();
    const report: MemoryReport = { residentBytes: process.memoryUsage.rss() };
    port.postMessage(report);
  };
  const freeMemory = (): void => {
    if (!memory) return;
    void freeAndReport(memory.free);
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => void freeAndReport(memory.freeWhenIdle), memory.idleMs ?? IDLE_MS);
    idleTimer.unref();
  };
  port.onMessage((message) => {
    const request = parseRequest(message);
    if (!request) return;
    clearTimeout(idleTimer);
    void handleRequest(handlers, request.id, request.method, request.payload).then((reply) => {
      port.postMessage(reply);
      setImmediate(freeMemory);
    });
  });
};

interface ParentPort {
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The port to the owner in an Electron utility process; null in any other process. */
export const parentPortOf = (self: { readonly parentPort?: unknown }): HelperPort | null => {
  const parentPort = self.parentPort as ParentPort | undefined;
  return parentPort
    ? {
        postMessage: (message) => parentPort.postMessage(message),
        onMessage: (listen) => parentPort.on('message', (event) => listen(event.data)),
      }
    : null;
};
