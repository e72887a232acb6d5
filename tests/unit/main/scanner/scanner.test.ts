import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import type { DriverKind, RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import { createScanner, type ScannerLimits } from '#main/scanner/scanner.ts';
import { err, ok, type Result } from '#shared/result.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'scanner-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'scanner.log');
const log = createLog({ file, stderr: false });

const createPng = async (width: number, height: number): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
const card: RawScan = { bytes: await createPng(1011, 638), dpi: 300 };

/** Creates a driver whose scans return the given answers in order; the last one repeats. `requests` records the scans. */
const createFakeDriver = (
  kind: DriverKind,
  ...answers: ((scanRequest: ScanRequest) => Promise<Result<RawScan>>)[]
) => {
  const requests: { device: string; dpi: number }[] = [];
  const driver: ScannerDriver = {
    kind,
    list: async () => ok([{ id: `${kind}:a:1`, driver: kind, name: kind }]),
    scan: (name, scanRequest) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push({ device: name, dpi: scanRequest.dpi });
      return answer(scanRequest);
    },
  };
  return { driver, requests };
};
const createAnswer = (result: Result<RawScan>) => async () => result;
const failWhenAborted = ({ signal }: ScanRequest): Promise<Result<RawScan>> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(err('SCAN-IO'))));

const createTestScanner = (drivers: ScannerDriver[], limits: Partial<ScannerLimits> = {}) =>
  createScanner({ drivers, log, limits });
const createRequest = (overrides: Partial<ScanRequest> = {}): ScanRequest => ({
  dpi: 300,
  signal: new AbortController().signal,
  ...overrides,
});

describe('createScanner: list', () => {
  it('merges the devices of all drivers and omits unavailable drivers', async () => {
    const unavailableDriver: ScannerDriver = {
      kind: 'wia',
      list: async () => err('SCAN-DRIVER-MISSING'),
      scan: async () => err('SCAN-DRIVER'),
    };
    const scanner = createTestScanner([
      createFakeDriver('simulated', createAnswer(ok(card))).driver,
      unavailableDriver,
      createFakeDriver('sane', createAnswer(ok(card))).driver,
    ]);
    const listed = await scanner.list();
    expect(listed.ok && listed.data.map((info) => info.id)).toEqual(['simulated:a:1', 'sane:a:1']);
    expect(await createTestScanner([unavailableDriver]).list()).toEqual(err('SCAN-DRIVER-MISSING'));
    expect(await createTestScanner([]).list()).toEqual(ok([]));
  });

  it('lists a device once when several drivers find it', async () => {
    const createDriverThatFinds = (kind: DriverKind): ScannerDriver => ({
      ...createFakeDriver(kind, createAnswer(ok(card))).driver,
      list: async () => ok([{ id: `${kind}:1`, driver: kind, name: 'Acme 5' }]),
    });
    const listed = await createTestScanner([
      createDriverThatFinds('sane'),
      createDriverThatFinds('wia'),
      createDriverThatFinds('folder'),
    ]).list();
    expect(
      listed.ok &&
        listed.data.map(({ id, alternatives }) => [id, alternatives?.map((other) => other.id)]),
    ).toEqual([
      ['wia:1', ['sane:1']],
      ['folder:1', undefined],
    ]);
  });

  it('does not wait for an unresponsive driver', async () => {
    let isAborted = false;
    const hangingDriver: ScannerDriver = {
      kind: 'escl',
      list: (signal) =>
        new Promise(() => signal.addEventListener('abort', () => (isAborted = true))),
      scan: async () => err('SCAN-DRIVER'),
    };
    const scanner = createTestScanner(
      [hangingDriver, createFakeDriver('sane', createAnswer(ok(card))).driver],
      {
        listTimeoutMs: 50,
      },
    );
    const listed = await scanner.list();
    expect(listed.ok && listed.data.map((info) => info.id)).toEqual(['sane:a:1']);
    expect(isAborted).toBe(true);
  });
});

