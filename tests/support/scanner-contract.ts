/**
 * Contract of every scanner driver as one suite of tests. Each driver supplies a rig that creates the driver with a device in
 * each state of the contract. Behaviour of a single driver is tested beside that driver.
 */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import type { RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import { createScanner, type ScannerLimits } from '#main/scanner/scanner.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import type { CardPicture } from './card-picture.ts';

/** A driver that is connected to a device. */
export interface ScannerBench {
  readonly driver: ScannerDriver;
  /** The device id for the driver, without the kind. */
  readonly device: string;
  /** The action that the device needs from a person after a scan was requested. */
  readonly press?: () => Promise<void>;
  readonly stop?: () => Promise<void> | void;
}

type CreateBench = () => Promise<ScannerBench> | ScannerBench;

const faultCodes = {
  busy: 'SCAN-BUSY',
  'cover-open': 'SCAN-COVER-OPEN',
  jammed: 'SCAN-JAMMED',
  offline: 'SCAN-OFFLINE',
  'not-found': 'SCAN-NOT-FOUND',
} as const satisfies Record<string, ErrorCode>;

export interface ScannerRig {
  /** A device with a card that scans within seconds. */
  readonly ready: CreateBench;
  /** A device that scans for at least ten seconds with continuous progress. */
  readonly slow: CreateBench;
  /** A device that sends a damaged picture or other data. */
  readonly garbage: CreateBench;
  /** The faults that such a device can have. */
  readonly faults: Partial<Record<keyof typeof faultCodes, CreateBench>>;
  /** Pixels that a scan at 300 dpi has in its corner; null where the compression is lossy. */
  readonly card: CardPicture | null;
}

const log = createLog({ stderr: false });
const codeOf = (result: Result<RawScan>): ErrorCode | 'ok' =>
  result.ok ? 'ok' : result.error.code;
const cropCorner = async (bytes: Uint8Array, { width, height }: CardPicture): Promise<Buffer> =>
  sharp(bytes).removeAlpha().extract({ left: 0, top: 0, width, height }).raw().toBuffer();

/** Starts a scan and waits for its first report of progress, or for its end. */
const startUntilProgress = async (
  start: (onProgress: () => void) => Promise<Result<RawScan>>,
): Promise<{ end: Promise<Result<RawScan>> }> => {
  let reportProgress = (): void => undefined;
  const firstProgress = new Promise<void>((resolve) => (reportProgress = resolve));
  const end = start(reportProgress);
  await Promise.race([firstProgress, end]);
  return { end };
};

/** @param name the driver in the titles of the tests, for example "the SANE driver on its pnm backend". */
export const describeScannerDriver = (name: string, rig: ScannerRig): void => {
  const benches: ScannerBench[] = [];
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.stop?.();
  });
  const prepareBench = async (createBench: CreateBench): Promise<ScannerBench> => {
    const bench = await createBench();
    benches.push(bench);
    return bench;
  };
  const scan = (
    bench: ScannerBench,
    overrides: Partial<ScanRequest> = {},
  ): Promise<Result<RawScan>> => {
    const result = bench.driver.scan(bench.device, {
      dpi: 300,
      signal: new AbortController().signal,
      ...overrides,
    });
    void bench.press?.();
    return result;
  };
  const createScan = (
    { driver, device, press }: ScannerBench,
    limits: Partial<ScannerLimits> = {},
  ) => {
    const scanner = createScanner({ drivers: [driver], log, limits });
    return (overrides: Partial<ScanRequest> = {}) => {
      const result = scanner.scan(`${driver.kind}:${device}`, {
        dpi: 300,
        signal: new AbortController().signal,
        ...overrides,
      });
      void press?.();
      return result;
    };
  };

  describe(`${name} as a scanner driver`, () => {
    it('lists the device with a unique id and a name', async () => {
      const { driver, device } = await prepareBench(rig.ready);
      const listed = await driver.list(new AbortController().signal);
      if (!listed.ok) throw new Error(listed.error.code);
      const ids = listed.data.map((info) => info.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toContain(`${driver.kind}:${device}`);
      for (const info of listed.data) {
        expect(info.driver).toBe(driver.kind);
        expect(info.name).toMatch(/\S/);
      }
    });

    it('returns the picture of the card with its resolution, and reports progress', async () => {
      const progressReports: (number | null)[] = [];
      const result = await scan(await prepareBench(rig.ready), {
        onProgress: (percent) => progressReports.push(percent),
      });
      if (!result.ok) throw new Error(result.error.code);
      const { width, height } = await sharp(result.data.bytes).metadata();
      expect(Math.min(width, height)).toBeGreaterThan(500);
      expect(progressReports.length).toBeGreaterThan(0);
      const percents = progressReports.filter((percent) => percent !== null);
      expect(
        percents.every((percent, index) => percent >= (percents[index - 1] ?? 0) && percent <= 100),
      ).toBe(true);
      if (!rig.card) return;
      expect(result.data.dpi).toBe(300);
      expect(Buffer.compare(await cropCorner(result.data.bytes, rig.card), rig.card.pixels)).toBe(
        0,
      );
    });

    it('passes the checks of the product in repeated scans', async () => {
      const runScan = createScan(await prepareBench(rig.ready));
      expect(codeOf(await runScan())).toBe('ok');
      expect(codeOf(await runScan({ side: 'front' }))).toBe('ok');
    });

    it('stops a running scan and releases the device when the scan is cancelled', async () => {
      const runScan = createScan(await prepareBench(rig.slow));
      for (const round of ['first', 'second']) {
        const abort = new AbortController();
        const { end } = await startUntilProgress((onProgress) =>
          runScan({ signal: abort.signal, onProgress }),
        );
        abort.abort();
        expect(codeOf(await end), round).toBe('SCAN-CANCELLED');
      }
    });

    it('returns SCAN-CANCELLED itself, also for a scan that was cancelled before its start', async () => {
      const bench = await prepareBench(rig.slow);
      const abort = new AbortController();
      const { end } = await startUntilProgress((onProgress) =>
        scan(bench, { signal: abort.signal, onProgress }),
      );
      abort.abort();
      expect(await end).toEqual(err('SCAN-CANCELLED'));
      expect(
        await bench.driver.scan(bench.device, { dpi: 300, signal: AbortSignal.abort() }),
      ).toEqual(err('SCAN-CANCELLED'));
    });

    it('ends with SCAN-TIMEOUT when it takes too long, and accepts a scan afterwards', async () => {
      const runScan = createScan(await prepareBench(rig.slow), { scanTotalTimeoutMs: 900 });
      expect(codeOf(await runScan())).toBe('SCAN-TIMEOUT');
      expect(codeOf(await runScan())).toBe('SCAN-TIMEOUT');
    });

    it('returns SCAN-BUSY for a second scan while one is running', async () => {
      const runScan = createScan(await prepareBench(rig.slow));
      const abort = new AbortController();
      const { end } = await startUntilProgress((onProgress) =>
        runScan({ signal: abort.signal, onProgress }),
      );
      expect(codeOf(await runScan())).toBe('SCAN-BUSY');
      abort.abort();
      expect(codeOf(await end)).toBe('SCAN-CANCELLED');
    });

    it('returns SCAN-BAD-IMAGE when the device sends no valid picture', async () => {
      expect(codeOf(await createScan(await prepareBench(rig.garbage))())).toBe('SCAN-BAD-IMAGE');
    });

    it('returns SCAN-NOT-FOUND for an unknown device', async () => {
      const { driver } = await prepareBench(rig.ready);
      expect(
        codeOf(
          await driver.scan('no such device', { dpi: 300, signal: new AbortController().signal }),
        ),
      ).toBe('SCAN-NOT-FOUND');
    });

    const faults = Object.entries(rig.faults) as [keyof typeof faultCodes, CreateBench][];
    for (const [fault, createBench] of faults) {
      it(`returns ${faultCodes[fault]} for the fault "${fault}"`, async () => {
        expect(codeOf(await scan(await prepareBench(createBench)))).toBe(faultCodes[fault]);
      });
    }
  });
};
