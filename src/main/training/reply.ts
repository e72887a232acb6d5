/** Answers, right ones and wrong ones. */
import type { FastifyReply } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from './faults.ts';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (status: number, body: unknown, headers?: Reply['headers']): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
  ...(headers ? { headers } : {}),
});

export const html = (status: number): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html><head><title>${status}</title></head><body><h1>${status} ${STATUS_CODES[status] ?? ''}</h1></body></html>`,
});

/** `{field: ["…"]}` */
export const fieldErrors = (errors: Readonly<Record<string, string>>): Reply =>
  json(
    400,
    Object.fromEntries(Object.entries(errors).map(([field, text]) => [field, [text]] as const)),
  );

export const notSignedIn = (detail: string): Reply =>
  json(401, { detail }, { 'www-authenticate': 'Token' });

export const send = (to: FastifyReply, reply: Reply): FastifyReply =>
  to
    .code(reply.status)
    .headers({ ...reply.headers, 'content-type': reply.type })
    .send(typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body));

const asText = (reply: Reply, more = ''): string =>
  `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\nContent-Type: ${reply.type}\r\n${more}` +
  `Content-Length: ${Buffer.byteLength(reply.body)}\r\n\r\n${String(reply.body)}`;

/** The answer to send instead, for faults that answer properly; null for those that break the connection. */
const replyOf = (fault: Fault): Reply | null => {
  switch (fault.kind) {
    case 'status': {
      const retry =
        fault.retryAfter === undefined ? undefined : { 'retry-after': String(fault.retryAfter) };
      return json(fault.status, fault.body ?? { detail: `Told to answer ${fault.status}.` }, retry);
    }
    case 'html':
      return html(fault.status);
    case 'text':
      return { status: fault.status, type: 'application/json', body: fault.text };
    case 'redirect':
      return {
        status: fault.status ?? 302,
        type: 'text/html',
        body: '',
        headers: { location: fault.to },
      };
    default:
      return null;
  }
};

/** Answers as the fault says. `right` is what would have been answered, where that was worked out. */
export const sendFault = (to: FastifyReply, fault: Fault, right: Reply | null): void => {
  const wrong = replyOf(fault);
  if (wrong) return void send(to, wrong);
  to.hijack();
  const socket: Socket = to.raw.socket ?? to.request.raw.socket;
  switch (fault.kind) {
    case 'cut-answer':
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"status": ',
        () => socket.destroy(),
      );
      return;
    case 'not-http':
      socket.end('220 not a web server\r\n');
      return;
    case 'drop':
      socket.destroy();
      return;
    case 'answer-twice':
      if (right) socket.end(asText(right) + asText(right));
      return;
    default:
      // `hang`: the connection stays open until the client or the end of the service closes it.
      return;
  }
};

/** Faults that strike before the request is read. @returns whether the fault was one of them. */
export const strikeEarly = (to: FastifyReply, fault: Fault): boolean => {
  if (
    fault.kind !== 'reset-before-read' &&
    fault.kind !== 'reset-mid-upload' &&
    fault.kind !== 'early-status'
  )
    return false;
  to.hijack();
  const { raw } = to.request;
  const { socket } = raw;
  if (fault.kind === 'reset-before-read') {
    socket.resetAndDestroy();
  } else if (fault.kind === 'early-status') {
    socket.write(asText(html(fault.status), 'Connection: close\r\n'));
    raw.resume();
    raw.once('end', () => socket.end());
  } else {
    const most = fault.afterBytes ?? 64 * 1024;
    let read = 0;
    raw.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read >= most) socket.resetAndDestroy();
    });
    raw.once('end', () => socket.resetAndDestroy());
    raw.on('error', () => undefined);
  }
  return true;
};
