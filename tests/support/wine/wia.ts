/** Registers a test scanner as `WIA.DeviceManager` in a Windows under Wine. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildLibrary, windowsPath, type Windows } from './windows.ts';

/** COM registration of the class, in the machine-wide part of the registry, the only part that is read. */
const REGISTRATION = `REGEDIT4

[HKEY_LOCAL_MACHINE\\Software\\Classes\\WIA.DeviceManager\\CLSID]
@="{B7A8C6D0-3E1F-4C57-9A70-5D1B8E0F2A11}"

[HKEY_LOCAL_MACHINE\\Software\\Classes\\CLSID\\{B7A8C6D0-3E1F-4C57-9A70-5D1B8E0F2A11}\\InprocServer32]
@="C:\\\\windows\\\\system32\\\\fake-wia.dll"
"ThreadingModel"="Apartment"
`;

export const installScanner = async (windows: Windows): Promise<void> => {
  const library = path.join(windows.driveC, 'windows/system32/fake-wia.dll');
  await buildLibrary(path.join(import.meta.dirname, 'fake-wia.c'), library, [
    '-lole32',
    '-loleaut32',
    '-luuid',
  ]);
  const registration = path.join(windows.prefix, 'fake-wia.reg');
  await writeFile(registration, REGISTRATION);
  await windows.run('regedit', '/S', windowsPath(registration));
};
