import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureHandlers } from '#main/ipc/handlers/capture.ts';
import { createLog } from '#main/log/log.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { DriverKind, ScannerDriver, ScannerInfo } from '#main/scanner/port.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createCounterScanner } from '#main/scanner/selection/counter-scanner.ts';
import { createSettings } from '#main/settings/settings.ts';
import { calls } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import * as v from 'valibot';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'capture-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const scanBytes = await sharp({
  create: { width: 1_300, height: 945, channels: 3, background: '#888' },
})
  .png()
  .toBuffer();
const createScannerInfo = (
  id: string,
  name: string,
  overrides: Partial<ScannerInfo> = {},
): ScannerInfo => ({
  id,
  driver: id.slice(0, id.indexOf(':')) as DriverKind,
  name,
  ...overrides,
});
const lide = createScannerInfo('sane:genesys:libusb:001:004', 'Canon LiDE 220');
const replugged = createScannerInfo('sane:genesys:libusb:002:009', 'Canon LiDE 220');
const mustek = createScannerInfo('sane:mustek:libusb:001:005', 'Mustek 1200');
const office = createScannerInfo('escl:http://10.0.0.5/eSCL', 'Office', { host: '10.0.0.5' });
const trainingScanner = createScannerInfo('simulated:card', 'Training scanner');

/** Creates the capture handlers of a counter. `plug` sets the connected scanners. */
const createCounter = async () => {
  let connectedScanners: readonly ScannerInfo[] = [];
  const usedScanners: string[] = [];
  const createDriver = (kind: DriverKind): ScannerDriver => ({
    kind,
    list: async () => ok(connectedScanners.filter((scanner) => scanner.driver === kind)),
    scan: async (device, { dpi }) => {
      usedScanners.push(`${kind}:${device}`);
      return ok({ bytes: scanBytes, dpi });
    },
  });
  const settings = await createSettings({ dataDir, env: {} });
  const handlers = captureHandlers({
    scanner: createCounterScanner({
      scanner: createScanner({
        drivers: (['simulated', 'escl', 'sane'] as const).map(createDriver),
        log: createLog({ stderr: false }),
      }),
      readChoice: () => settings.get().scanner,
      storeChoice: (choice) => settings.update({ scanner: choice }),
    }),
    settings,
    registrations: { putPicture: async () => err('REG-NOT-FOUND') } as unknown as Registrations,
    imaging: null as never,
    memoryPictures: null as never,
    lease: { take: () => undefined, release: () => undefined } as never,
    onProgress: () => undefined,
  });
  const listScanners = async () => {
    const answer = await handlers['scanner.list']();
    if (!answer.ok) throw new Error(answer.error.code);
    // The result as the page receives it, validated by the contract.
    expect(v.parse(v.strictObject(calls['scanner.list'].output.entries), answer.data)).toEqual(
      answer.data,
    );
    expect(
      Object.keys(answer.data.scanners[0] ?? {}).every((key) =>
        ['id', 'driver', 'name'].includes(key),
      ),
    ).toBe(true);
    return answer.data;
  };
  return {
    plug: (...scanners: ScannerInfo[]) => void (connectedScanners = scanners),
    listScanners,
    choose: (scanner: string) => handlers['scanner.choose']({ scanner, dpi: 300 }),
    /** Scans a front. @returns the id of the scanner that was used, or the failure. */
    scan: async () => {
      usedScanners.length = 0;
      const answer = await handlers['scanner.scan']({
        id: '00000000-0000-4000-8000-000000000001',
        side: 'front',
      });
      return usedScanners[0] ?? (answer.ok ? 'nothing' : answer);
    },
    readSavedSettings: () =>
      JSON.parse(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')) as { scanner: unknown },
  };
};

describe('selected scanner of a counter', () => {
  it('is the first one before any selection, and is not stored', async () => {
    const { plug, listScanners, scan, readSavedSettings } = await createCounter();
    plug(mustek, lide);
    expect((await listScanners()).chosen).toBe(mustek.id);
    expect(await scan()).toBe(mustek.id);
    plug(lide);
    expect(await scan()).toBe(lide.id);
    expect(readSavedSettings).toThrow();
  });

  it('is stored with its model and used after a restart', async () => {
    const { plug, listScanners, choose, readSavedSettings } = await createCounter();
    plug(mustek, lide);
    await listScanners();
    await choose(lide.id);
    expect(readSavedSettings().scanner).toEqual({ id: lide.id, model: 'Canon LiDE 220', dpi: 300 });
    const restarted = await createCounter();
    restarted.plug(mustek, lide);
    expect((await restarted.listScanners()).chosen).toBe(lide.id);
    expect(await restarted.scan()).toBe(lide.id);
  });

  it('is recognised when it is plugged into another port', async () => {
    const { plug, listScanners, choose, scan } = await createCounter();
    plug(mustek, lide);
    await listScanners();
    await choose(lide.id);
    plug(mustek, replugged);
    expect((await listScanners()).chosen).toBe(replugged.id);
    expect(await scan()).toBe(replugged.id);
  });

  it('is not replaced when missing: the failure contains its model', async () => {
    const { plug, listScanners, choose, scan } = await createCounter();
    plug(mustek, lide);
    await listScanners();
    await choose(lide.id);
    plug(mustek);
    expect(await listScanners()).toEqual({ scanners: [mustek], chosen: null, dpi: 300 });
    expect(await scan()).toEqual(err('SCAN-NOT-FOUND', { params: { cause: 'Canon LiDE 220' } }));
    await choose(mustek.id);
    expect(await scan()).toBe(mustek.id);
  });

  it('has its model added when the stored selection has none', async () => {
    writeFileSync(
      path.join(dataDir, 'settings.json'),
      JSON.stringify({ scanner: { id: lide.id, dpi: 600 } }),
    );
    const { plug, listScanners, scan, readSavedSettings } = await createCounter();
    plug(mustek, lide);
    await listScanners();
    expect(readSavedSettings().scanner).toEqual({ id: lide.id, model: 'Canon LiDE 220', dpi: 600 });
    plug(mustek, replugged);
    expect(await scan()).toBe(replugged.id);
  });

  it('stays selected when a preferred driver finds it too', async () => {
    const { plug, listScanners, choose, scan } = await createCounter();
    const genericScanner = createScannerInfo('sane:airscan:e0:Office', 'Office', {
      host: '10.0.0.5',
    });
    plug(mustek, genericScanner);
    await listScanners();
    await choose(genericScanner.id);
    plug(mustek, genericScanner, office);
    expect((await listScanners()).chosen).toBe(office.id);
    expect(await scan()).toBe(office.id);
  });

  it('is kept when the training scanner is selected', async () => {
    const { plug, listScanners, choose, scan, readSavedSettings } = await createCounter();
    plug(trainingScanner, mustek, lide);
    await listScanners();
    await choose(lide.id);
    await choose(trainingScanner.id);
    expect((await listScanners()).chosen).toBe(trainingScanner.id);
    expect(await scan()).toBe(trainingScanner.id);
    expect(readSavedSettings().scanner).toMatchObject({ id: lide.id });
    const restarted = await createCounter();
    restarted.plug(mustek, lide);
    expect(await restarted.scan()).toBe(lide.id);
  });

  it('is reported as missing when there are no scanners', async () => {
    const { listScanners, scan } = await createCounter();
    expect(await listScanners()).toEqual({ scanners: [], chosen: null, dpi: 400 });
    expect(await scan()).toEqual(err('SCAN-NOT-FOUND'));
  });
});