describe('createScanner: failover', () => {
  const createFailoverScanner = (
    answers: Partial<Record<DriverKind, Result<RawScan>>>,
    authenticated = false,
  ) => {
    const tried: string[] = [];
    const drivers = (Object.entries(answers) as [DriverKind, Result<RawScan>][]).map(
      ([kind, answer]): ScannerDriver => ({
        kind,
        list: async () =>
          ok([
            {
              id: `${kind}:1`,
              driver: kind,
              name: 'Acme 5',
              ...(authenticated && kind === 'escl' ? { authenticated } : {}),
            },
          ]),
        scan: async () => {
          tried.push(kind);
          return answer;
        },
      }),
    );
    return { scanner: createTestScanner(drivers), tried };
  };

  it.each(['SCAN-OFFLINE', 'SCAN-NOT-FOUND', 'SCAN-DRIVER-MISSING', 'SCAN-DRIVER'] as const)(
    'uses the other driver when the preferred one returns %s',
    async (code) => {
      const { scanner, tried } = createFailoverScanner({ sane: ok(card), escl: err(code) });
      await scanner.list();
      expect(await scanner.scan('escl:1', createRequest())).toEqual(ok(card));
      expect(tried).toEqual(['escl', 'sane']);
    },
  );

  it.each([
    'SCAN-COVER-OPEN',
    'SCAN-BUSY',
    'SCAN-CERTIFICATE',
    'SCAN-CANCELLED',
    'SCAN-IO',
  ] as const)('does not fail over when the preferred driver returns %s', async (code) => {
    const { scanner, tried } = createFailoverScanner({ sane: ok(card), escl: err(code) });
    await scanner.list();
    expect(await scanner.scan('escl:1', createRequest())).toEqual(err(code));
    expect(tried).toEqual(['escl']);
  });

  it('never fails over to a driver without authentication when the preferred one is authenticated', async () => {
    const { scanner, tried } = createFailoverScanner(
      { sane: ok(card), escl: err('SCAN-OFFLINE') },
      true,
    );
    await scanner.list();
    expect(await scanner.scan('escl:1', createRequest())).toEqual(err('SCAN-OFFLINE'));
    expect(tried).toEqual(['escl']);
  });

  it("returns the preferred driver's failure when no other succeeds", async () => {
    const { scanner, tried } = createFailoverScanner({
      sane: err('SCAN-DRIVER'),
      wia: err('SCAN-IO'),
      escl: err('SCAN-OFFLINE'),
    });
    await scanner.list();
    expect(await scanner.scan('escl:1', createRequest())).toEqual(err('SCAN-OFFLINE'));
    expect(tried).toEqual(['escl', 'wia']);
  });
});

