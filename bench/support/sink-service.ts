/**
 * The eKYC service's document answered at once, or after a time that its owner names, in a process of its own: the measured
 * side is the caller. Reports its port and, on request, for how long at least one request was being received or answered.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

/** Milliseconds that the service works on a request. */
const workMs = Number(process.argv[2] ?? 0);

let open = 0;
let since = 0;
let busyMs = 0;
let requests = 0;

const ANSWERS: Readonly<Record<string, unknown>> = {
  '1': {
    status: 'success',
    data: {
      dob: '1/10/1980',
      id_front_url: 'http://127.0.0.1/f.jpg',
      id_back_url: 'http://127.0.0.1/b.jpg',
    },
  },
  '2': {
    status: 'success',
    detail: 'Application successfully submitted, awaiting identity verification.',
  },
};

const answerTo = ({ url = '/' }: IncomingMessage): unknown => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname.startsWith('/agent/get-verification-log')) return { status: 'success', data: [] };
  if (pathname.startsWith('/agent/get-verification-status')) return { status: 'invalid' };
  return ANSWERS[searchParams.get('step') ?? ''] ?? { status: 'failed' };
};

const server = createServer((request, response) => {
  requests += 1;
  if (open === 0) since = performance.now();
  open += 1;
  const reply = (): void => {
    const body = JSON.stringify(answerTo(request));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  request.resume();
  request.on('end', () => {
    if (workMs === 0) reply();
    else setTimeout(reply, workMs);
  });
  response.on('close', () => {
    open -= 1;
    if (open === 0) busyMs += performance.now() - since;
  });
});
server.keepAliveTimeout = 60_000;

process.on('message', () => process.send?.({ busyMs, requests }));
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
