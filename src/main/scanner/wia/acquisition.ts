/** Lists scanners and acquires images through the objects of WIA Automation (wiaaut.dll). All calls are blocking. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { HResultError, type ComResult, type ComArgument, type Dispatch } from './dispatch.ts';

export const DEVICE_MANAGER = 'WIA.DeviceManager';

/** Value of DeviceInfo.Type (WiaDeviceType); cameras and video devices are listed too. */
const SCANNER_DEVICE_TYPE = 1;

/** Property ids (`wiadef.h`). They are strings, because the collection interprets a number as an index. */
const propertyIds = {
  name: '7',
  documentHandlingSelect: '3088',
  currentIntent: '6146',
  resolution: ['6147', '6148'],
  position: ['6149', '6150'],
  extent: ['6151', '6152'],
} as const;

const SELECT_FLATBED = 2;
const INTENT_COLOUR = 1;

/** Values of Property.SubType, which tells how the accepted values are specified. */
const SUBTYPE_RANGE = 1;
const SUBTYPE_LIST = 2;

/** HRESULT for a rejected value. */
const E_INVALIDARG = 0x80070057;
const WIA_S_NO_DEVICE_AVAILABLE = 0x80210015;
const DISP_E_TYPEMISMATCH = 0x80020005;

/** Every WIA driver supports this format. */
const BMP = '{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}';
/** Formats in order of preference. Lossless ones are first. */
const PREFERRED_FORMATS = [
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

const objectOf = (result: ComResult): Dispatch => {
  if (typeof result !== 'object' || result === null || result instanceof Uint8Array)
    throw new HResultError(DISP_E_TYPEMISMATCH);
  return result;
};

const numberOf = (result: ComResult): number => {
  if (typeof result !== 'number') throw new HResultError(DISP_E_TYPEMISMATCH);
  return result;
};

const textOf = (result: ComResult): string => {
  if (typeof result !== 'string') throw new HResultError(DISP_E_TYPEMISMATCH);
  return result;
};

const invokeForObject = (
  owner: Dispatch,
  name: string,
  ...args: readonly ComArgument[]
): Dispatch => objectOf(owner.invoke(name, ...args));
const invokeForNumber = (owner: Dispatch, name: string): number => numberOf(owner.invoke(name));

/** The items of an automation collection, whose indexes start at one. */
const itemsOf = (collection: Dispatch): ComResult[] =>
  Array.from({ length: invokeForNumber(collection, 'Count') }, (_, index) =>
    collection.invoke('Item', index + 1),
  );

/** Runs an optional call and ignores its failure. A device with a real failure also fails at the transfer. */
const ignoreFailure = <T>(call: () => T): T | null => {
  try {
    return call();
  } catch (error) {
    if (error instanceof HResultError) return null;
    throw error;
  }
};

const findProperty = (properties: Dispatch, id: string): Dispatch | null =>
  properties.invoke('Exists', id) === true ? invokeForObject(properties, 'Item', id) : null;

/** Writes a property if the device has it and accepts the value. */
const setOptional = (properties: Dispatch, id: string, value: number): void =>
  void ignoreFailure(() => findProperty(properties, id)?.put('Value', value));

const scannersOf = (manager: Dispatch): Dispatch[] =>
  itemsOf(invokeForObject(manager, 'DeviceInfos'))
    .map(objectOf)
    .filter((info) => invokeForNumber(info, 'Type') === SCANNER_DEVICE_TYPE);

/** Lists the scanners; a scanner without a readable name has its device id as the name. @throws HResultError */
export const listScanners = (manager: Dispatch): WiaDevice[] =>
  scannersOf(manager).map((info) => {
    const device = textOf(info.invoke('DeviceID'));
    const name = ignoreFailure(() =>
      findProperty(invokeForObject(info, 'Properties'), propertyIds.name)?.invoke('Value'),
    );
    return { device, name: typeof name === 'string' && name !== '' ? name : device };
  });

/** The lowest resolution of at least `dpi`, otherwise the highest one, because a picture can be reduced later but not enlarged. */
const nearestDpi = (resolution: Dispatch, dpi: number): number | null => {
  const subType = invokeForNumber(resolution, 'SubType');
  if (subType === SUBTYPE_RANGE)
    return Math.min(
      Math.max(dpi, invokeForNumber(resolution, 'SubTypeMin')),
      invokeForNumber(resolution, 'SubTypeMax'),
    );
  if (subType !== SUBTYPE_LIST) return null;
  const values = itemsOf(invokeForObject(resolution, 'SubTypeValues')).map(numberOf);
  const sufficient = values.filter((value) => value >= dpi);
  return sufficient.length > 0 ? Math.min(...sufficient) : Math.max(...values);
};

const setDpi = (properties: Dispatch, dpi: number): void => {
  for (const id of propertyIds.resolution) {
    const resolution = invokeForObject(properties, 'Item', id);
    try {
      resolution.put('Value', dpi);
    } catch (error) {
      const nearest =
        error instanceof HResultError && error.hresult === E_INVALIDARG
          ? ignoreFailure(() => nearestDpi(resolution, dpi))
          : null;
      if (nearest === null || !Number.isFinite(nearest)) throw error;
      resolution.put('Value', nearest);
    }
  }
};

/**
 * Sets the scan area. A device that rejects the area scans its whole glass. A device that does not state the size of its glass keeps
 * its default area when the whole glass is requested.
 */
const setArea = (properties: Dispatch, dpi: number, area: ScanArea): void => {
  for (const id of propertyIds.position) setOptional(properties, id, 0);
  propertyIds.extent.forEach((id, axis) =>
    ignoreFailure(() => {
      const extent = findProperty(properties, id);
      if (!extent) return;
      const cardPx = Math.round(
        (([cardArea.widthMm, cardArea.heightMm][axis] ?? 0) * dpi) / MM_PER_INCH,
      );
      const largestPx = ignoreFailure(() =>
        invokeForNumber(extent, 'SubType') === SUBTYPE_RANGE
          ? invokeForNumber(extent, 'SubTypeMax')
          : null,
      );
      const extentPx = area === 'glass' ? largestPx : Math.min(cardPx, largestPx ?? cardPx);
      if (extentPx !== null) extent.put('Value', extentPx);
    }),
  );
};

const chooseFormat = (item: Dispatch): string => {
  const offered =
    ignoreFailure(() =>
      itemsOf(invokeForObject(item, 'Formats')).map((format) => textOf(format).toUpperCase()),
    ) ?? [];
  return PREFERRED_FORMATS.find((format) => offered.includes(format)) ?? BMP;
};

/**
 * Scans one image. The image is kept in memory only, because a file remains on the disk when the program is killed.
 * @returns the image as the device delivered it and the resolution reported by the device.
 * @throws HResultError
 */
export const acquireImage = (
  manager: Dispatch,
  { device, dpi, area }: WiaScan,
): { bytes: Uint8Array; dpi: number } => {
  const info = scannersOf(manager).find((candidate) => candidate.invoke('DeviceID') === device);
  if (!info) throw new HResultError(WIA_S_NO_DEVICE_AVAILABLE);
  const connected = invokeForObject(info, 'Connect');
  ignoreFailure(() =>
    setOptional(
      invokeForObject(connected, 'Properties'),
      propertyIds.documentHandlingSelect,
      SELECT_FLATBED,
    ),
  );
  const item = invokeForObject(invokeForObject(connected, 'Items'), 'Item', 1);
  const properties = invokeForObject(item, 'Properties');
  // The order matters: the intent resets the resolution, the resolution resets the area, and the extent is validated against
  // the position.
  setOptional(properties, propertyIds.currentIntent, INTENT_COLOUR);
  setDpi(properties, dpi);
  const actualDpi =
    ignoreFailure(() =>
      numberOf(invokeForObject(properties, 'Item', propertyIds.resolution[0]).invoke('Value')),
    ) ?? dpi;
  setArea(properties, actualDpi, area);
  // The device may return another format than requested; it is detected from the bytes.
  const image = invokeForObject(item, 'Transfer', chooseFormat(item));
  const bytes = invokeForObject(image, 'FileData').invoke('BinaryData');
  if (!(bytes instanceof Uint8Array)) throw new HResultError(DISP_E_TYPEMISMATCH);
  return { bytes, dpi: actualDpi };
};
