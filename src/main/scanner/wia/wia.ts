/** Lists devices and scans through WIA's automation objects. All calls are blocking. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { HResultError, type Answer, type Argument, type Dispatch } from './dispatch.ts';

export const DEVICE_MANAGER = 'WIA.DeviceManager';

/** DeviceInfo.Type; cameras and video devices are listed too. */
const SCANNER = 1;

/** Property ids (`wiadef.h`), passed as strings because the collection interprets a number as an index. */
const property = {
  name: '7',
  feederOrGlass: '3088',
  intent: '6146',
  dpi: ['6147', '6148'],
  start: ['6149', '6150'],
  extent: ['6151', '6152'],
} as const;

const GLASS = 2;
const COLOUR = 1;

/** Property.SubType: how the accepted values are specified. */
const RANGE = 1;
const LIST = 2;

/** E_INVALIDARG, returned for rejected values. */
const REFUSED = 0x80070057;
const NO_DEVICE = 0x80210015;
const UNEXPECTED_ANSWER = 0x80020005;

/** In order of preference, lossless first. Every WIA driver supports BMP. */
const BMP = '{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}';
const FORMATS = [
  '{B96B3CAF-0728-11D3-9D7B-0000F81EF32E}', // PNG
  BMP,
  '{B96B3CB1-0728-11D3-9D7B-0000F81EF32E}', // TIFF
  '{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}', // JPEG
];

export interface WiaDevice {
  readonly device: string;
  readonly name: string;
}

export interface WiaScan {
  readonly device: string;
  readonly dpi: number;
  readonly area: ScanArea;
}

const objectOf = (answer: Answer): Dispatch => {
  if (typeof answer !== 'object' || answer === null || answer instanceof Uint8Array)
    throw new HResultError(UNEXPECTED_ANSWER);
  return answer;
};

const numberOf = (answer: Answer): number => {
  if (typeof answer !== 'number') throw new HResultError(UNEXPECTED_ANSWER);
  return answer;
};

const textOf = (answer: Answer): string => {
  if (typeof answer !== 'string') throw new HResultError(UNEXPECTED_ANSWER);
  return answer;
};

const object = (owner: Dispatch, name: string, ...args: readonly Argument[]): Dispatch =>
  objectOf(owner.invoke(name, ...args));
const number = (owner: Dispatch, name: string): number => numberOf(owner.invoke(name));

/** Automation collections are indexed from one. */
const items = (collection: Dispatch): Answer[] =>
  Array.from({ length: number(collection, 'Count') }, (_, index) =>
    collection.invoke('Item', index + 1),
  );

/** Ignores the failure of an optional call. A device that fails for another reason fails again at the transfer. */
const optionally = <T>(call: () => T): T | null => {
  try {
    return call();
  } catch (error) {
    if (error instanceof HResultError) return null;
    throw error;
  }
};

const find = (properties: Dispatch, id: string): Dispatch | null =>
  properties.invoke('Exists', id) === true ? object(properties, 'Item', id) : null;

const setOptional = (properties: Dispatch, id: string, value: number): void =>
  void optionally(() => find(properties, id)?.put('Value', value));

const scannersOf = (manager: Dispatch): Dispatch[] =>
  items(object(manager, 'DeviceInfos'))
    .map(objectOf)
    .filter((info) => number(info, 'Type') === SCANNER);

export const listScanners = (manager: Dispatch): WiaDevice[] =>
  scannersOf(manager).map((info) => {
    const device = textOf(info.invoke('DeviceID'));
    const name = optionally(() => find(object(info, 'Properties'), property.name)?.invoke('Value'));
    return { device, name: typeof name === 'string' && name !== '' ? name : device };
  });

/** The lowest sufficient resolution, otherwise the highest: a picture can be reduced later but not enlarged. */
const nearestDpi = (resolution: Dispatch, dpi: number): number | null => {
  const kind = number(resolution, 'SubType');
  if (kind === RANGE)
    return Math.min(
      Math.max(dpi, number(resolution, 'SubTypeMin')),
      number(resolution, 'SubTypeMax'),
    );
  if (kind !== LIST) return null;
  const values = items(object(resolution, 'SubTypeValues')).map(numberOf);
  const enough = values.filter((value) => value >= dpi);
  return enough.length > 0 ? Math.min(...enough) : Math.max(...values);
};

const setDpi = (properties: Dispatch, dpi: number): void => {
  for (const id of property.dpi) {
    const resolution = object(properties, 'Item', id);
    try {
      resolution.put('Value', dpi);
    } catch (error) {
      const other =
        error instanceof HResultError && error.hresult === REFUSED
          ? optionally(() => nearestDpi(resolution, dpi))
          : null;
      if (other === null || !Number.isFinite(other)) throw error;
      resolution.put('Value', other);
    }
  }
};

/**
 * Sets the scan area. A device that rejects it scans its whole glass; one that does not state its size keeps its default area.
 */
const setArea = (properties: Dispatch, dpi: number, area: ScanArea): void => {
  for (const id of property.start) setOptional(properties, id, 0);
  property.extent.forEach((id, axis) =>
    optionally(() => {
      const extent = find(properties, id);
      if (!extent) return;
      const card = Math.round(
        (([cardArea.widthMm, cardArea.heightMm][axis] ?? 0) * dpi) / MM_PER_INCH,
      );
      const most = optionally(() =>
        number(extent, 'SubType') === RANGE ? number(extent, 'SubTypeMax') : null,
      );
      const wanted = area === 'glass' ? most : Math.min(card, most ?? card);
      if (wanted !== null) extent.put('Value', wanted);
    }),
  );
};

const formatFor = (item: Dispatch): string => {
  const offered =
    optionally(() =>
      items(object(item, 'Formats')).map((format) => textOf(format).toUpperCase()),
    ) ?? [];
  return FORMATS.find((format) => offered.includes(format)) ?? BMP;
};

/**
 * The picture stays in memory: a file would remain on the disk when the program is killed.
 * @returns the picture as the device delivered it and the resolution reported by the device. @throws HResultError
 */
export const takeScan = (
  manager: Dispatch,
  { device, dpi, area }: WiaScan,
): { bytes: Uint8Array; dpi: number } => {
  const info = scannersOf(manager).find((candidate) => candidate.invoke('DeviceID') === device);
  if (!info) throw new HResultError(NO_DEVICE);
  const connected = object(info, 'Connect');
  optionally(() => setOptional(object(connected, 'Properties'), property.feederOrGlass, GLASS));
  const item = object(object(connected, 'Items'), 'Item', 1);
  const properties = object(item, 'Properties');
  // The order matters: the intent resets the resolution, the resolution resets the area, and the extent is validated against
  // the start.
  setOptional(properties, property.intent, COLOUR);
  setDpi(properties, dpi);
  const actualDpi =
    optionally(() => numberOf(object(properties, 'Item', property.dpi[0]).invoke('Value'))) ?? dpi;
  setArea(properties, actualDpi, area);
  // The device may return another format than requested; it is detected from the bytes.
  const image = object(item, 'Transfer', formatFor(item));
  const bytes = object(image, 'FileData').invoke('BinaryData');
  if (!(bytes instanceof Uint8Array)) throw new HResultError(UNEXPECTED_ANSWER);
  return { bytes, dpi: actualDpi };
};
