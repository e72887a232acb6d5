import { describe, expect, it } from 'vitest';
import type { DriverKind, ScannerInfo } from '#main/scanner/port.ts';
import { recogniseScanner, toStoredScanner } from '#main/scanner/selection/recognise.ts';

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
const replugged = createScannerInfo('sane:genesys:libusb:001:007', 'Canon LiDE 220');
const other = createScannerInfo('sane:plustek:libusb:001:009', 'Plustek S60');

describe('recogniseScanner returns the selected scanner', () => {
  it('by its id', () => {
    expect(recogniseScanner([other, lide], toStoredScanner(lide))).toBe(lide);
  });

  it('by its model when it was plugged into another port', () => {
    expect(recogniseScanner([other, replugged], toStoredScanner(lide))).toBe(replugged);
  });

  it('by the id and model of another driver after a merge', () => {
    const merged = createScannerInfo('escl:http://10.0.0.5/eSCL', 'Front desk', {
      alternatives: [replugged],
    });
    expect(recogniseScanner([other, merged], { id: replugged.id })).toBe(merged);
    expect(recogniseScanner([other, merged], toStoredScanner(lide))).toBe(merged);
    expect(toStoredScanner(merged, replugged.id)).toEqual({
      id: replugged.id,
      model: 'Canon LiDE 220',
    });
  });

  it('by its id when nothing else is stored', () => {
    expect(recogniseScanner([lide], { id: lide.id })).toBe(lide);
    expect(recogniseScanner([replugged], { id: lide.id })).toBeNull();
  });
});

describe('recogniseScanner returns null', () => {
  it('when another device has its USB address', () => {
    const otherModel = createScannerInfo(lide.id, 'Plustek S60');
    expect(recogniseScanner([otherModel], toStoredScanner(lide))).toBeNull();
    expect(recogniseScanner([otherModel, replugged], toStoredScanner(lide))).toBe(replugged);
  });

  it('when there are two devices of the model', () => {
    expect(
      recogniseScanner(
        [replugged, createScannerInfo('sane:genesys:libusb:001:008', 'Canon LiDE 220')],
        toStoredScanner(lide),
      ),
    ).toBeNull();
  });

  it('when the serial number differs', () => {
    const [selected, otherDevice] = ['A1', 'B2'].map((serial) =>
      createScannerInfo(`escl:http://${serial}/eSCL`, 'Desk', { model: 'MF440', serial }),
    );
    expect(recogniseScanner([otherDevice!], toStoredScanner(selected!))).toBeNull();
    expect(
      recogniseScanner(
        [{ ...selected!, id: 'escl:http://new/eSCL' }, otherDevice!],
        toStoredScanner(selected!),
      )?.id,
    ).toBe('escl:http://new/eSCL');
  });

  it('when the device belongs to another driver', () => {
    expect(
      recogniseScanner([createScannerInfo('wia:1', 'Canon LiDE 220')], toStoredScanner(lide)),
    ).toBeNull();
  });

  it('when there is no device', () => {
    expect(recogniseScanner([], toStoredScanner(lide))).toBeNull();
  });
});
