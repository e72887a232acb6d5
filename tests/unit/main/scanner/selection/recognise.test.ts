import { describe, expect, it } from 'vitest';
import type { DriverKind, ScannerInfo } from '#main/scanner/port.ts';
import { recogniseScanner, toStoredScanner } from '#main/scanner/selection/recognise.ts';

const info = (id: string, name: string, more: Partial<ScannerInfo> = {}): ScannerInfo => ({
  id,
  driver: id.slice(0, id.indexOf(':')) as DriverKind,
  name,
  ...more,
});
const lide = info('sane:genesys:libusb:001:004', 'Canon LiDE 220');
const replugged = info('sane:genesys:libusb:001:007', 'Canon LiDE 220');
const other = info('sane:plustek:libusb:001:009', 'Plustek S60');

describe('recognise returns the selected scanner', () => {
  it('by its id', () => {
    expect(recogniseScanner([other, lide], toStoredScanner(lide))).toBe(lide);
  });

  it('by its model when it was plugged into another port', () => {
    expect(recogniseScanner([other, replugged], toStoredScanner(lide))).toBe(replugged);
  });

  it('by the id and model of another driver after a merge', () => {
    const merged = info('escl:http://10.0.0.5/eSCL', 'Front desk', { alternatives: [replugged] });
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

describe('recognise returns null', () => {
  it('when another device has its USB address', () => {
    const intruder = info(lide.id, 'Plustek S60');
    expect(recogniseScanner([intruder], toStoredScanner(lide))).toBeNull();
    expect(recogniseScanner([intruder, replugged], toStoredScanner(lide))).toBe(replugged);
  });

  it('when there are two devices of the model', () => {
    expect(
      recogniseScanner(
        [replugged, info('sane:genesys:libusb:001:008', 'Canon LiDE 220')],
        toStoredScanner(lide),
      ),
    ).toBeNull();
  });

  it('when the serial number differs', () => {
    const [mine, theirs] = ['A1', 'B2'].map((serial) =>
      info(`escl:http://${serial}/eSCL`, 'Desk', { model: 'MF440', serial }),
    );
    expect(recogniseScanner([theirs!], toStoredScanner(mine!))).toBeNull();
    expect(
      recogniseScanner([{ ...mine!, id: 'escl:http://new/eSCL' }, theirs!], toStoredScanner(mine!))
        ?.id,
    ).toBe('escl:http://new/eSCL');
  });

  it('when the device belongs to another driver', () => {
    expect(recogniseScanner([info('wia:1', 'Canon LiDE 220')], toStoredScanner(lide))).toBeNull();
  });

  it('when there is no device', () => {
    expect(recogniseScanner([], toStoredScanner(lide))).toBeNull();
  });
});
