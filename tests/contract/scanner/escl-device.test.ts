/** Tests of the eSCL driver beyond the contract of all drivers: jobs, pictures that are not ready, failures and configured addresses. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createEsclDriver, type EsclLimits } from '#main/scanner/escl/driver.ts';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import type { RawScan, ScanRequest } from '#main/scanner/port.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Result } from '#shared/result.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import {
  startEsclServer,
  type EsclBehaviour,
  type EsclServerOptions,
} from '#tests/support/escl-server.ts';

const card = createTestPicture();
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0)) await cleanUp();
});

const createDevice = async (
  behaviour: EsclBehaviour = {},
  options: Partial<EsclServerOptions> = {},
  limits: Partial<EsclLimits> = {},
) => {
  const server = await startEsclServer({ card, behaviour, ...options });
  cleanups.push(() => server.close());
  const driver = createEsclDriver({ devices: [{ url: server.url, name: 'Front desk' }], limits });
  const scan = (request: Partial<ScanRequest> = {}) =>
    driver.scan(server.url, { dpi: 300, signal: new AbortController().signal, ...request });
  const requestLines = () => server.requests.map((line) => line.replace(/[\w-]{36}/, 'JOB'));
  return { server, driver, scan, requestLines };
};
const codeOf = (result: Result<RawScan>): ErrorCode | 'ok' =>
  result.ok ? 'ok' : result.error.code;
const dataOf = (result: Result<RawScan>): RawScan => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

describe('a scan with the eSCL driver', () => {
  it('creates one job and deletes it afterwards', async () => {
    const { server, scan, requestLines } = await createDevice();
    expect(codeOf(await scan())).toBe('ok');
    expect(requestLines().slice(-3)).toEqual([
      'POST /eSCL/ScanJobs',
      'GET /eSCL/ScanJobs/JOB/NextDocument',
      'DELETE /eSCL/ScanJobs/JOB',
    ]);
    expect(server.openJobs()).toBe(0);
  });

  it('requests the card area, or the whole glass on demand', async () => {
    const { scan } = await createDevice();
    expect(readPictureSize(dataOf(await scan()).bytes)).toEqual({ width: 1_299, height: 945 });
    expect(readPictureSize(dataOf(await scan({ area: 'glass' })).bytes)).toEqual({
      width: 2_550,
      height: 3_508,
    });
  });

  it('returns the resolution of the picture', async () => {
    const { scan } = await createDevice({}, { resolutions: [150, 600] });
    const { bytes, dpi } = dataOf(await scan());
    expect([readPictureSize(bytes)?.width, dpi]).toEqual([2_598, 600]);
  });

  it('uses only the job id of the Location header', async () => {
    const { server, scan } = await createDevice({ locationBase: 'http://printer.invalid:631' });
    expect(codeOf(await scan())).toBe('ok');
    expect(server.openJobs()).toBe(0);
  });

  it('waits for a picture that is not ready and reports progress meanwhile', async () => {
    const { scan, requestLines } = await createDevice({ notReadyCount: 3, retryAfter: '0' });
    let progressReports = 0;
    expect(codeOf(await scan({ onProgress: () => progressReports++ }))).toBe('ok');
    expect(requestLines().filter((line) => line.endsWith('NextDocument'))).toHaveLength(4);
    expect(progressReports).toBeGreaterThanOrEqual(4);
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
    'treats %i as not ready while the job is in progress %j',
    async (notReadyStatus, behaviour) => {
      const { server, scan, requestLines } = await createDevice({
        notReadyCount: 2,
        notReadyStatus,
        retryAfter: '0',
        ...behaviour,
      });
      expect(codeOf(await scan())).toBe('ok');
      expect(requestLines().filter((line) => line.endsWith('NextDocument'))).toHaveLength(3);
      expect(server.openJobs()).toBe(0);
    },
  );

  it('times out when the job never completes', async () => {
    const { server, scan } = await createDevice(
      { pictureErrorStatus: 404 },
      {},
      { totalMs: 1_500 },
    );
    expect(codeOf(await scan())).toBe('SCAN-TIMEOUT');
    expect(server.openJobs()).toBe(0);
  });

  it('sends Host: localhost to a device that requires it, and remembers it', async () => {
    const { server, scan } = await createDevice({ onlyHost: 'localhost' });
    expect(codeOf(await scan())).toBe('ok');
    const address = new URL(server.url).host;
    expect(server.hosts[0]).toBe(address);
    expect(new Set(server.hosts.slice(1))).toEqual(new Set(['localhost']));
    expect(server.openJobs()).toBe(0);
    const requestsBefore = server.hosts.length;
    expect(codeOf(await scan())).toBe('ok');
    expect(server.hosts.slice(requestsBefore)).not.toContain(address);
  });

  it('sends the address in Host to a device that accepts it', async () => {
    const { server, scan } = await createDevice();
    await scan();
    expect(server.hosts).not.toContain('localhost');
  });

  it('deletes the job when cancelled while waiting', async () => {
    const { server, scan } = await createDevice({ notReadyCount: 1_000 });
    const controller = new AbortController();
    const pendingScan = scan({ signal: controller.signal, onProgress: () => controller.abort() });
    expect(codeOf(await pendingScan)).toBe('SCAN-CANCELLED');
    expect(server.jobSettings).toHaveLength(1);
    expect(server.openJobs()).toBe(0);
  });

  it('deletes the job when cancelled while the device creates it', async () => {
    const { server, scan, requestLines } = await createDevice({ jobDelayMs: 300 });
    const controller = new AbortController();
    const pendingScan = scan({ signal: controller.signal });
    await expect.poll(requestLines).toContain('POST /eSCL/ScanJobs');
    controller.abort();
    expect(codeOf(await pendingScan)).toBe('SCAN-CANCELLED');
    expect(server.jobSettings).toHaveLength(1);
    expect(server.openJobs()).toBe(0);
  });

  it('deletes the job on timeout', async () => {
    const { server, scan } = await createDevice(
      { notReadyCount: 1_000, retryAfter: '0' },
      {},
      { totalMs: 600 },
    );
    expect(codeOf(await scan())).toBe('SCAN-TIMEOUT');
    expect(server.openJobs()).toBe(0);
  });
});

describe('a failing network scanner', () => {
  const failures: [string, EsclBehaviour, ErrorCode][] = [
    ['rejects the job as busy', { jobRefusalStatus: 503 }, 'SCAN-BUSY'],
    ['rejects the settings', { jobRefusalStatus: 409 }, 'SCAN-DRIVER'],
    [
      'rejects the settings while its cover is open',
      { jobRefusalStatus: 409, state: 'Idle', reasons: ['CoverOpen'] },
      'SCAN-DRIVER',
    ],
    ['requires a password', { jobRefusalStatus: 401 }, 'SCAN-ACCESS-DENIED'],
    ['fails to create the job', { jobRefusalStatus: 500 }, 'SCAN-DRIVER'],
    [
      'is stopped with its cover open',
      { state: 'Stopped', reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    ['is shutting down', { state: 'Down' }, 'SCAN-OFFLINE'],
    [
      'has no picture because the job was cancelled at the device',
      { pictureErrorStatus: 404, jobReasons: ['JobCanceledByUser', 'JobCanceledAtDevice'] },
      'SCAN-CANCELLED',
    ],
    [
      'answers 404 for the picture of a completed job',
      { pictureErrorStatus: 404, jobState: 'Completed' },
      'SCAN-BAD-IMAGE',
    ],
    [
      'answers 410 for the picture of a completed job',
      { pictureErrorStatus: 410, jobState: 'Completed' },
      'SCAN-BAD-IMAGE',
    ],
    [
      'answers 500 for the picture of a completed job',
      { pictureErrorStatus: 500, jobState: 'Completed' },
      'SCAN-DRIVER',
    ],
    [
      'answers 503 for the picture with its cover open',
      { notReadyCount: 9, reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    ['redirects to another address', { redirectTo: 'https://elsewhere.invalid' }, 'SCAN-DRIVER'],
    [
      'returns no ScannerCapabilities',
      { capabilities: '<html><body>Sign in</body></html>' },
      'SCAN-DRIVER',
    ],
    ['closes the connection during the picture', { breaksConnection: true }, 'SCAN-IO'],
    [
      'returns an empty picture',
      { garbage: Buffer.alloc(0), jobState: 'Completed' },
      'SCAN-BAD-IMAGE',
    ],
    [
      'answers 404 for the picture of a job in progress with its cover open',
      { pictureErrorStatus: 404, jobState: 'Processing', reasons: ['CoverOpen'] },
      'SCAN-COVER-OPEN',
    ],
    [
      'answers 404 for the picture and does not list the job',
      { pictureErrorStatus: 404, jobState: null },
      'SCAN-BAD-IMAGE',
    ],
  ];
  it.each(failures)(
    'that %s returns the matching code and keeps no job',
    async (_name, behaviour, code) => {
      const { server, scan } = await createDevice(behaviour);
      expect(codeOf(await scan())).toBe(code);
      expect(server.openJobs()).toBe(0);
    },
  );

  it('that redirects is not followed', async () => {
    const otherDevice = await startEsclServer({ card });
    cleanups.push(() => otherDevice.close());
    const { scan } = await createDevice({ redirectTo: new URL(otherDevice.url).origin });
    expect(codeOf(await scan())).toBe('SCAN-DRIVER');
    expect(otherDevice.requests).toEqual([]);
  });

  it('that does not answer returns SCAN-TIMEOUT and is listed anyway', async () => {
    const silentServer = createServer(
      (socket) => void socket.on('error', () => undefined).resume(),
    );
    await new Promise<void>((resolve) => silentServer.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise((resolve) => void silentServer.close(() => resolve())));
    const url = `http://127.0.0.1:${(silentServer.address() as AddressInfo).port}/eSCL`;
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

describe('configured addresses of network scanners', () => {
  it('are listed with model and serial number if the device answers', async () => {
    const { server } = await createDevice({}, { model: 'Acme &amp; Sons 5', serial: 'S-7' });
    const stopped = await startEsclServer({ card });
    await stopped.close();
    const driver = createEsclDriver({
      devices: [
        { url: server.url, name: 'One' },
        { url: stopped.url, name: 'Two' },
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
        { id: `escl:${stopped.url}`, driver: 'escl', name: 'Two', host: '127.0.0.1' },
      ],
    });
  });

  it('need no path and may end with a slash', async () => {
    const { server } = await createDevice();
    for (const url of [new URL(server.url).origin, `${server.url}/`]) {
      const driver = createEsclDriver({ devices: [{ url, name: 'One' }] });
      expect(
        codeOf(await driver.scan(server.url, { dpi: 300, signal: new AbortController().signal })),
      ).toBe('ok');
    }
  });

  it.each(['10.0.0.1/eSCL', 'ftp://10.0.0.1', 'http://user:word@10.0.0.1/eSCL', 'nonsense'])(
    'are rejected if they are like %s',
    async (url) => {
      const driver = createEsclDriver({ devices: [{ url, name: 'One' }] });
      const listed = await driver.list(new AbortController().signal);
      const device = listed.ok ? listed.data[0]!.id.slice('escl:'.length) : '';
      expect(
        codeOf(await driver.scan(device, { dpi: 300, signal: new AbortController().signal })),
      ).toBe('SCAN-NOT-FOUND');
    },
  );

  it('with a pin are never contacted without TLS', async () => {
    const { server } = await createDevice();
    const driver = createEsclDriver({
      devices: [{ url: server.url, name: 'One', pin: 'ab'.repeat(32) }],
    });
    expect(
      codeOf(await driver.scan(server.url, { dpi: 300, signal: new AbortController().signal })),
    ).toBe('SCAN-CERTIFICATE');
    expect(server.requests).toEqual([]);
  });
});
