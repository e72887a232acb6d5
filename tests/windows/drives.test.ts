/** Tests the listing of removable drives on Windows (Wine) with kernel32 through koffi, as the file chooser uses it. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { DrivesAnswer } from './programs/drives.ts';
import { runOnWindows } from './run.ts';

describe('createWindowsDrives on Windows', () => {
  const prefix = inject('winePrefix');
  const removableDrive = path.join(prefix, 'stick');

  beforeAll(async () => {
    await mkdir(path.join(removableDrive, 'কার্ড'), { recursive: true });
    await mkdir(path.join(prefix, 'disk'), { recursive: true });
    await writeFile(path.join(removableDrive, 'front.jpg'), 'front');
    await writeFile(path.join(removableDrive, 'notes.txt'), 'notes');
    await writeFile(path.join(removableDrive, '.windows-label'), 'BANK STICK\n');
    await symlink(removableDrive, path.join(prefix, 'dosdevices', 'e:'));
    await symlink(path.join(prefix, 'disk'), path.join(prefix, 'dosdevices', 'f:'));
    // Wine takes the type of a drive from its registry: floppy is DRIVE_REMOVABLE, hd is DRIVE_FIXED.
    const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all' };
    for (const [drive, type] of [
      ['e:', 'floppy'],
      ['f:', 'hd'],
    ] as const)
      execFileSync(
        'wine',
        ['reg', 'add', String.raw`HKLM\Software\Wine\Drives`, '/v', drive, '/d', type, '/f'],
        { env, stdio: 'ignore' },
      );
    // wineserver reads the types of the drives only when it starts.
    execFileSync('wineserver', ['-k', '-w'], { env, stdio: 'ignore' });
  });

  it('lists the removable drive with its label and no fixed one, reads a picture and saves a file there', async () => {
    const answer = (await runOnWindows('drives.ts', {})).answer as DrivesAnswer;
    expect(answer).toEqual({
      drives: [{ kind: 'removable', path: 'E:\\', name: 'BANK STICK (E:)', writable: true }],
      names: ['কার্ড', 'front.jpg'],
      content: 'front',
      saved: 'report.json',
    });
    expect(await readFile(path.join(removableDrive, 'report.json'), 'utf8')).toBe('{}');
  });
});
