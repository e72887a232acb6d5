/**
 * Recognises the selected scanner among the available ones. Ids of USB devices contain the port (`sane:genesys:libusb:001:004`) and
 * change with it, so the model is compared as well. The model cannot distinguish two devices of one model.
 */
import type { ScannerInfo } from '#main/scanner/port.ts';

/** The stored properties of the selected scanner, by which it is found again. */
export interface StoredScanner {
  readonly id: string;
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
}

const MODEL_LENGTH = 200;
const SERIAL_LENGTH = 100;

const modelOf = ({ model, name }: ScannerInfo): string => (model ?? name).slice(0, MODEL_LENGTH);
const driverOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf(':')));
const allEntriesOf = (info: ScannerInfo): readonly ScannerInfo[] => [
  info,
  ...(info.alternatives ?? []),
];

/**
 * The properties to store for recognising a scanner.
 * @param id one of its ids; the properties are those reported by the driver of this id.
 */
export const toStoredScanner = (
  info: ScannerInfo,
  id = info.id,
): { readonly id: string; readonly model: string; readonly serial?: string } => {
  const entry = allEntriesOf(info).find((candidate) => candidate.id === id) ?? info;
  return {
    id,
    model: modelOf(entry),
    ...(entry.serial ? { serial: entry.serial.slice(0, SERIAL_LENGTH) } : {}),
  };
};

/** Whether an id contains a USB address. Another device can have the same address later. */
const isUsbAddress = (id: string): boolean => /:libusb:\d+:\d+$/.test(id);

const hasSameId = (stored: StoredScanner) => (info: ScannerInfo) =>
  allEntriesOf(info).some(
    (entry) =>
      entry.id === stored.id &&
      (!isUsbAddress(entry.id) || stored.model === undefined || modelOf(entry) === stored.model),
  );

const hasSameModel = (stored: StoredScanner) => (info: ScannerInfo) =>
  allEntriesOf(info).some(
    (entry) =>
      entry.driver === driverOf(stored.id) &&
      modelOf(entry) === stored.model &&
      (!stored.serial || !entry.serial || entry.serial.slice(0, SERIAL_LENGTH) === stored.serial),
  );

/** Finds the stored scanner by id, otherwise by model. @returns null when it is not found or the match is ambiguous. */
export const recogniseScanner = (
  found: readonly ScannerInfo[],
  stored: StoredScanner,
): ScannerInfo | null => {
  const exact = found.find(hasSameId(stored));
  if (exact) return exact;
  const sameModel = stored.model === undefined ? [] : found.filter(hasSameModel(stored));
  return sameModel.length === 1 ? (sameModel[0] ?? null) : null;
};
