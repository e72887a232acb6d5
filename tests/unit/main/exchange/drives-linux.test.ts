import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLinuxDrives } from '#main/exchange/drives-linux.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-drives-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Adds a disk with one partition to a folder with the layout of /sys/class/block. */
const addDisk = async (disk: string, removable: 0 | 1): Promise<void> => {
  const sys = path.join(folder, 'sys');
  const device = path.join(folder, 'devices', disk);
  await mkdir(path.join(device, `${disk}1`), { recursive: true });
  await mkdir(sys, { recursive: true });
  await writeFile(path.join(device, 'removable'), `${String(removable)}\n`);
  await writeFile(path.join(device, `${disk}1`, 'partition'), '1\n');
  await symlink(device, path.join(sys, disk));
  await symlink(path.join(device, `${disk}1`), path.join(sys, `${disk}1`));
};
const listDrives = async (mounts: string) => {
  await writeFile(path.join(folder, 'mounts'), mounts);
  const drives = await createLinuxDrives({
    mounts: path.join(folder, 'mounts'),
    sys: path.join(folder, 'sys'),
  })();
  return drives.map(({ path: drivePath, name, writable }) => [drivePath, name, writable]);
};

describe('createLinuxDrives', () => {
  it('lists drives mounted for the user, also with spaces and Bangla in the name', async () => {
    expect(
      await listDrives(
        [
          '/dev/nvme0n1p2 / ext4 rw 0 0',
          '/dev/sdb1 /media/kiosk/USB\\040STICK vfat rw,nosuid 0 0',
          '/dev/sdc1 /run/media/kiosk/ব্যাংক exfat ro 0 0',
          '/dev/nvme0n1p3 /mnt/data ext4 rw 0 0',
          'tmpfs /run tmpfs rw 0 0',
        ].join('\n'),
      ),
    ).toEqual([
      ['/media/kiosk/USB STICK', 'USB STICK', true],
      ['/run/media/kiosk/ব্যাংক', 'ব্যাংক', false],
    ]);
  });

  it('lists a removable device at another mount point, but no fixed device and no system folder', async () => {
    // /dev/null and /dev/zero exist on every Linux, so their paths can be resolved.
    await addDisk('null', 1);
    await addDisk('zero', 0);
    const mounts = ['/dev/null /mnt/usb vfat rw 0 0', '/dev/zero /mnt/disk ext4 rw 0 0'];
    const system = ['/', '/boot', '/boot/efi', '/home', '/var/lib'].map(
      (mountPoint) => `/dev/null ${mountPoint} ext4 rw 0 0`,
    );
    expect(await listDrives([...mounts, ...system].join('\n'))).toEqual([
      ['/mnt/usb', 'usb', true],
    ]);
  });

  it('reads from its disk whether a partition is removable', async () => {
    await addDisk('nul', 1);
    // The partition is listed as `null`, because its device file has to exist. Its disk is not listed.
    await rm(path.join(folder, 'sys', 'nul'));
    await symlink(path.join(folder, 'devices/nul/nul1'), path.join(folder, 'sys', 'null'));
    expect(await listDrives('/dev/null /mnt/usb vfat rw 0 0')).toEqual([['/mnt/usb', 'usb', true]]);
  });

  it('lists nothing when the mounts cannot be read', async () => {
    expect(await createLinuxDrives({ mounts: path.join(folder, 'none') })()).toEqual([]);
  });
});
