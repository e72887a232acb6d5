import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import { err } from '#shared/result.ts';

const createJpeg = (background: string) =>
  sharp({ create: { width: 1348, height: 850, channels: 3, background } })
    .jpeg()
    .toBuffer();
const [front, back] = [await createJpeg('#fff'), await createJpeg('#000')];
const createDriver = () =>
  createSimulatedDriver({
    loadFront: async () => front,
    loadBack: async () => back,
    durationMs: 20,
  });
const request = () => ({ dpi: 600, signal: new AbortController().signal });
const bytesOf = async (scan: ReturnType<ReturnType<typeof createDriver>['scan']>) => {
  const result = await scan;
  return result.ok ? result.data.bytes : result.error.code;
};

describe('createSimulatedDriver', () => {
  it('returns the requested side each time', async () => {
    const simulated = createDriver();
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'back' }))).toBe(back);
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'front' }))).toBe(front);
    expect(await bytesOf(simulated.scan('card', { ...request(), side: 'front' }))).toBe(front);
  });

  it('alternates between front and back without a requested side, ignoring cancelled scans', async () => {
    const simulated = createDriver();
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
    const scanner = createScanner({ drivers: [createDriver()], log: createLog({ stderr: false }) });
    const list = await scanner.list();
    const progress: (number | null)[] = [];
    for (const dpi of [300, 400, 600]) {
      const id = list.ok ? list.data[0]!.id : '';
      const result = await scanner.scan(id, {
        dpi,
        signal: new AbortController().signal,
        onProgress: (percent) => progress.push(percent),
      });
      expect(result.ok && result.data.dpi).toBe(400);
    }
    expect(progress.slice(0, 11)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('refuses to scan while it has a fault, and scans after the fault has ended', async () => {
    let isCoverOpen = true;
    const simulated = createSimulatedDriver({
      loadFront: async () => front,
      loadBack: async () => back,
      durationMs: 20,
      fault: () => (isCoverOpen ? 'SCAN-COVER-OPEN' : null),
    });
    expect(await simulated.scan('card', request())).toEqual(err('SCAN-COVER-OPEN'));
    isCoverOpen = false;
    expect(await bytesOf(simulated.scan('card', request()))).toBe(front);
  });
});
