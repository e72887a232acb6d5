import { describe, expect, it } from 'vitest';
import type { DriverKind, ScannerInfo } from '#main/scanner/port.ts';
import { mergeSameDevices } from '#main/scanner/selection/same-device.ts';

const info = (id: string, name: string, more: Partial<ScannerInfo> = {}): ScannerInfo => ({
  id,
  driver: id.slice(0, id.indexOf(':')) as DriverKind,
  name,
  ...more,
});
/** One string of ids per device, the preferred one first. */
const merged = (...found: ScannerInfo[]): string[] =>
  mergeSameDevices(found).map(({ id, alternatives = [] }) =>
    [id, ...alternatives.map((other) => other.id)].join(' = '),
  );

const escl = info('escl:https://10.0.0.5/eSCL', 'Front desk', {
  host: '10.0.0.5',
  model: 'Canon MF440 Series',
  serial: 'A1',
});

describe('mergeSameDevices for one device', () => {
  it('merges by address', () => {
    expect(
      merged(info('sane:airscan:e0:Canon MF440', 'Canon MF440', { host: '10.0.0.5' }), escl),
    ).toEqual(['escl:https://10.0.0.5/eSCL = sane:airscan:e0:Canon MF440']);
  });

  it('merges by name without the connection type', () => {
    expect(
      merged(
        escl,
        info('sane:airscan:e0:Canon MF440', 'Canon MF440 (eSCL)'),
        info('wia:{1}\\0001', 'WIA Canon MF440 Series'),
      ),
    ).toEqual(['escl:https://10.0.0.5/eSCL = wia:{1}\\0001 = sane:airscan:e0:Canon MF440']);
  });

  it('merges by serial number', () => {
    expect(
      merged(info('sane:pixma:04A91735_A1', 'CANON imageCLASS', { serial: 'A1' }), escl),
    ).toEqual(['escl:https://10.0.0.5/eSCL = sane:pixma:04A91735_A1']);
  });

  it("prefers its specific driver to SANE's generic ones", () => {
    expect(
      merged(
        info('sane:escl:http://10.0.0.7:80', 'HP 400', { host: '10.0.0.7' }),
        info('sane:hpaio:/net/HP_400', 'HP 400'),
      ),
    ).toEqual(['sane:hpaio:/net/HP_400 = sane:escl:http://10.0.0.7:80']);
  });

  it('keeps position and name', () => {
    const [first, second] = mergeSameDevices([
      info('sane:airscan:e0:X', 'Canon MF440', { host: '10.0.0.5' }),
      info('sane:test:0', 'other'),
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
      [info('sane:pnm:0', 'PNM file reader'), info('sane:pnm:1', 'PNM file reader')],
    ],
    [
      'two devices of one model, one of which another driver finds too',
      [
        info('sane:genesys:1', 'Canon LiDE'),
        info('sane:genesys:2', 'Canon LiDE'),
        info('wia:1', 'Canon LiDE'),
      ],
    ],
    [
      'one model at two addresses',
      [escl, info('sane:airscan:e0:Canon MF440', 'Canon MF440', { host: '10.0.0.6' })],
    ],
    [
      'one model with two serial numbers',
      [escl, info('sane:pixma:04A91735_B2', 'Canon MF440', { serial: 'B2' })],
    ],
    [
      'USB devices with a loopback address',
      [
        info('escl:http://127.0.0.1:60000/eSCL', 'One', { host: '127.0.0.1' }),
        info('sane:airscan:e0:Two', 'Two', { host: '127.0.0.1' }),
      ],
    ],
    ['a folder with the name of a device', [escl, info('folder:inbox', 'Canon MF440')]],
    [
      'the training scanner',
      [info('simulated:card', 'Training scanner'), info('sane:test:0', 'Training scanner')],
    ],
    [
      'names that state only the connection',
      [info('wia:1', 'WIA Scanner'), info('sane:test:0', 'USB scanner')],
    ],
  ];
  it.each(cases)('does not merge %s', (_name, found) => {
    expect(merged(...found)).toEqual(found.map(({ id }) => id));
  });
});
