/**
 * Merges entries of the same device. A scanner is often found several times: by the network driver and a SANE backend, by
 * two SANE backends, or by two vendor drivers.
 */
import type { ScannerInfo } from '#main/scanner/port.ts';

/** The way to a device: SANE's backends are as different from each other as drivers are. */
const wayOf = ({ id, driver }: ScannerInfo): string =>
  driver === 'sane' ? id.split(':', 2).join(':') : driver;

/**
 * Better ways first. An address that somebody configured, with its certificate pinned, is meant; a system's own driver and
 * SANE's backends for a model know the device; SANE's general network backends check no certificate.
 */
const betterWays: readonly ((way: string) => boolean)[] = [
  (way) => way === 'escl',
  (way) => way === 'wia',
  (way) => way !== 'sane:airscan' && way !== 'sane:escl',
  () => true,
];
const rankOf = (info: ScannerInfo): number => betterWays.findIndex((is) => is(wayOf(info)));

/** Words that tell how a device is reached and not which one it is. */
const WAY_WORDS = new Set([
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

const normalised = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !WAY_WORDS.has(word))
    .filter((word, index, words) => word !== words[index - 1])
    .join(' ');

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');

/** These are one of a kind: a folder and the training scanner are nobody's second driver. */
const standsAlone = ({ driver }: ScannerInfo): boolean =>
  driver === 'folder' || driver === 'simulated';

interface Traits {
  readonly info: ScannerInfo;
  readonly way: string;
  readonly names: ReadonlySet<string>;
  readonly host: string | null;
}

const traitsOf = (info: ScannerInfo): Traits => ({
  info,
  way: wayOf(info),
  names: new Set([info.name, info.model ?? ''].map(normalised).filter((name) => name !== '')),
  // Devices on USB that speak the network's language are all on this machine, each on a port of its own.
  host: info.host && !isLoopback(info.host) ? info.host.toLowerCase() : null,
});

const shareName = (one: Traits, other: Traits): boolean =>
  [...one.names].some((name) => other.names.has(name));
const differ = (one: string | undefined, other: string | undefined): boolean =>
  !!one && !!other && one !== other;

/** Two of one model are two devices: a name says something only where each way knows it once. */
const isAlone = (one: Traits, all: readonly Traits[]): boolean =>
  !all.some((other) => other !== one && other.way === one.way && shareName(one, other));

const isSame = (one: Traits, other: Traits, all: readonly Traits[]): boolean => {
  if (one.way === other.way || standsAlone(one.info) || standsAlone(other.info)) return false;
  if (differ(one.info.serial, other.info.serial)) return false;
  if (one.info.serial && one.info.serial === other.info.serial) return true;
  if (one.host && other.host) return one.host === other.host;
  return shareName(one, other) && isAlone(one, all) && isAlone(other, all);
};

/** Each device once, by its best driver and in the order it was found; what the other drivers call it is in `others`. */
export const mergeSameDevices = (found: readonly ScannerInfo[]): readonly ScannerInfo[] => {
  const all = found.map(traitsOf);
  const groups: Traits[][] = [];
  for (const one of all) {
    const group = groups.find(
      (members) =>
        members.some((other) => isSame(one, other, all)) &&
        members.every((other) => other.way !== one.way),
    );
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups.flatMap((group) => {
    const [best, ...others] = group
      .map(({ info }) => info)
      .sort((one, other) => rankOf(one) - rankOf(other));
    return best ? [others.length === 0 ? best : { ...best, others }] : [];
  });
};
