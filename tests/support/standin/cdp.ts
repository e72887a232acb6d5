/** Client of the Chrome DevTools Protocol over Chromium’s debugging pipe. */
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The parameters or the result of one DevTools message. */
export type CdpObject = Record<string, unknown>;

/** A DevTools session with the browser itself, or with a target that is attached through it. */
export interface CdpSession {
  send(method: string, params?: CdpObject): Promise<CdpObject>;
  on(event: string, listener: (params: CdpObject) => void): void;
  /** The session of an attached target on the same pipe. */
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

interface PendingCall {
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
  const pendingCalls = new Map<number, PendingCall>();
  const events = new EventEmitter().setMaxListeners(0);
  let nextId = 1;
  let closeReason: string | null = null;
  let messageChunks: Buffer[] = [];

  const handleMessage = (text: string): void => {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) {
      events.emit(`${message.sessionId ?? ''} ${message.method ?? ''}`, message.params ?? {});
      return;
    }
    const call = pendingCalls.get(message.id);
    pendingCalls.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result ?? {});
    else call?.reject(new Error(`${call.method}: ${message.error.message}`));
  };

  output.on('data', (chunk: Buffer) => {
    let remaining = chunk;
    for (let end = remaining.indexOf(0); end >= 0; end = remaining.indexOf(0)) {
      const text = Buffer.concat([...messageChunks, remaining.subarray(0, end)]).toString('utf8');
      messageChunks = [];
      remaining = remaining.subarray(end + 1);
      handleMessage(text);
    }
    if (remaining.length > 0) messageChunks.push(remaining);
  });

  const close = (reason: string): void => {
    if (closeReason !== null) return;
    closeReason = reason;
    for (const call of pendingCalls.values()) call.reject(new Error(`${call.method}: ${reason}`));
    pendingCalls.clear();
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
        if (closeReason !== null) {
          reject(new Error(`${method}: ${closeReason}`));
          return;
        }
        const id = nextId++;
        pendingCalls.set(id, { method, resolve, reject });
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
