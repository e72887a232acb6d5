/** Sends the answer that a fault prescribes: a faulty one, an incomplete one, or none. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { htmlReply, jsonReply, writeReply, type Reply } from '#main/training/reply.ts';
import type { Fault } from './faults.ts';

const rawResponse = (reply: Reply, extraHeaders = ''): string =>
  `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\nContent-Type: ${reply.type}\r\n${extraHeaders}` +
  `Content-Length: ${Buffer.byteLength(reply.body)}\r\n\r\n${String(reply.body)}`;

/** The answer of a fault that sends complete HTTP; null for a fault of the connection. */
const replyOf = (fault: Fault): Reply | null => {
  switch (fault.kind) {
    case 'status': {
      const retryHeaders =
        fault.retryAfter === undefined ? undefined : { 'retry-after': String(fault.retryAfter) };
      return jsonReply(
        fault.status,
        fault.body ?? { detail: `Told to answer ${fault.status}.` },
        retryHeaders,
      );
    }
    case 'html':
      return htmlReply(fault.status);
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

/**
 * Answers according to the fault.
 * @param regularReply the answer without the fault; null when the request was not processed.
 * @returns the HTTP status of the answer; null when the connection was left open or cut.
 */
export const sendFault = (
  { socket }: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
  regularReply: Reply | null,
): number | null => {
  const faultyReply = replyOf(fault);
  if (faultyReply) {
    writeReply(response, faultyReply);
    return faultyReply.status;
  }
  switch (fault.kind) {
    case 'cut-answer':
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"status": ',
        () => socket.destroy(),
      );
      break;
    case 'not-http':
      socket.end('220 not a web server\r\n');
      break;
    case 'drop':
      socket.destroy();
      break;
    case 'answer-twice':
      if (regularReply) socket.end(rawResponse(regularReply) + rawResponse(regularReply));
      break;
    default:
    // `hang`: the connection stays open until the client or the end of the service closes it.
  }
  return null;
};

/** Applies faults that take effect before the request is read. @returns whether the fault was one of them. */
export const applyEarlyFault = (request: IncomingMessage, fault: Fault): boolean => {
  const { socket } = request;
  switch (fault.kind) {
    case 'reset-before-read':
      socket.resetAndDestroy();
      return true;
    case 'early-status':
      socket.write(rawResponse(htmlReply(fault.status), 'Connection: close\r\n'));
      request.resume();
      request.once('end', () => socket.end());
      return true;
    case 'reset-mid-upload': {
      const maxBytes = fault.afterBytes ?? 64 * 1024;
      let receivedBytes = 0;
      request.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
        if (receivedBytes >= maxBytes) socket.resetAndDestroy();
      });
      request.once('end', () => socket.resetAndDestroy());
      request.on('error', () => undefined);
      return true;
    }
    default:
      return false;
  }
};
