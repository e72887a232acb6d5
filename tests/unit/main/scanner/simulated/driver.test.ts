import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import { err } from '#shared/result.ts';

const jpeg = (background: string) =>
  sharp({ create: { width: 1348, height: 850, channels: 3, background } })
    .jpeg()
    .toBuffer();
const [front, back] = [await jpeg('#fff'), await jpeg('#000')];
const driver = () =>
  createSimulatedDriver({ front: async () => front, back: async () => back, durationMs: 20 });
const request = () => ({ dpi: 600, signal: new AbortController().signal });
const bytesOf = async (scan: ReturnType<ReturnType<typeof driver>['scan']>) => {
  const result = await scan;
  return result.ok ? result.data.bytes : result.error.code;
};

describe('createSimulatedDriver', () => {
  it('returns the requested side each time', async () => {
    const simulated = driver();
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'back' }))).toBe(back);
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'front' }))).toBe(front);
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'front' }))).toBe(front);
  });

  it('alternates between front and back without a requested side, ignoring cancelled scans', async () => {
    const simulated = driver();
    const abort = new AbortController();
    const cancelled = simulated.scan('card', {
      dpi: 300,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(await cancelled).toEqual(err('SCAN-CANCELLED'));
    expect(await bytesOf(simulated.scan('card', request()))).toBe(front);
    expect(await bytesOf(simulated.scan('card', request()))).toBe(back);
    expect(await bytesOf(simulated.scan('card', request()))).toBe(front);
  });

  it('passes the scan validation at every resolution and reports progress up to 100', async () => {
    const scanner = createScanner({ drivers: [driver()], log: createLog({ stderr: false }) });
    const list = await scanner.list();
    const seen: (number | null)[] = [];
    for (const dpi of [300, 400, 600]) {
      const id = list.ok ? list.data[0]!.id : '';
      const result = await scanner.scan(id, {
        dpi,
        signal: new AbortController().signal,
        onProgress: (percent) => seen.push(percent),
      });
      expect(result.ok && result.data.dpi).toBe(400);
    }
    expect(seen.slice(0, 11)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('refuses to scan while it has a fault, and scans when the fault is gone', async () => {
    let open = true;
    const simulated = createSimulatedDriver({
      front: async () => front,
      back: async () => back,
      durationMs: 20,
      fault: () => (open ? 'SCAN-COVER-OPEN' : null),
    });
    expect(await simulated.scan('card', request())).toEqual(err('SCAN-COVER-OPEN'));
    open = false;
    expect(await bytesOf(simulated.scan('card', request()))).toBe(front);
  });
});
