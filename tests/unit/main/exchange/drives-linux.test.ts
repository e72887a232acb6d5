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

/** /sys/class/block with one disk and its partition. */
const block = async (disk: string, removable: 0 | 1): Promise<void> => {
  const sys = path.join(folder, 'sys');
  const device = path.join(folder, 'devices', disk);
  await mkdir(path.join(device, `${disk}1`), { recursive: true });
  await mkdir(sys, { recursive: true });
  await writeFile(path.join(device, 'removable'), `${String(removable)}\n`);
  await writeFile(path.join(device, `${disk}1`, 'partition'), '1\n');
  await symlink(device, path.join(sys, disk));
  await symlink(path.join(device, `${disk}1`), path.join(sys, `${disk}1`));
};
const drivesOf = async (mounts: string) => {
  await writeFile(path.join(folder, 'mounts'), mounts);
  const found = await createLinuxDrives({
    mounts: path.join(folder, 'mounts'),
    sys: path.join(folder, 'sys'),
  })();
  return found.map(({ path: where, name, writable }) => [where, name, writable]);
};

describe('createLinuxDrives', () => {
  it('lists what is mounted for the user, also with blanks and Bangla in the name', async () => {
    expect(
      await drivesOf(
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

  it('lists a removable device elsewhere, not a fixed one, and never a part of the system', async () => {
    // Two devices that every Linux has, so that their links can be followed.
    await block('null', 1);
    await block('zero', 0);
    const mounts = ['/dev/null /mnt/usb vfat rw 0 0', '/dev/zero /mnt/disk ext4 rw 0 0'];
    const system = ['/', '/boot', '/boot/efi', '/home', '/var/lib'].map(
      (place) => `/dev/null ${place} ext4 rw 0 0`,
    );
    expect(await drivesOf([...mounts, ...system].join('\n'))).toEqual([['/mnt/usb', 'usb', true]]);
  });

  it('takes the removability of a partition from its disk', async () => {
    await block('nul', 1);
    await rm(path.join(folder, 'sys', 'nul'));
    await symlink(path.join(folder, 'devices/nul/nul1'), path.join(folder, 'sys', 'null'));
    expect(await drivesOf('/dev/null /mnt/usb vfat rw 0 0')).toEqual([['/mnt/usb', 'usb', true]]);
  });

  it('lists nothing when the mounts cannot be read', async () => {
    expect(await createLinuxDrives({ mounts: path.join(folder, 'none') })()).toEqual([]);
  });
});
