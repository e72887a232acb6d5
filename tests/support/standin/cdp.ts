/** Client of the Chrome DevTools Protocol over Chromium’s debugging pipe. */
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The parameters or the result of one DevTools message. */
export type CdpObject = Record<string, unknown>;

/** One end of the DevTools protocol: the browser itself, or one target attached to through it. */
export interface CdpSession {
  send(method: string, params?: CdpObject): Promise<CdpObject>;
  on(event: string, listener: (params: CdpObject) => void): void;
  /** The same pipe, seen as another target. */
  session(id: string): CdpSession;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpObject;
  readonly result?: CdpObject;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

interface Pending {
  readonly method: string;
  readonly resolve: (result: CdpObject) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Implements the DevTools protocol over Chromium's debugging pipe: JSON texts, each ended by a zero byte. The pipe transfers large messages
 * faster than the protocol's web socket, and Chromium exits when it closes, so that no browser remains after a killed main process.
 */
export function connectPipe(
  input: Writable,
  output: Readable,
): { readonly browser: CdpSession; close(reason: string): void } {
  const pending = new Map<number, Pending>();
  const events = new EventEmitter().setMaxListeners(0);
  let nextId = 1;
  let closed: string | null = null;
  let chunks: Buffer[] = [];

  const receive = (text: string): void => {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) {
      events.emit(`${message.sessionId ?? ''} ${message.method ?? ''}`, message.params ?? {});
      return;
    }
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result ?? {});
    else call?.reject(new Error(`${call.method}: ${message.error.message}`));
  };

  output.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...chunks, rest.subarray(0, end)]).toString('utf8');
      chunks = [];
      rest = rest.subarray(end + 1);
      receive(text);
    }
    if (rest.length > 0) chunks.push(rest);
  });

  const close = (reason: string): void => {
    if (closed !== null) return;
    closed = reason;
    for (const call of pending.values()) call.reject(new Error(`${call.method}: ${reason}`));
    pending.clear();
  };
  input.on('error', (error) => {
    close(error.message);
  });
  output.on('error', (error) => {
    close(error.message);
  });
  output.on('close', () => {
    close('the browser has gone');
  });

  const sessionFor = (sessionId: string): CdpSession => ({
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        if (closed !== null) {
          reject(new Error(`${method}: ${closed}`));
          return;
        }
        const id = nextId++;
        pending.set(id, { method, resolve, reject });
        input.write(
          `${JSON.stringify({ id, method, params, ...(sessionId === '' ? {} : { sessionId }) })}\0`,
        );
      }),
    on: (event, listener) => {
      events.on(`${sessionId} ${event}`, listener);
    },
    session: sessionFor,
  });
  return { browser: sessionFor(''), close };
}

/** Reads a text out of a DevTools message; '' when it is not there. */
export function textOf(params: CdpObject, key: string): string {
  const value = params[key];
  return typeof value === 'string' ? value : '';
}

/** Reads an object out of a DevTools message; an empty one when it is not there. */
export function objectOf(params: CdpObject, key: string): CdpObject {
  const value = params[key];
  return typeof value === 'object' && value !== null ? (value as CdpObject) : {};
}
