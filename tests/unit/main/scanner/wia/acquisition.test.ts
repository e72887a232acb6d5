import { describe, expect, it } from 'vitest';
import { HResultError } from '#main/scanner/wia/dispatch.ts';
import { listScanners, acquireImage } from '#main/scanner/wia/acquisition.ts';
import { createFakeManager, type FakeDevice } from './fake-device.ts';

const PNG = '{B96B3CAF-0728-11D3-9D7B-0000F81EF32E}';
const BMP = '{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}';
const JPEG = '{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}';

/** HRESULTs of WIA and Windows. */
const E_INVALIDARG = 0x80070057;
const DISP_E_TYPEMISMATCH = 0x80020005;
const WIA_ERROR_OFFLINE = 0x80210005;
const WIA_S_NO_DEVICE_AVAILABLE = 0x80210015;
const WIA_ERROR_COVER_OPEN = 0x80210016;

/**
 * WIA properties by id (`wiadef.h`): 7 name, 3088 document handling select, 6146 current intent, 6147 and 6148 resolution,
 * 6149 and 6150 position, 6151 and 6152 extent.
 */
const resolutionProperties = { '6147': { value: 75 }, '6148': { value: 75 } };
const flatbed: FakeDevice = {
  id: 'flatbed',
  deviceInfoProperties: { '7': { value: 'Flatbed' } },
  deviceProperties: { '3088': { value: 1 } },
  itemProperties: {
    '6146': { value: 0 },
    ...resolutionProperties,
    '6149': { value: 5 },
    '6150': { value: 5 },
    '6151': { value: 637, range: [1, 5100] },
    '6152': { value: 876, range: [1, 7020] },
  },
  formats: [JPEG, BMP, PNG.toLowerCase()],
};

const acquire = (device: FakeDevice, requestedDpi = 300, area: 'card' | 'glass' = 'card') => {
  const { manager, steps } = createFakeManager({ id: 'other' }, device);
  return {
    image: acquireImage(manager, { device: device.id, dpi: requestedDpi, area }),
    steps,
  };
};

const hresultOf = (task: () => unknown): number | null => {
  try {
    task();
    return null;
  } catch (error) {
    return error instanceof HResultError ? error.hresult : Number.NaN;
  }
};

describe('listScanners', () => {
  it('returns scanners only, with their name or id', () => {
    const nameless = { id: 'nameless', deviceInfoProperties: { '7': { value: '' } } };
    const { manager } = createFakeManager(
      flatbed,
      { id: 'camera', type: 2 },
      { id: 'video', type: 3 },
      nameless,
      { id: 'bare' },
    );
    expect(listScanners(manager)).toEqual([
      { device: 'flatbed', name: 'Flatbed' },
      { device: 'nameless', name: 'nameless' },
      { device: 'bare', name: 'bare' },
    ]);
  });

  it('returns an empty list without devices', () => {
    expect(listScanners(createFakeManager().manager)).toEqual([]);
  });
});

