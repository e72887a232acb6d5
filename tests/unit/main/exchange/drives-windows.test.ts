import { describe, expect, it } from 'vitest';
import { createWindowsDrives, type WindowsVolumes } from '#main/exchange/drives-windows.ts';

/** Values of GetDriveTypeW. */
const [REMOVABLE, FIXED, CD_ROM] = [2, 3, 5] as const;
const driveTypes: Readonly<Record<string, number>> = {
  'C:\\': FIXED,
  'D:\\': CD_ROM,
  'E:\\': REMOVABLE,
  'F:\\': REMOVABLE,
  'G:\\': REMOVABLE,
};
const createVolumes = (volume: WindowsVolumes['readVolume']): WindowsVolumes => ({
  // One bit for each drive letter, from A: the drives C to G.
  readDriveMask: () => 0b111_1100,
  driveType: (root) => driveTypes[root] ?? 0,
  readVolume: volume,
});

describe('createWindowsDrives', () => {
  it('lists removable drives with a medium by label and letter', async () => {
    const drives = createWindowsDrives(async () =>
      createVolumes(async (root) => {
        if (root === 'E:\\') return { label: 'ব্যাংক', isReadOnly: true };
        return root === 'F:\\' ? { label: '', isReadOnly: false } : null;
      }),
    );
    expect(await drives()).toEqual([
      { kind: 'removable', path: 'E:\\', name: 'ব্যাংক (E:)', writable: false },
      { kind: 'removable', path: 'F:\\', name: 'F:', writable: true },
    ]);
  });

  it('lists nothing when the library cannot be loaded, and loads it again at the next call', async () => {
    let tries = 0;
    const drives = createWindowsDrives(async () => {
      tries += 1;
      if (tries === 1) throw new Error('no koffi');
      return createVolumes(async () => ({ label: 'A', isReadOnly: false }));
    });
    expect(await drives()).toEqual([]);
    expect(await drives()).toHaveLength(3);
  });
});
