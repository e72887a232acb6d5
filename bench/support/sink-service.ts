/**
 * Runs a minimal eKYC service in its own process, so that its CPU time does not count for the caller, which is measured. It answers at
 * once or after a fixed time, and reports its port and, on request, for how long at least one request was open.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

/** Milliseconds that the service works on a request. */
const workMs = Number(process.argv[2] ?? 0);

let openRequests = 0;
let busySince = 0;
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

const createAnswer = ({ url = '/' }: IncomingMessage): unknown => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname.startsWith('/agent/get-verification-log')) return { status: 'success', data: [] };
  if (pathname.startsWith('/agent/get-verification-status')) return { status: 'invalid' };
  return ANSWERS[searchParams.get('step') ?? ''] ?? { status: 'failed' };
};

const server = createServer((request, response) => {
  requests += 1;
  if (openRequests === 0) busySince = performance.now();
  openRequests += 1;
  const reply = (): void => {
    const body = JSON.stringify(createAnswer(request));
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
    openRequests -= 1;
    if (openRequests === 0) busyMs += performance.now() - busySince;
  });
});
server.keepAliveTimeout = 60_000;

process.on('message', () => process.send?.({ busyMs, requests }));
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
