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

const png = async (width: number, height: number): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
const card: RawScan = { bytes: await png(1011, 638), dpi: 300 };

/** A device with scripted answers; the last one repeats. */
const device = (
  kind: DriverKind,
  ...answers: ((request: ScanRequest) => Promise<Result<RawScan>>)[]
) => {
  const asked: { device: string; dpi: number }[] = [];
  const driver: ScannerDriver = {
    kind,
    list: async () => ok([{ id: `${kind}:a:1`, driver: kind, name: kind }]),
    scan: (name, request) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push({ device: name, dpi: request.dpi });
      return answer(request);
    },
  };
  return { driver, asked };
};
const gives = (result: Result<RawScan>) => async () => result;
const untilAborted = ({ signal }: ScanRequest): Promise<Result<RawScan>> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(err('SCAN-IO'))));

const scannerOf = (drivers: ScannerDriver[], limits: Partial<ScannerLimits> = {}) =>
  createScanner({ drivers, log, limits });
const request = (more: Partial<ScanRequest> = {}): ScanRequest => ({
  dpi: 300,
  signal: new AbortController().signal,
  ...more,
});

describe('createScanner list', () => {
  it('merges the devices of all drivers and omits unavailable drivers', async () => {
    const missing: ScannerDriver = {
      kind: 'wia',
      list: async () => err('SCAN-DRIVER-MISSING'),
      scan: async () => err('SCAN-DRIVER'),
    };
    const scanner = scannerOf([
      device('simulated', gives(ok(card))).driver,
      missing,
      device('sane', gives(ok(card))).driver,
    ]);
    const found = await scanner.list();
    expect(found.ok && found.data.map((info) => info.id)).toEqual(['simulated:a:1', 'sane:a:1']);
    expect(await scannerOf([missing]).list()).toEqual(err('SCAN-DRIVER-MISSING'));
    expect(await scannerOf([]).list()).toEqual(ok([]));
  });

  it('lists a device once when several drivers find it', async () => {
    const finding = (kind: DriverKind): ScannerDriver => ({
      ...device(kind, gives(ok(card))).driver,
      list: async () => ok([{ id: `${kind}:1`, driver: kind, name: 'Acme 5' }]),
    });
    const found = await scannerOf([finding('sane'), finding('wia'), finding('folder')]).list();
    expect(
      found.ok &&
        found.data.map(({ id, alternatives }) => [id, alternatives?.map((other) => other.id)]),
    ).toEqual([
      ['wia:1', ['sane:1']],
      ['folder:1', undefined],
    ]);
  });

  it('does not wait for an unresponsive driver', async () => {
    let told = false;
    const hanging: ScannerDriver = {
      kind: 'escl',
      list: (signal) => new Promise(() => signal.addEventListener('abort', () => (told = true))),
      scan: async () => err('SCAN-DRIVER'),
    };
    const scanner = scannerOf([hanging, device('sane', gives(ok(card))).driver], {
      listTimeoutMs: 50,
    });
    const found = await scanner.list();
    expect(found.ok && found.data.map((info) => info.id)).toEqual(['sane:a:1']);
    expect(told).toBe(true);
  });
});

describe('createScanner failover', () => {
  const reached = (
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
    return { scanner: scannerOf(drivers), tried };
  };

  it.each(['SCAN-OFFLINE', 'SCAN-NOT-FOUND', 'SCAN-DRIVER-MISSING', 'SCAN-DRIVER'] as const)(
    'uses the other driver when the preferred one returns %s',
    async (code) => {
      const { scanner, tried } = reached({ sane: ok(card), escl: err(code) });
      await scanner.list();
      expect(await scanner.scan('escl:1', request())).toEqual(ok(card));
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
    const { scanner, tried } = reached({ sane: ok(card), escl: err(code) });
    await scanner.list();
    expect(await scanner.scan('escl:1', request())).toEqual(err(code));
    expect(tried).toEqual(['escl']);
  });

  it('never fails over to a driver that verifies less than the configured one', async () => {
    const { scanner, tried } = reached({ sane: ok(card), escl: err('SCAN-OFFLINE') }, true);
    await scanner.list();
    expect(await scanner.scan('escl:1', request())).toEqual(err('SCAN-OFFLINE'));
    expect(tried).toEqual(['escl']);
  });

  it("returns the preferred driver's failure when no other succeeds", async () => {
    const { scanner, tried } = reached({
      sane: err('SCAN-DRIVER'),
      wia: err('SCAN-IO'),
      escl: err('SCAN-OFFLINE'),
    });
    await scanner.list();
    expect(await scanner.scan('escl:1', request())).toEqual(err('SCAN-OFFLINE'));
    expect(tried).toEqual(['escl', 'wia']);
  });
});

