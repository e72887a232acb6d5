/** Runs a simulated service with large answers in its own process: a log of 10,000 lines, and the kind of status named by argument 1. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const LINES = 10_000;
const PHOTO_BYTES = 300_000;
const HOSTILE_BYTES = 2_000_000;

const createLine = (index: number): object => ({
  customer_mobile_number: `0131${String(index).padStart(7, '0')}`,
  customer_name: 'মো. আসাদুজ্জামান মিয়া',
  customer_nid_number: String(3_000_000_000 + index),
  submitted_on: '23/11/2026',
  verification_status: index % 20 === 0 ? 'failed' : 'passed',
});
const log = JSON.stringify({
  status: 'success',
  data: Array.from({ length: LINES }, (_, index) => createLine(index)),
});

const createPhoto = (): string =>
  `data:image/jpeg;base64,${Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PHOTO_BYTES)]).toString('base64')}`;
const photos = JSON.stringify({
  status: 'passed',
  detail: {
    nid_from_card: '3000000001',
    nid_from_ec: '3000000001',
    nid_score: 100,
    applicantPhoto_from_card: createPhoto(),
    applicantPhoto_from_app: createPhoto(),
  },
});
const tinyValues = JSON.stringify({
  status: 'passed',
  detail: Array.from({ length: HOSTILE_BYTES / 2 }, () => 0),
});

const status = process.argv[2] === 'tiny-values' ? tinyValues : photos;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const body = request.url?.startsWith('/agent/get-verification-log') ? log : status;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port, log, status }),
);
