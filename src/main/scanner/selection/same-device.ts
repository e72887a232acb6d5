/**
 * Merges list entries of the same device. A scanner is often listed several times: by the network driver and a SANE backend, by two
 * SANE backends, or by two vendor drivers.
 */
import type { ScannerInfo } from '#main/scanner/port.ts';

/** The transport to a device: the driver, and for SANE the backend. */
const transportOf = ({ id, driver }: ScannerInfo): string =>
  driver === 'sane' ? id.split(':', 2).join(':') : driver;

/**
 * Transports in order of preference. An address configured by the bank is first, because its certificate is verified. The driver
 * of Windows and the model-specific backends of SANE follow. The generic network backends of SANE are last, because they verify no
 * certificate.
 */
const preferredTransports: readonly ((transport: string) => boolean)[] = [
  (transport) => transport === 'escl',
  (transport) => transport === 'wia',
  (transport) => transport !== 'sane:airscan' && transport !== 'sane:escl',
  () => true,
];
const rankOf = (info: ScannerInfo): number =>
  preferredTransports.findIndex((matches) => matches(transportOf(info)));

/** Words that are ignored when names are compared, because they describe the connection and not the device. */
const TRANSPORT_WORDS = new Set([
  'escl',
  'airscan',
  'wsd',
  'wia',
  'twain',
  'sane',
  'network',
  'net',
  'lan',
  'wifi',
  'usb',
  'ipp',
  'scanner',
  'scan',
  'series',
]);

const normaliseName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !TRANSPORT_WORDS.has(word))
    .filter((word, index, words) => word !== words[index - 1])
    .join(' ');

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');

/** Whether no other driver can list the device. */
const isExclusive = ({ driver }: ScannerInfo): boolean =>
  driver === 'folder' || driver === 'simulated';

interface Traits {
  readonly info: ScannerInfo;
  readonly transport: string;
  readonly names: ReadonlySet<string>;
  readonly host: string | null;
}

const traitsOf = (info: ScannerInfo): Traits => ({
  info,
  transport: transportOf(info),
  names: new Set([info.name, info.model ?? ''].map(normaliseName).filter((name) => name !== '')),
  // USB devices with a network protocol (IPP over USB) all have a loopback address, each with its own port.
  host: info.host && !isLoopback(info.host) ? info.host.toLowerCase() : null,
});

const haveCommonName = (one: Traits, other: Traits): boolean =>
  [...one.names].some((name) => other.names.has(name));
const areDifferent = (one: string | undefined, other: string | undefined): boolean =>
  !!one && !!other && one !== other;

/** Whether the name is unique within the transport; two devices of one model can have the same name. */
const isNameUnique = (one: Traits, allTraits: readonly Traits[]): boolean =>
  !allTraits.some(
    (other) => other !== one && other.transport === one.transport && haveCommonName(one, other),
  );

/** Whether two entries are the same device: by serial number, otherwise by host, otherwise by a name that is unique. */
const isSameDevice = (one: Traits, other: Traits, allTraits: readonly Traits[]): boolean => {
  if (one.transport === other.transport || isExclusive(one.info) || isExclusive(other.info))
    return false;
  if (areDifferent(one.info.serial, other.info.serial)) return false;
  if (one.info.serial && one.info.serial === other.info.serial) return true;
  if (one.host && other.host) return one.host === other.host;
  return (
    haveCommonName(one, other) && isNameUnique(one, allTraits) && isNameUnique(other, allTraits)
  );
};

/** Each device once, with its preferred driver, in the order of the list. The entries of other drivers are in `alternatives`. */
export const mergeSameDevices = (found: readonly ScannerInfo[]): readonly ScannerInfo[] => {
  const allTraits = found.map(traitsOf);
  const groups: Traits[][] = [];
  for (const traits of allTraits) {
    const group = groups.find(
      (members) =>
        members.some((other) => isSameDevice(traits, other, allTraits)) &&
        members.every((other) => other.transport !== traits.transport),
    );
    if (group) group.push(traits);
    else groups.push([traits]);
  }
  return groups.flatMap((group) => {
    const [preferredInfo, ...alternatives] = group
      .map(({ info }) => info)
      .sort((a, b) => rankOf(a) - rankOf(b));
    if (!preferredInfo) return [];
    return [alternatives.length === 0 ? preferredInfo : { ...preferredInfo, alternatives }];
  });
};