describe('createScanner: scan', () => {
  it('passes the device part of the id to the driver named by its prefix', async () => {
    const sane = createFakeDriver('sane', createAnswer(ok(card)));
    const simulated = createFakeDriver('simulated', createAnswer(err('SCAN-IO')));
    expect(
      await createTestScanner([simulated.driver, sane.driver]).scan(
        'sane:net:host:pixma:1',
        createRequest(),
      ),
    ).toEqual(ok(card));
    expect(sane.requests).toEqual([{ device: 'net:host:pixma:1', dpi: 300 }]);
    expect(simulated.requests).toEqual([]);
  });

  it.each(['wia:1', 'sane', 'sane:', '', ':sane'])(
    'returns SCAN-NOT-FOUND for the id "%s"',
    async (id) => {
      expect(
        await createTestScanner([createFakeDriver('sane', createAnswer(ok(card))).driver]).scan(
          id,
          createRequest(),
        ),
      ).toEqual(err('SCAN-NOT-FOUND'));
    },
  );

  it('retries three times while the lamp warms up', async () => {
    const warmingUp = createAnswer(err('SCAN-WARMING-UP'));
    const slowlyWarmingDriver = createFakeDriver(
      'sane',
      warmingUp,
      warmingUp,
      warmingUp,
      createAnswer(ok(card)),
    );
    expect(
      await createTestScanner([slowlyWarmingDriver.driver], { warmUpPauseMs: 1 }).scan(
        'sane:1',
        createRequest(),
      ),
    ).toEqual(ok(card));
    const coldDriver = createFakeDriver('sane', warmingUp);
    expect(
      await createTestScanner([coldDriver.driver], { warmUpPauseMs: 1 }).scan(
        'sane:1',
        createRequest(),
      ),
    ).toEqual(err('SCAN-WARMING-UP'));
    expect(coldDriver.requests).toHaveLength(4);
  });

  it('can be cancelled during the warm-up', async () => {
    const abort = new AbortController();
    const warmingDriver = createFakeDriver('sane', async () => {
      setTimeout(() => abort.abort(), 10);
      return err('SCAN-WARMING-UP');
    });
    const result = createTestScanner([warmingDriver.driver], { warmUpPauseMs: 60_000 }).scan(
      'sane:1',
      createRequest({ signal: abort.signal }),
    );
    expect(await result).toEqual(err('SCAN-CANCELLED'));
    expect(warmingDriver.requests).toHaveLength(1);
  });

  it('returns SCAN-CANCELLED for a cancelled scan, whatever the driver returns', async () => {
    const abort = new AbortController();
    const result = createTestScanner([createFakeDriver('sane', failWhenAborted).driver]).scan(
      'sane:1',
      createRequest({ signal: abort.signal }),
    );
    abort.abort();
    expect(await result).toEqual(err('SCAN-CANCELLED'));
  });

  it('times out when the device reports no progress', async () => {
    const silentDriver = createFakeDriver('sane', failWhenAborted);
    expect(
      await createTestScanner([silentDriver.driver], { scanStallTimeoutMs: 50 }).scan(
        'sane:1',
        createRequest(),
      ),
    ).toEqual(err('SCAN-TIMEOUT'));
  });

  it('times out after the total limit, not after the stall limit, while the device reports progress', async () => {
    const progressingDriver = createFakeDriver('sane', (scanRequest) => {
      const interval = setInterval(() => scanRequest.onProgress?.(null), 20);
      return failWhenAborted(scanRequest).finally(() => clearInterval(interval));
    });
    let progressReports = 0;
    const limits = { scanStallTimeoutMs: 1_000, scanTotalTimeoutMs: 2_500 };
    expect(
      await createTestScanner([progressingDriver.driver], limits).scan(
        'sane:1',
        createRequest({ onProgress: () => progressReports++ }),
      ),
    ).toEqual(err('SCAN-TIMEOUT'));
    // The progress outlasted the stall timeout, so the total timeout ended the scan.
    expect(progressReports).toBeGreaterThan(50);
  });

  it('locks the device until the driver has finished, and no other device', async () => {
    const abort = new AbortController();
    const sane = createFakeDriver('sane', failWhenAborted, createAnswer(ok(card)));
    const scanner = createTestScanner([sane.driver]);
    const first = scanner.scan('sane:1', createRequest({ signal: abort.signal }));
    expect(await scanner.scan('sane:1', createRequest())).toEqual(err('SCAN-BUSY'));
    expect(await scanner.scan('sane:2', createRequest())).toEqual(ok(card));
    abort.abort();
    await first;
    expect(await scanner.scan('sane:1', createRequest())).toEqual(ok(card));
  });

  it('returns when the driver does not finish, and keeps the device locked', async () => {
    const stuckDriver = createFakeDriver('sane', () => new Promise(() => undefined));
    const scanner = createTestScanner([stuckDriver.driver], { scanTotalTimeoutMs: 20 });
    expect(await scanner.scan('sane:1', createRequest())).toEqual(err('SCAN-TIMEOUT'));
    expect(await scanner.scan('sane:1', createRequest())).toEqual(err('SCAN-BUSY'));
  });

  it('returns the resolution stated by the picture and passes on the requested area', async () => {
    const page = await sharp({
      create: { width: 2_480, height: 3_508, channels: 3, background: '#777' },
    })
      .withMetadata({ density: 300 })
      .png()
      .toBuffer();
    let area: unknown;
    const wrongDpiDevice = createFakeDriver('sane', async (scanRequest) => {
      area = scanRequest.area;
      return ok({ bytes: page, dpi: 600 });
    });
    const result = await createTestScanner([wrongDpiDevice.driver]).scan(
      'sane:1',
      createRequest({ dpi: 600, area: 'glass' }),
    );
    expect([result.ok && result.data.dpi, area]).toEqual([300, 'glass']);
  });

  const scans: [string, () => Promise<RawScan>, boolean][] = [
    ['a card', async () => card, true],
    ['a whole page', async () => ({ bytes: await createPng(2480, 3508), dpi: 300 }), true],
    ['a card scanned upright', async () => ({ bytes: await createPng(638, 1011), dpi: 300 }), true],
    ['a picture of a few pixels', async () => ({ bytes: await createPng(3, 3), dpi: 300 }), false],
    [
      'a card at half of the requested resolution',
      async () => ({ bytes: await createPng(1011, 638), dpi: 600 }),
      false,
    ],
    ['a stripe', async () => ({ bytes: await createPng(1011, 100), dpi: 300 }), false],
    ['a metre of paper', async () => ({ bytes: await createPng(900, 12_000), dpi: 300 }), false],
    ['a whole page at 75 dpi', async () => ({ bytes: await createPng(620, 877), dpi: 75 }), false],
    ['text', async () => ({ bytes: Buffer.from('sane: no picture today'), dpi: 300 }), false],
    ['nothing', async () => ({ bytes: new Uint8Array(), dpi: 300 }), false],
  ];
  it.each(scans)('validates %s by its size', async (_name, createScan, isValid) => {
    const scan = await createScan();
    const result = await createTestScanner([
      createFakeDriver('sane', createAnswer(ok(scan))).driver,
    ]).scan('sane:1', createRequest());
    expect(result).toEqual(isValid ? ok(scan) : err('SCAN-BAD-IMAGE'));
  });

  it('logs driver, code and status without device or picture', async () => {
    await createTestScanner([
      createFakeDriver('sane', createAnswer(err('SCAN-JAMMED', { params: { status: 6 } }))).driver,
    ]).scan('sane:serial-4C42F1', createRequest());
    const last = readFileSync(file, 'utf8').trim().split('\n').at(-1)!;
    expect(JSON.parse(last)).toMatchObject({
      event: 'scanner.failed',
      driver: 'sane',
      code: 'SCAN-JAMMED',
      status: 6,
    });
    expect(last).not.toContain('4C42F1');
  });
});
