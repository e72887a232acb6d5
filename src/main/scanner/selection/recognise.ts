/**
 * Recognises the selected scanner among the available ones. Ids of USB devices contain the port (`sane:genesys:libusb:001:004`) and
 * change with it, so the model is compared too; it cannot distinguish two devices of one model.
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
const entriesOf = (info: ScannerInfo): readonly ScannerInfo[] => [
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
  const entry = entriesOf(info).find((candidate) => candidate.id === id) ?? info;
  return {
    id,
    model: modelOf(entry),
    ...(entry.serial ? { serial: entry.serial.slice(0, SERIAL_LENGTH) } : {}),
  };
};

/** Whether an id contains a USB address, which may belong to another device later. */
const isUsbAddress = (id: string): boolean => /:libusb:\d+:\d+$/.test(id);

const hasSameId = (wanted: StoredScanner) => (info: ScannerInfo) =>
  entriesOf(info).some(
    (entry) =>
      entry.id === wanted.id &&
      (!isUsbAddress(entry.id) || wanted.model === undefined || modelOf(entry) === wanted.model),
  );

const hasSameModel = (wanted: StoredScanner) => (info: ScannerInfo) =>
  entriesOf(info).some(
    (entry) =>
      entry.driver === driverOf(wanted.id) &&
      modelOf(entry) === wanted.model &&
      (!wanted.serial || !entry.serial || entry.serial.slice(0, SERIAL_LENGTH) === wanted.serial),
  );

/** Finds the stored scanner by id, otherwise by model. @returns null when it is not found or the match is ambiguous. */
export const recognise = (
  found: readonly ScannerInfo[],
  wanted: StoredScanner,
): ScannerInfo | null => {
  const exact = found.find(hasSameId(wanted));
  if (exact) return exact;
  const alike = wanted.model === undefined ? [] : found.filter(hasSameModel(wanted));
  return alike.length === 1 ? (alike[0] ?? null) : null;
};
