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

/**
 * Serves until the process ends. Invalid messages are ignored.
 * @param free frees memory after an answer was sent, when neither it nor its request is referenced. With it, the owner
 * receives afterwards how much memory is still in use.
 */
export const serveHelper = (
  port: HelperPort,
  handlers: HelperHandlers,
  free?: () => Promise<void>,
): void => {
  const freeAndReport = async (): Promise<void> => {
    if (!free) return;
    await free();
    const report: MemoryReport = { residentBytes: process.memoryUsage.rss() };
    port.postMessage(report);
  };
  port.onMessage((message) => {
    const request = parseRequest(message);
    if (!request) return;
    void answer(handlers, request.id, request.method, request.payload).then((reply) => {
      port.postMessage(reply);
      setImmediate(() => void freeAndReport());
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
