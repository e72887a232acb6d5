import { describe, expect, it } from 'vitest';
import type { DriverKind, ScannerInfo } from '#main/scanner/port.ts';
import { mergeSameDevices } from '#main/scanner/selection/same-device.ts';

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
/** Merges the devices. @returns one string per device with its ids, the preferred id first. */
const mergeToIds = (...found: ScannerInfo[]): string[] =>
  mergeSameDevices(found).map(({ id, alternatives = [] }) =>
    [id, ...alternatives.map((other) => other.id)].join(' = '),
  );

const escl = createScannerInfo('escl:https://10.0.0.5/eSCL', 'Front desk', {
  host: '10.0.0.5',
  model: 'Canon MF440 Series',
  serial: 'A1',
});

describe('mergeSameDevices for one device', () => {
  it('merges by address', () => {
    expect(
      mergeToIds(
        createScannerInfo('sane:airscan:e0:Canon MF440', 'Canon MF440', { host: '10.0.0.5' }),
        escl,
      ),
    ).toEqual(['escl:https://10.0.0.5/eSCL = sane:airscan:e0:Canon MF440']);
  });

  it('merges by name without the connection type', () => {
    expect(
      mergeToIds(
        escl,
        createScannerInfo('sane:airscan:e0:Canon MF440', 'Canon MF440 (eSCL)'),
        createScannerInfo('wia:{1}\\0001', 'WIA Canon MF440 Series'),
      ),
    ).toEqual(['escl:https://10.0.0.5/eSCL = wia:{1}\\0001 = sane:airscan:e0:Canon MF440']);
  });

  it('merges by serial number', () => {
    expect(
      mergeToIds(
        createScannerInfo('sane:pixma:04A91735_A1', 'CANON imageCLASS', { serial: 'A1' }),
        escl,
      ),
    ).toEqual(['escl:https://10.0.0.5/eSCL = sane:pixma:04A91735_A1']);
  });

  it("prefers the specific driver to SANE's generic drivers", () => {
    expect(
      mergeToIds(
        createScannerInfo('sane:escl:http://10.0.0.7:80', 'HP 400', { host: '10.0.0.7' }),
        createScannerInfo('sane:hpaio:/net/HP_400', 'HP 400'),
      ),
    ).toEqual(['sane:hpaio:/net/HP_400 = sane:escl:http://10.0.0.7:80']);
  });

  it('keeps the position of the first and the name of the preferred entry', () => {
    const [first, second] = mergeSameDevices([
      createScannerInfo('sane:airscan:e0:X', 'Canon MF440', { host: '10.0.0.5' }),
      createScannerInfo('sane:test:0', 'other'),
      escl,
    ]);
    expect(first).toMatchObject({
      id: escl.id,
      name: 'Front desk',
      alternatives: [{ name: 'Canon MF440' }],
    });
    expect(second?.id).toBe('sane:test:0');
  });
});

describe('mergeSameDevices for different devices', () => {
  const cases: [string, ScannerInfo[]][] = [
    [
      'two devices of one model on one driver',
      [
        createScannerInfo('sane:pnm:0', 'PNM file reader'),
        createScannerInfo('sane:pnm:1', 'PNM file reader'),
      ],
    ],
    [
      'two devices of one model, one of which another driver finds too',
      [
        createScannerInfo('sane:genesys:1', 'Canon LiDE'),
        createScannerInfo('sane:genesys:2', 'Canon LiDE'),
        createScannerInfo('wia:1', 'Canon LiDE'),
      ],
    ],
    [
      'one model at two addresses',
      [escl, createScannerInfo('sane:airscan:e0:Canon MF440', 'Canon MF440', { host: '10.0.0.6' })],
    ],
    [
      'one model with two serial numbers',
      [escl, createScannerInfo('sane:pixma:04A91735_B2', 'Canon MF440', { serial: 'B2' })],
    ],
    [
      'USB devices with a loopback address',
      [
        createScannerInfo('escl:http://127.0.0.1:60000/eSCL', 'One', { host: '127.0.0.1' }),
        createScannerInfo('sane:airscan:e0:Two', 'Two', { host: '127.0.0.1' }),
      ],
    ],
    [
      'a folder with the name of a device',
      [escl, createScannerInfo('folder:inbox', 'Canon MF440')],
    ],
    [
      'the training scanner',
      [
        createScannerInfo('simulated:card', 'Training scanner'),
        createScannerInfo('sane:test:0', 'Training scanner'),
      ],
    ],
    [
      'names that state only the connection',
      [createScannerInfo('wia:1', 'WIA Scanner'), createScannerInfo('sane:test:0', 'USB scanner')],
    ],
  ];
  it.each(cases)('does not merge %s', (_name, found) => {
    expect(mergeToIds(...found)).toEqual(found.map(({ id }) => id));
  });
});
