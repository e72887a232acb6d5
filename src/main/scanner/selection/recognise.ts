/**
 * Recognises the scanner this counter has selected. Ids of USB devices contain the port (`sane:genesys:libusb:001:004`) and
 * change with it, so the model is compared too; it cannot distinguish two devices of one model.
 */
import type { ScannerInfo } from '#main/scanner/port.ts';

export interface RememberedScanner {
  readonly id: string;
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
}

const MODEL_LENGTH = 200;
const SERIAL_LENGTH = 100;

const modelOf = ({ model, name }: ScannerInfo): string => (model ?? name).slice(0, MODEL_LENGTH);
const driverOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf(':')));
const entriesOf = (info: ScannerInfo): readonly ScannerInfo[] => [info, ...(info.others ?? [])];

/**
 * What is to be remembered of a scanner, so that it is known again.
 * @param id one of its ids; what the driver of that id says about it counts.
 */
export const toRemember = (
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

/** An id that names a place on the bus: another device may stand there tomorrow. */
const isPlace = (id: string): boolean => /:libusb:\d+:\d+$/.test(id);

const isIt = (wanted: RememberedScanner) => (info: ScannerInfo) =>
  entriesOf(info).some(
    (entry) =>
      entry.id === wanted.id &&
      (!isPlace(entry.id) || wanted.model === undefined || modelOf(entry) === wanted.model),
  );

const looksLike = (wanted: RememberedScanner) => (info: ScannerInfo) =>
  entriesOf(info).some(
    (entry) =>
      entry.driver === driverOf(wanted.id) &&
      modelOf(entry) === wanted.model &&
      (!wanted.serial || !entry.serial || entry.serial.slice(0, SERIAL_LENGTH) === wanted.serial),
  );

/** @returns null when it is not there, or when it could be either of two. */
export const recognise = (
  found: readonly ScannerInfo[],
  wanted: RememberedScanner,
): ScannerInfo | null => {
  const exact = found.find(isIt(wanted));
  if (exact) return exact;
  const alike = wanted.model === undefined ? [] : found.filter(looksLike(wanted));
  return alike.length === 1 ? (alike[0] ?? null) : null;
};
