/**
 * The contract of every scanner driver, as one suite. Each driver supplies a rig that brings it together with a device in
 * each situation of the contract. Behaviour of a single driver is tested beside that driver.
 */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import type { RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import { createScanner, type ScannerLimits } from '#main/scanner/scanner.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import type { CardPicture } from './card-picture.ts';

/** A driver before a device. */
export interface ScannerBench {
  readonly driver: ScannerDriver;
  /** The device id for the driver, without the kind. */
  readonly device: string;
  /** The action of a person at the device after a scan was requested, where needed. */
  readonly press?: () => Promise<void>;
  readonly stop?: () => Promise<void> | void;
}

type Make = () => Promise<ScannerBench> | ScannerBench;

const faultCodes = {
  busy: 'SCAN-BUSY',
  'cover-open': 'SCAN-COVER-OPEN',
  jammed: 'SCAN-JAMMED',
  offline: 'SCAN-OFFLINE',
  'not-found': 'SCAN-NOT-FOUND',
} as const satisfies Record<string, ErrorCode>;

export interface ScannerRig {
  /** Shows a card and scans within seconds. */
  readonly ready: Make;
  /** Scans for at least ten seconds with continuous progress. */
  readonly slow: Make;
  /** Sends something that is no picture, or a broken one. */
  readonly garbage: Make;
  /** The faults that such a device can have. */
  readonly faults: Partial<Record<keyof typeof faultCodes, Make>>;
  /** What is to be seen in the corner of a scan at 300 dpi, pixel for pixel; null where the way is lossy. */
  readonly card: CardPicture | null;
}

const log = createLog({ stderr: false });
const codeOf = (result: Result<RawScan>): ErrorCode | 'ok' =>
  result.ok ? 'ok' : result.error.code;
const cornerOf = async (bytes: Uint8Array, { width, height }: CardPicture): Promise<Buffer> =>
  sharp(bytes).removeAlpha().extract({ left: 0, top: 0, width, height }).raw().toBuffer();

/** Waits until the first sign of life, or the end. */
const firstSign = async (
  start: (onProgress: () => void) => Promise<Result<RawScan>>,
): Promise<{ end: Promise<Result<RawScan>> }> => {
  let heard = (): void => undefined;
  const sign = new Promise<void>((resolve) => (heard = resolve));
  const end = start(heard);
  await Promise.race([sign, end]);
  return { end };
};

/** @param name as it is to stand in the report: "the SANE driver on its pnm backend". */
export const describeScannerDriver = (name: string, rig: ScannerRig): void => {
  const benches: ScannerBench[] = [];
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.stop?.();
  });
  const set = async (make: Make): Promise<ScannerBench> => {
    const bench = await make();
    benches.push(bench);
    return bench;
  };
  const scan = (bench: ScannerBench, more: Partial<ScanRequest> = {}): Promise<Result<RawScan>> => {
    const running = bench.driver.scan(bench.device, {
      dpi: 300,
      signal: new AbortController().signal,
      ...more,
    });
    void bench.press?.();
    return running;
  };
  const wrapped = (
    { driver, device, press }: ScannerBench,
    limits: Partial<ScannerLimits> = {},
  ) => {
    const scanner = createScanner({ drivers: [driver], log, limits });
    return (more: Partial<ScanRequest> = {}) => {
      const running = scanner.scan(`${driver.kind}:${device}`, {
        dpi: 300,
        signal: new AbortController().signal,
        ...more,
      });
      void press?.();
      return running;
    };
  };

  describe(`${name} keeps the promises of every scanner driver:`, () => {
    it('lists the device under an id of its own, with a name', async () => {
      const { driver, device } = await set(rig.ready);
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

    it('gives the picture of the card, with a resolution and signs of life', async () => {
      const signs: (number | null)[] = [];
      const result = await scan(await set(rig.ready), {
        onProgress: (percent) => signs.push(percent),
      });
      if (!result.ok) throw new Error(result.error.code);
      const { width, height } = await sharp(result.data.bytes).metadata();
      expect(Math.min(width, height)).toBeGreaterThan(500);
      expect(signs.length).toBeGreaterThan(0);
      const percents = signs.filter((percent) => percent !== null);
      expect(
        percents.every((percent, index) => percent >= (percents[index - 1] ?? 0) && percent <= 100),
      ).toBe(true);
      if (!rig.card) return;
      expect(result.data.dpi).toBe(300);
      expect(Buffer.compare(await cornerOf(result.data.bytes, rig.card), rig.card.pixels)).toBe(0);
    });

    it('passes the checks of the product, again and again', async () => {
      const again = wrapped(await set(rig.ready));
      expect(codeOf(await again())).toBe('ok');
      expect(codeOf(await again({ side: 'front' }))).toBe('ok');
    });

    it('stops in the middle when it is cancelled, and lets go of the device', async () => {
      const run = wrapped(await set(rig.slow));
      for (const round of ['first', 'second']) {
        const abort = new AbortController();
        const { end } = await firstSign((onProgress) => run({ signal: abort.signal, onProgress }));
        abort.abort();
        expect(codeOf(await end), round).toBe('SCAN-CANCELLED');
      }
    });

    it('says itself that it was cancelled, and does not begin when it was cancelled before', async () => {
      const bench = await set(rig.slow);
      const abort = new AbortController();
      const { end } = await firstSign((onProgress) =>
        scan(bench, { signal: abort.signal, onProgress }),
      );
      abort.abort();
      expect(await end).toEqual(err('SCAN-CANCELLED'));
      expect(
        await bench.driver.scan(bench.device, { dpi: 300, signal: AbortSignal.abort() }),
      ).toEqual(err('SCAN-CANCELLED'));
    });

    it('is ended when it takes too long, and is free afterwards', async () => {
      const run = wrapped(await set(rig.slow), { scanTotalTimeoutMs: 900 });
      expect(codeOf(await run())).toBe('SCAN-TIMEOUT');
      expect(codeOf(await run())).toBe('SCAN-TIMEOUT');
    });

    it('scans for one at a time', async () => {
      const run = wrapped(await set(rig.slow));
      const abort = new AbortController();
      const { end } = await firstSign((onProgress) => run({ signal: abort.signal, onProgress }));
      expect(codeOf(await run())).toBe('SCAN-BUSY');
      abort.abort();
      expect(codeOf(await end)).toBe('SCAN-CANCELLED');
    });

    it('has its garbage refused', async () => {
      expect(codeOf(await wrapped(await set(rig.garbage))())).toBe('SCAN-BAD-IMAGE');
    });

    it('knows no device that is not its own', async () => {
      const { driver } = await set(rig.ready);
      expect(
        codeOf(
          await driver.scan('no such device', { dpi: 300, signal: new AbortController().signal }),
        ),
      ).toBe('SCAN-NOT-FOUND');
    });

    const faults = Object.entries(rig.faults) as [keyof typeof faultCodes, Make][];
    for (const [fault, make] of faults) {
      it(`tells ${fault} by its code`, async () => {
        expect(codeOf(await scan(await set(make)))).toBe(faultCodes[fault]);
      });
    }
  });
};