describe('createScanner scan', () => {
  it('passes the device part of the id to the driver named by its prefix', async () => {
    const sane = device('sane', gives(ok(card)));
    const other = device('simulated', gives(err('SCAN-IO')));
    expect(
      await scannerOf([other.driver, sane.driver]).scan('sane:net:host:pixma:1', request()),
    ).toEqual(ok(card));
    expect(sane.asked).toEqual([{ device: 'net:host:pixma:1', dpi: 300 }]);
    expect(other.asked).toEqual([]);
  });

  it.each(['wia:1', 'sane', 'sane:', '', ':sane'])(
    'returns SCAN-NOT-FOUND for the id "%s"',
    async (id) => {
      expect(await scannerOf([device('sane', gives(ok(card))).driver]).scan(id, request())).toEqual(
        err('SCAN-NOT-FOUND'),
      );
    },
  );

  it('retries three times while the lamp warms up', async () => {
    const warming = gives(err('SCAN-WARMING-UP'));
    const soon = device('sane', warming, warming, warming, gives(ok(card)));
    expect(await scannerOf([soon.driver], { warmUpPauseMs: 1 }).scan('sane:1', request())).toEqual(
      ok(card),
    );
    const never = device('sane', warming);
    expect(await scannerOf([never.driver], { warmUpPauseMs: 1 }).scan('sane:1', request())).toEqual(
      err('SCAN-WARMING-UP'),
    );
    expect(never.asked).toHaveLength(4);
  });

  it('can be cancelled during the warm-up', async () => {
    const abort = new AbortController();
    const warming = device('sane', async () => {
      setTimeout(() => abort.abort(), 10);
      return err('SCAN-WARMING-UP');
    });
    const result = scannerOf([warming.driver], { warmUpPauseMs: 60_000 }).scan(
      'sane:1',
      request({ signal: abort.signal }),
    );
    expect(await result).toEqual(err('SCAN-CANCELLED'));
    expect(warming.asked).toHaveLength(1);
  });

  it('reports a cancelled scan as cancelled, whatever the driver returns', async () => {
    const abort = new AbortController();
    const result = scannerOf([device('sane', untilAborted).driver]).scan(
      'sane:1',
      request({ signal: abort.signal }),
    );
    abort.abort();
    expect(await result).toEqual(err('SCAN-CANCELLED'));
  });

  it('times out when the device reports no progress', async () => {
    const silent = device('sane', untilAborted);
    expect(
      await scannerOf([silent.driver], { scanStallTimeoutMs: 50 }).scan('sane:1', request()),
    ).toEqual(err('SCAN-TIMEOUT'));
  });

  it('does not time out as idle during progress, but does after the total limit', async () => {
    const ticking = device('sane', (asked) => {
      const tick = setInterval(() => asked.onProgress?.(null), 20);
      return untilAborted(asked).finally(() => clearInterval(tick));
    });
    let heard = 0;
    const limits = { scanStallTimeoutMs: 1_000, scanTotalTimeoutMs: 2_500 };
    expect(
      await scannerOf([ticking.driver], limits).scan(
        'sane:1',
        request({ onProgress: () => heard++ }),
      ),
    ).toEqual(err('SCAN-TIMEOUT'));
    // The progress outlasted the stall timeout, so the total timeout ended the scan.
    expect(heard).toBeGreaterThan(50);
  });

  it('locks its device until the driver has finished, and no other device', async () => {
    const abort = new AbortController();
    const sane = device('sane', untilAborted, gives(ok(card)));
    const scanner = scannerOf([sane.driver]);
    const first = scanner.scan('sane:1', request({ signal: abort.signal }));
    expect(await scanner.scan('sane:1', request())).toEqual(err('SCAN-BUSY'));
    expect(await scanner.scan('sane:2', request())).toEqual(ok(card));
    abort.abort();
    await first;
    expect(await scanner.scan('sane:1', request())).toEqual(ok(card));
  });

  it('returns when the driver does not finish, and keeps the device locked', async () => {
    const stuck = device('sane', () => new Promise(() => undefined));
    const scanner = scannerOf([stuck.driver], { scanTotalTimeoutMs: 20 });
    expect(await scanner.scan('sane:1', request())).toEqual(err('SCAN-TIMEOUT'));
    expect(await scanner.scan('sane:1', request())).toEqual(err('SCAN-BUSY'));
  });

  it('returns the resolution stated by the picture and passes on the requested area', async () => {
    const page = await sharp({
      create: { width: 2_480, height: 3_508, channels: 3, background: '#777' },
    })
      .withMetadata({ density: 300 })
      .png()
      .toBuffer();
    let area: unknown;
    const lying = device('sane', async (asked) => {
      area = asked.area;
      return ok({ bytes: page, dpi: 600 });
    });
    const result = await scannerOf([lying.driver]).scan(
      'sane:1',
      request({ dpi: 600, area: 'glass' }),
    );
    expect([result.ok && result.data.dpi, area]).toEqual([300, 'glass']);
  });

  const pictures: [string, () => Promise<RawScan>, boolean][] = [
    ['a card', async () => card, true],
    ['a whole page', async () => ({ bytes: await png(2480, 3508), dpi: 300 }), true],
    ['a card scanned upright', async () => ({ bytes: await png(638, 1011), dpi: 300 }), true],
    ['a picture of a few pixels', async () => ({ bytes: await png(3, 3), dpi: 300 }), false],
    [
      'a card at half of the requested resolution',
      async () => ({ bytes: await png(1011, 638), dpi: 600 }),
      false,
    ],
    ['a stripe', async () => ({ bytes: await png(1011, 100), dpi: 300 }), false],
    ['a metre of paper', async () => ({ bytes: await png(900, 12_000), dpi: 300 }), false],
    ['a whole page at 75 dpi', async () => ({ bytes: await png(620, 877), dpi: 75 }), false],
    ['text', async () => ({ bytes: Buffer.from('sane: no picture today'), dpi: 300 }), false],
    ['nothing', async () => ({ bytes: new Uint8Array(), dpi: 300 }), false],
  ];
  it.each(pictures)('validates %s by its size', async (_name, make, good) => {
    const scan = await make();
    const result = await scannerOf([device('sane', gives(ok(scan))).driver]).scan(
      'sane:1',
      request(),
    );
    expect(result).toEqual(good ? ok(scan) : err('SCAN-BAD-IMAGE'));
  });

  it('logs driver, code and status without device or picture', async () => {
    await scannerOf([
      device('sane', gives(err('SCAN-JAMMED', { params: { status: 6 } }))).driver,
    ]).scan('sane:serial-4C42F1', request());
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
