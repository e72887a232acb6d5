/** Lists scanners and acquires images through the objects of WIA Automation (wiaaut.dll). All calls are blocking. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { HResultError, type ComResult, type ComArgument, type Dispatch } from './dispatch.ts';

export const DEVICE_MANAGER = 'WIA.DeviceManager';

/** Value of DeviceInfo.Type (WiaDeviceType); cameras and video devices are listed too. */
const SCANNER_DEVICE_TYPE = 1;

/** Property ids (`wiadef.h`), passed as strings because the collection interprets a number as an index. */
const property = {
  name: '7',
  documentHandlingSelect: '3088',
  currentIntent: '6146',
  resolution: ['6147', '6148'],
  position: ['6149', '6150'],
  extent: ['6151', '6152'],
} as const;

const FLATBED = 2;
const INTENT_COLOUR = 1;

/** Property.SubType: how the accepted values are specified. */
const SUBTYPE_RANGE = 1;
const SUBTYPE_LIST = 2;

/** Returned for rejected values. */
const E_INVALIDARG = 0x80070057;
const WIA_S_NO_DEVICE_AVAILABLE = 0x80210015;
const DISP_E_TYPEMISMATCH = 0x80020005;

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

const objectOf = (answer: ComResult): Dispatch => {
  if (typeof answer !== 'object' || answer === null || answer instanceof Uint8Array)
    throw new HResultError(DISP_E_TYPEMISMATCH);
  return answer;
};

const numberOf = (answer: ComResult): number => {
  if (typeof answer !== 'number') throw new HResultError(DISP_E_TYPEMISMATCH);
  return answer;
};

const textOf = (answer: ComResult): string => {
  if (typeof answer !== 'string') throw new HResultError(DISP_E_TYPEMISMATCH);
  return answer;
};

const invokeForObject = (
  owner: Dispatch,
  name: string,
  ...args: readonly ComArgument[]
): Dispatch => objectOf(owner.invoke(name, ...args));
const invokeForNumber = (owner: Dispatch, name: string): number => numberOf(owner.invoke(name));

/** Automation collections are indexed from one. */
const items = (collection: Dispatch): ComResult[] =>
  Array.from({ length: invokeForNumber(collection, 'Count') }, (_, index) =>
    collection.invoke('Item', index + 1),
  );

/** Runs an optional call and ignores its failure. A device that fails for another reason fails again at the transfer. */
const ignoringFailure = <T>(call: () => T): T | null => {
  try {
    return call();
  } catch (error) {
    if (error instanceof HResultError) return null;
    throw error;
  }
};

const findProperty = (properties: Dispatch, id: string): Dispatch | null =>
  properties.invoke('Exists', id) === true ? invokeForObject(properties, 'Item', id) : null;

const setOptional = (properties: Dispatch, id: string, value: number): void =>
  void ignoringFailure(() => findProperty(properties, id)?.put('Value', value));

const scannersOf = (manager: Dispatch): Dispatch[] =>
  items(invokeForObject(manager, 'DeviceInfos'))
    .map(objectOf)
    .filter((info) => invokeForNumber(info, 'Type') === SCANNER_DEVICE_TYPE);

/** @throws HResultError */
export const listScanners = (manager: Dispatch): WiaDevice[] =>
  scannersOf(manager).map((info) => {
    const device = textOf(info.invoke('DeviceID'));
    const name = ignoringFailure(() =>
      findProperty(invokeForObject(info, 'Properties'), property.name)?.invoke('Value'),
    );
    return { device, name: typeof name === 'string' && name !== '' ? name : device };
  });

/** The lowest sufficient resolution, otherwise the highest: a picture can be reduced later but not enlarged. */
const nearestDpi = (resolution: Dispatch, dpi: number): number | null => {
  const kind = invokeForNumber(resolution, 'SubType');
  if (kind === SUBTYPE_RANGE)
    return Math.min(
      Math.max(dpi, invokeForNumber(resolution, 'SubTypeMin')),
      invokeForNumber(resolution, 'SubTypeMax'),
    );
  if (kind !== SUBTYPE_LIST) return null;
  const values = items(invokeForObject(resolution, 'SubTypeValues')).map(numberOf);
  const enough = values.filter((value) => value >= dpi);
  return enough.length > 0 ? Math.min(...enough) : Math.max(...values);
};

const setDpi = (properties: Dispatch, dpi: number): void => {
  for (const id of property.resolution) {
    const resolution = invokeForObject(properties, 'Item', id);
    try {
      resolution.put('Value', dpi);
    } catch (error) {
      const other =
        error instanceof HResultError && error.hresult === E_INVALIDARG
          ? ignoringFailure(() => nearestDpi(resolution, dpi))
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
  for (const id of property.position) setOptional(properties, id, 0);
  property.extent.forEach((id, axis) =>
    ignoringFailure(() => {
      const extent = findProperty(properties, id);
      if (!extent) return;
      const card = Math.round(
        (([cardArea.widthMm, cardArea.heightMm][axis] ?? 0) * dpi) / MM_PER_INCH,
      );
      const largest = ignoringFailure(() =>
        invokeForNumber(extent, 'SubType') === SUBTYPE_RANGE
          ? invokeForNumber(extent, 'SubTypeMax')
          : null,
      );
      const wanted = area === 'glass' ? largest : Math.min(card, largest ?? card);
      if (wanted !== null) extent.put('Value', wanted);
    }),
  );
};

const formatFor = (item: Dispatch): string => {
  const offered =
    ignoringFailure(() =>
      items(invokeForObject(item, 'Formats')).map((format) => textOf(format).toUpperCase()),
    ) ?? [];
  return FORMATS.find((format) => offered.includes(format)) ?? BMP;
};

/**
 * Scans one image. It stays in memory: a file would remain on the disk when the program is killed.
 * @returns the image as the device delivered it and the resolution reported by the device. @throws HResultError
 */
export const acquireImage = (
  manager: Dispatch,
  { device, dpi, area }: WiaScan,
): { bytes: Uint8Array; dpi: number } => {
  const info = scannersOf(manager).find((candidate) => candidate.invoke('DeviceID') === device);
  if (!info) throw new HResultError(WIA_S_NO_DEVICE_AVAILABLE);
  const connected = invokeForObject(info, 'Connect');
  ignoringFailure(() =>
    setOptional(invokeForObject(connected, 'Properties'), property.documentHandlingSelect, FLATBED),
  );
  const item = invokeForObject(invokeForObject(connected, 'Items'), 'Item', 1);
  const properties = invokeForObject(item, 'Properties');
  // The order matters: the intent resets the resolution, the resolution resets the area, and the extent is validated against
  // the start.
  setOptional(properties, property.currentIntent, INTENT_COLOUR);
  setDpi(properties, dpi);
  const actualDpi =
    ignoringFailure(() =>
      numberOf(invokeForObject(properties, 'Item', property.resolution[0]).invoke('Value')),
    ) ?? dpi;
  setArea(properties, actualDpi, area);
  // The device may return another format than requested; it is detected from the bytes.
  const image = invokeForObject(item, 'Transfer', formatFor(item));
  const bytes = invokeForObject(image, 'FileData').invoke('BinaryData');
  if (!(bytes instanceof Uint8Array)) throw new HResultError(DISP_E_TYPEMISMATCH);
  return { bytes, dpi: actualDpi };
};