describe('acquireImage', () => {
  it('sets properties in the order glass, intent, resolution, start, extent', () => {
    const { image, steps } = acquire(flatbed);
    expect(image).toMatchObject({ dpi: 300 });
    const propertySteps = [
      '3088=2',
      '6146=1',
      '6147=300',
      '6148=300',
      '6149=0',
      '6150=0',
      '6151=1299',
      '6152=945',
    ];
    expect(steps).toEqual([...propertySteps, `transfer ${PNG}`, 'read']);
  });

  it('computes the card area at the resolution accepted by the device', () => {
    const item = {
      ...flatbed.itemProperties,
      '6147': { value: 75, list: [75, 600, 1200] },
      '6148': { value: 75, list: [75, 600, 1200] },
    };
    const { image, steps } = acquire({ ...flatbed, itemProperties: item }, 400);
    expect(image).toMatchObject({ dpi: 600 });
    expect(steps).toEqual(
      expect.arrayContaining(['6147=600', '6148=600', '6151=2598', '6152=1890']),
    );
  });

  it.each([
    ['the highest resolution when all are below the requested one', { list: [75, 150, 200] }, 200],
    ['the maximum of a range', { range: [50, 240] as const }, 240],
  ])('uses %s', (_title, supported, expected) => {
    expect(
      acquire({
        id: 'a',
        itemProperties: {
          '6147': { value: 75, ...supported },
          '6148': { value: 75, ...supported },
        },
      }).image,
    ).toMatchObject({ dpi: expected });
  });

  it('fails when no resolution is accepted', () => {
    const rejectedProperty = { value: 75, writeHresult: E_INVALIDARG };
    expect(
      hresultOf(() =>
        acquire({
          id: 'a',
          itemProperties: { '6147': rejectedProperty, '6148': rejectedProperty },
        }),
      ),
    ).toBe(E_INVALIDARG);
  });

  it('does not try another resolution after a different failure', () => {
    const offlineProperty = { value: 75, list: [75, 600], writeHresult: WIA_ERROR_OFFLINE };
    expect(
      hresultOf(() =>
        acquire({ id: 'a', itemProperties: { '6147': offlineProperty, '6148': offlineProperty } }),
      ),
    ).toBe(WIA_ERROR_OFFLINE);
  });

  it('continues when optional properties are rejected or absent', () => {
    const rejectedProperty = { value: 0, writeHresult: E_INVALIDARG };
    const item = {
      ...resolutionProperties,
      '6146': rejectedProperty,
      '6149': rejectedProperty,
      '6151': rejectedProperty,
    };
    expect(
      acquire({ id: 'a', deviceProperties: { '3088': rejectedProperty }, itemProperties: item })
        .steps,
    ).toEqual(['6147=300', '6148=300', `transfer ${BMP}`, 'read']);
  });

  it('limits the area to a small glass', () => {
    const item = { ...flatbed.itemProperties, '6151': { value: 1, range: [1, 1200] as const } };
    expect(acquire({ ...flatbed, itemProperties: item }).steps).toContain('6151=1200');
  });

  it.each([
    ['a lossless format if supported', [JPEG, BMP], BMP],
    ['JPEG if nothing else is supported', [JPEG], JPEG],
    ['BMP if the device lists no formats', [], BMP],
  ])('requests %s', (_title, formats, expected) => {
    expect(acquire({ ...flatbed, formats }).steps).toContain(`transfer ${expected}`);
  });

  it('sets the whole glass if the device states its size, otherwise keeps the default area', () => {
    expect(acquire(flatbed, 300, 'glass').steps).toEqual(
      expect.arrayContaining(['6151=5100', '6152=7020']),
    );
    const item = { ...flatbed.itemProperties, '6151': { value: 2550 }, '6152': { value: 3508 } };
    expect(
      acquire({ ...flatbed, itemProperties: item }, 300, 'glass').steps.filter((step) =>
        /^615[12]=/.test(step),
      ),
    ).toEqual([]);
  });

  it('fails when the device is not available', () => {
    expect(
      hresultOf(() =>
        acquireImage(createFakeManager(flatbed).manager, {
          device: 'gone',
          dpi: 300,
          area: 'card',
        }),
      ),
    ).toBe(WIA_S_NO_DEVICE_AVAILABLE);
  });

  it('returns the bytes of the picture', () => {
    const bytes = Uint8Array.of(0x42, 0x4d);
    expect(acquire({ ...flatbed, picture: () => bytes }).image.bytes).toBe(bytes);
  });

  it('fails when the picture is no array of bytes', () => {
    expect(hresultOf(() => acquire({ ...flatbed, picture: () => 'BM' }))).toBe(DISP_E_TYPEMISMATCH);
  });

  it('fails with the HRESULT of the transfer', () => {
    expect(hresultOf(() => acquire({ ...flatbed, transferHresult: WIA_ERROR_COVER_OPEN }))).toBe(
      WIA_ERROR_COVER_OPEN,
    );
  });
});
