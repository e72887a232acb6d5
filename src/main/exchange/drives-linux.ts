/** Lists removable drives on Linux: mounts from /proc/self/mounts whose device is removable according to /sys. */
import { access, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { ListDrives, Place } from './port.ts';

/** Folders in which desktops and udisks mount removable drives. */
const USER_MOUNTS = ['/media/', '/run/media/'];
/** Mount points of the system, which are excluded even when the system runs from a removable device. */
const SYSTEM_MOUNTS =
  /^\/(?:$|(?:bin|boot|dev|efi|etc|home|lib|opt|proc|root|srv|sys|tmp|usr|var)(?:\/|$))/;

interface Mount {
  readonly device: string;
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** The kernel escapes spaces, tabs, line breaks and backslashes of a path as octal numbers (proc_pid_mounts(5)). */
const decodeOctalEscapes = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );

const parseMounts = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [device, mountPoint, , options] = line.split(' ');
    if (device === undefined || mountPoint === undefined || options === undefined) return [];
    return [
      {
        device: decodeOctalEscapes(device),
        path: decodeOctalEscapes(mountPoint),
        isReadOnly: options.split(',').includes('ro'),
      },
    ];
  });

/** Only a disk has the attribute `removable`, its partitions do not. */
const isRemovableDevice = async (device: string, sys: string): Promise<boolean> => {
  if (!device.startsWith('/dev/')) return false;
  try {
    const blockFolder = await realpath(path.join(sys, path.basename(await realpath(device))));
    const isPartition = await access(path.join(blockFolder, 'partition')).then(
      () => true,
      () => false,
    );
    const diskFolder = isPartition ? path.dirname(blockFolder) : blockFolder;
    return (await readFile(path.join(diskFolder, 'removable'), 'utf8')).trim() === '1';
  } catch {
    return false;
  }
};

export interface LinuxDrivesOptions {
  readonly mounts?: string;
  /** Folder with links to the block devices. */
  readonly sys?: string;
}

/** Only lists drives that are mounted. The desktop or rules of the bank's IT mount them. */
export const createLinuxDrives =
  ({
    mounts = '/proc/self/mounts',
    sys = '/sys/class/block',
  }: LinuxDrivesOptions = {}): ListDrives =>
  async () => {
    const text = await readFile(mounts, 'utf8').catch(() => '');
    const found = await Promise.all(
      parseMounts(text).map(async (mount): Promise<Place[]> => {
        const isUserMount = USER_MOUNTS.some((prefix) => mount.path.startsWith(prefix));
        if (!isUserMount && SYSTEM_MOUNTS.test(mount.path)) return [];
        if (!isUserMount && !(await isRemovableDevice(mount.device, sys))) return [];
        return [
          {
            kind: 'removable',
            path: mount.path,
            name: path.basename(mount.path),
            writable: !mount.isReadOnly,
          },
        ];
      }),
    );
    return found.flat();
  };
