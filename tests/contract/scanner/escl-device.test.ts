/** What is particular to scanners on the network: jobs, waiting, being refused, and what must be left behind tidy. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createEsclDriver, type EsclLimits } from '#main/scanner/escl/driver.ts';
import { pictureSize } from '#main/scanner/validate/picture-size.ts';
import type { RawScan, ScanRequest } from '#main/scanner/port.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Result } from '#shared/result.ts';
import { cardPicture } from '#tests/support/card-picture.ts';
import {
  startEsclServer,
  type EsclBehaviour,
  type EsclServerOptions,
} from '#tests/support/escl-server.ts';

const card = cardPicture();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const deviceWith = async (
  behaviour: EsclBehaviour = {},
  options: Partial<EsclServerOptions> = {},
  limits: Partial<EsclLimits> = {},
) => {
  const server = await startEsclServer({ card, behaviour, ...options });
  stops.push(() => server.close());
  const driver = createEsclDriver({ devices: [{ url: server.url, name: 'Front desk' }], limits });
  const scan = (more: Partial<ScanRequest> = {}) =>
    driver.scan(server.url, { dpi: 300, signal: new AbortController().signal, ...more });
  const asked = () => server.requests.map((line) => line.replace(/[\w-]{36}/, 'JOB'));
  return { server, driver, scan, asked };
};
const codeOf = (result: Result<RawScan>): ErrorCode | 'ok' =>
  result.ok ? 'ok' : result.error.code;
const dataOf = (result: Result<RawScan>): RawScan => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

describe('a scan over the network', () => {
  it('is one job that is deleted in the end', async () => {
    const { server, scan, asked } = await deviceWith();
    expect(codeOf(await scan())).toBe('ok');
    expect(asked().slice(-3)).toEqual([
      'POST /eSCL/ScanJobs',
      'GET /eSCL/ScanJobs/JOB/NextDocument',
      'DELETE /eSCL/ScanJobs/JOB',
    ]);
    expect(server.openJobs()).toBe(0);
  });

  it('spends its pixels on the corner of the card, or takes the whole glass when asked to', async () => {
    const { scan } = await deviceWith();
    expect(pictureSize(dataOf(await scan()).bytes)).toEqual({ width: 1_299, height: 945 });
    expect(pictureSize(dataOf(await scan({ area: 'glass' })).bytes)).toEqual({
      width: 2_550,
      height: 3_508,
    });
  });

  it('says at how many dots per inch the picture really is', async () => {
    const { scan } = await deviceWith({}, { resolutions: [150, 600] });
    const { bytes, dpi } = dataOf(await scan());
    expect([pictureSize(bytes)?.width, dpi]).toEqual([2_598, 600]);
  });

  it('keeps only the name of the job from where the device says it is', async () => {
    const { server, scan } = await deviceWith({ locationBase: 'http://printer.invalid:631' });
    expect(codeOf(await scan())).toBe('ok');
    expect(server.openJobs()).toBe(0);
  });

  it('waits for a picture that is not ready, and is alive while it waits', async () => {
    const { scan, asked } = await deviceWith({ notReady: 3, retryAfter: '0' });
    let signs = 0;
    expect(codeOf(await scan({ onProgress: () => signs++ }))).toBe('ok');
    expect(asked().filter((line) => line.endsWith('NextDocument'))).toHaveLength(4);
    expect(signs).toBeGreaterThanOrEqual(4);
  });

  it.each<[number, Partial<EsclBehaviour>]>([
    [404, {}],
    [410, {}],
    [500, {}],
    [200, {}],
    [404, { jobState: 'Pending' }],
    [404, { jobState: null, state: 'Processing' }],
    [503, { jobState: 'Completed' }],
  ])(
    'takes %i for "not yet" while the device works on the job %j',
    async (notReadyStatus, more) => {
      const { server, scan, asked } = await deviceWith({
        notReady: 2,
        notReadyStatus,
        retryAfter: '0',
        ...more,
      });
      expect(codeOf(await scan())).toBe('ok');
      expect(asked().filter((line) => line.endsWith('NextDocument'))).toHaveLength(3);
      expect(server.openJobs()).toBe(0);
    },
  );

  it('does not wait longer than its time for a device that works for ever', async () => {
    const { server, scan } = await deviceWith({ noPicture: 404 }, {}, { totalMs: 1_500 });
    expect(codeOf(await scan())).toBe('SCAN-TIMEOUT');
    expect(server.openJobs()).toBe(0);
  });

  it('calls a device localhost that answers to nothing else, and remembers it', async () => {
    const { server, scan } = await deviceWith({ onlyHost: 'localhost' });
    expect(codeOf(await scan())).toBe('ok');
    const own = new URL(server.url).host;
    expect(server.hosts[0]).toBe(own);
    expect(new Set(server.hosts.slice(1))).toEqual(new Set(['localhost']));
    expect(server.openJobs()).toBe(0);
    const before = server.hosts.length;
    expect(codeOf(await scan())).toBe('ok');
    expect(server.hosts.slice(before)).not.toContain(own);
  });

  it('calls no device localhost that takes its own name', async () => {
    const { server, scan } = await deviceWith();
    await scan();
    expect(server.hosts).not.toContain('localhost');
  });

  it('deletes the job of a scan that was cancelled while it waited', async () => {
    const { server, scan } = await deviceWith({ notReady: 1_000 });
    const abort = new AbortController();
    const end = scan({ signal: abort.signal, onProgress: () => abort.abort() });
    expect(codeOf(await end)).toBe('SCAN-CANCELLED');
    expect(server.jobs).toHaveLength(1);
    expect(server.openJobs()).toBe(0);
  });

  it('deletes the job that the device was still making when the clerk cancelled', async () => {
    const { server, scan, asked } = await deviceWith({ jobTakesMs: 300 });
    const abort = new AbortController();
    const end = scan({ signal: abort.signal });
    await expect.poll(asked).toContain('POST /eSCL/ScanJobs');
    abort.abort();
    expect(codeOf(await end)).toBe('SCAN-CANCELLED');
    expect(server.jobs).toHaveLength(1);
    expect(server.openJobs()).toBe(0);
  });

  it('ends by itself when its time is over, and deletes its job', async () => {
    const { server, scan } = await deviceWith(
      { notReady: 1_000, retryAfter: '0' },
      {},
      { totalMs: 600 },
    );
    expect(codeOf(await scan())).toBe('SCAN-TIMEOUT');
    expect(server.openJobs()).toBe(0);
  });
});

describe('what a network scanner can refuse', () => {
  const refusals: [string, EsclBehaviour, ErrorCode][] = [
    ['a job while it is busy', { refuseJobs: 503 }, 'SCAN-BUSY'],
    ['the settings', { refuseJobs: 409 }, 'SCAN-DRIVER'],
    [
      'the settings while its cover is open',
      { refuseJobs: 409, state: 'Idle', reasons: ['CoverOpen'] },
      'SCAN-DRIVER',
    ],
    ['everybody without a password', { refuseJobs: 401 }, 'SCAN-ACCESS-DENIED'],
    ['a job because it is broken', { refuseJobs: 500 }, 'SCAN-DRIVER'],
    [
      'to begin while it stands still',
      { state: 'Stopped', reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    ['to begin while it shuts down', { state: 'Down' }, 'SCAN-OFFLINE'],
    [
      'the picture because the job was stopped at the device',
      { noPicture: 404, jobReasons: ['JobCanceledByUser', 'JobCanceledAtDevice'] },
      'SCAN-CANCELLED',
    ],
    ['the picture without a reason', { noPicture: 404, jobState: 'Completed' }, 'SCAN-BAD-IMAGE'],
    ['the picture for good', { noPicture: 410, jobState: 'Completed' }, 'SCAN-BAD-IMAGE'],
    ['the picture because it is broken', { noPicture: 500, jobState: 'Completed' }, 'SCAN-DRIVER'],
    [
      'the picture and says 503 with its cover open',
      { notReady: 9, reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    [
      'to be reached under this address',
      { redirectTo: 'https://elsewhere.invalid' },
      'SCAN-DRIVER',
    ],
    [
      'to describe itself in words that are known',
      { capabilities: '<html><body>Sign in</body></html>' },
      'SCAN-DRIVER',
    ],
    ['to bring the picture to its end', { cut: true }, 'SCAN-IO'],
    [
      'to send anything at all',
      { garbage: Buffer.alloc(0), jobState: 'Completed' },
      'SCAN-BAD-IMAGE',
    ],
    [
      'the picture while it works and its cover is open',
      { noPicture: 404, jobState: 'Processing', reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    ['the picture and forgets the job', { noPicture: 404, jobState: null }, 'SCAN-BAD-IMAGE'],
  ];
  it.each(refusals)('%s', async (_name, behaviour, code) => {
    const { server, scan } = await deviceWith(behaviour);
    expect(codeOf(await scan())).toBe(code);
    expect(server.openJobs()).toBe(0);
  });

  it('follows no redirect', async () => {
    const other = await startEsclServer({ card });
    stops.push(() => other.close());
    const { scan } = await deviceWith({ redirectTo: new URL(other.url).origin });
    expect(codeOf(await scan())).toBe('SCAN-DRIVER');
    expect(other.requests).toEqual([]);
  });

  it('to answer, and does not hold the clerk for ever', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => void silent.close(() => resolve())));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/eSCL`;
    const driver = createEsclDriver({
      devices: [{ url, name: 'Silent' }],
      limits: { describeMs: 100, totalMs: 300 },
    });
    expect(codeOf(await driver.scan(url, { dpi: 300, signal: new AbortController().signal }))).toBe(
      'SCAN-TIMEOUT',
    );
    const listed = await driver.list(new AbortController().signal);
    expect(listed.ok && listed.data.map(({ name }) => name)).toEqual(['Silent']);
  });
});

describe('the addresses of network scanners', () => {
  it('are listed with what the devices say of themselves, and also when they say nothing', async () => {
    const { server } = await deviceWith({}, { model: 'Acme &amp; Sons 5', serial: 'S-7' });
    const gone = await startEsclServer({ card });
    await gone.close();
    const driver = createEsclDriver({
      devices: [
        { url: server.url, name: 'One' },
        { url: gone.url, name: 'Two' },
      ],
    });
    const listed = await driver.list(new AbortController().signal);
    expect(listed).toEqual({
      ok: true,
      data: [
        {
          id: `escl:${server.url}`,
          driver: 'escl',
          name: 'One',
          host: '127.0.0.1',
          model: 'Acme & Sons 5',
          serial: 'S-7',
        },
        { id: `escl:${gone.url}`, driver: 'escl', name: 'Two', host: '127.0.0.1' },
      ],
    });
  });

  it('need no path, and take a slash at the end', async () => {
    const { server } = await deviceWith();
    for (const url of [new URL(server.url).origin, `${server.url}/`]) {
      const driver = createEsclDriver({ devices: [{ url, name: 'One' }] });
      expect(
        codeOf(await driver.scan(server.url, { dpi: 300, signal: new AbortController().signal })),
      ).toBe('ok');
    }
  });

  it.each(['10.0.0.1/eSCL', 'ftp://10.0.0.1', 'http://user:word@10.0.0.1/eSCL', 'nonsense'])(
    'cannot be %s',
    async (url) => {
      const driver = createEsclDriver({ devices: [{ url, name: 'One' }] });
      const listed = await driver.list(new AbortController().signal);
      const device = listed.ok ? listed.data[0]!.id.slice('escl:'.length) : '';
      expect(
        codeOf(await driver.scan(device, { dpi: 300, signal: new AbortController().signal })),
      ).toBe('SCAN-NOT-FOUND');
    },
  );

  it('are never talked to in the clear when a key is pinned', async () => {
    const { server } = await deviceWith();
    const driver = createEsclDriver({
      devices: [{ url: server.url, name: 'One', pin: 'ab'.repeat(32) }],
    });
    expect(
      codeOf(await driver.scan(server.url, { dpi: 300, signal: new AbortController().signal })),
    ).toBe('SCAN-CERTIFICATE');
    expect(server.requests).toEqual([]);
  });
});
