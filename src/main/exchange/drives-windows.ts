/**
 * Lists removable drives on Windows: drive letters of type DRIVE_REMOVABLE with a medium. Windows reports a USB hard disk as a
 * fixed drive, so it is not listed; the policy can configure a folder on it.
 *
 * koffi runs in the main process here, which is safe because the signatures are fixed and all buffers are allocated here.
 */
import type { ListDrives, Place } from './port.ts';

const DRIVE_REMOVABLE = 2;
const LETTER_COUNT = 26;
const FIRST_LETTER = 'A'.charCodeAt(0);
const FILE_READ_ONLY_VOLUME = 0x0008_0000;
/** MAX_PATH + 1, the longest volume name of GetVolumeInformationW with its terminating zero. */
const VOLUME_NAME_CHARS = 261;
/** Timeout per drive: Windows can wait long for a defective drive, which must not delay the list of the others. */
const TIMEOUT_MS = 3_000;

/** Result of GetVolumeInformationW. */
export interface Volume {
  /** Empty for a volume without a label. */
  readonly label: string;
  readonly isReadOnly: boolean;
}

/** The functions of kernel32 that are used. */
export interface WindowsVolumes {
  /** Bit 0 is A:. */
  readDriveMask(): number;
  /** @param root `E:\` */
  driveType(root: string): number;
  /** @returns null when there is no medium or Windows cannot read it. */
  readVolume(root: string): Promise<Volume | null>;
}

/** A missing medium opens no message box of Windows, because Node sets SEM_FAILCRITICALERRORS for its process. */
export const loadWindowsVolumes = async (): Promise<WindowsVolumes> => {
  const { default: koffi } = await import('koffi');
  const kernel32 = koffi.load('kernel32.dll');
  const getLogicalDrives = kernel32.func('GetLogicalDrives', 'uint32', []);
  const getDriveType = kernel32.func('GetDriveTypeW', 'uint32', ['str16']);
  const getVolume = kernel32.func('GetVolumeInformationW', 'int32', [
    'str16',
    'void *',
    'uint32',
    'void *',
    'void *',
    'void *',
    'void *',
    'uint32',
  ]);
  return {
    readDriveMask: () => getLogicalDrives() as number,
    driveType: (root) => getDriveType(root) as number,
    readVolume: (root) =>
      new Promise((resolve) => {
        const name = Buffer.alloc(VOLUME_NAME_CHARS * 2);
        const flags = Buffer.alloc(4);
        getVolume.async(
          root,
          name,
          VOLUME_NAME_CHARS,
          null,
          null,
          flags,
          null,
          0,
          (error: unknown, succeeded: number) => {
            if (error !== null || succeeded === 0) return resolve(null);
            resolve({
              label: name.toString('utf16le').split('\0', 1)[0] ?? '',
              isReadOnly: (flags.readUInt32LE(0) & FILE_READ_ONLY_VOLUME) !== 0,
            });
          },
        );
      }),
  };
};

const withTimeout = async (volume: Promise<Volume | null>): Promise<Volume | null> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), TIMEOUT_MS);
  });
  try {
    return await Promise.race([volume, timeout]);
  } finally {
    clearTimeout(timer);
  }
};

export const createWindowsDrives = (
  load: () => Promise<WindowsVolumes> = loadWindowsVolumes,
): ListDrives => {
  let loading: Promise<WindowsVolumes> | null = null;
  return async () => {
    try {
      loading ??= load();
      const volumes = await loading;
      const mask = volumes.readDriveMask();
      const roots = Array.from({ length: LETTER_COUNT }, (_, bit) => bit)
        .filter((bit) => (mask & (1 << bit)) !== 0)
        .map((bit) => `${String.fromCharCode(FIRST_LETTER + bit)}:\\`)
        .filter((root) => volumes.driveType(root) === DRIVE_REMOVABLE);
      const found = await Promise.all(
        roots.map(async (root): Promise<Place[]> => {
          const volume = await withTimeout(volumes.readVolume(root));
          if (!volume) return [];
          const letter = root.slice(0, 2);
          const name = volume.label === '' ? letter : `${volume.label} (${letter})`;
          return [{ kind: 'removable', path: root, name, writable: !volume.isReadOnly }];
        }),
      );
      return found.flat();
    } catch {
      // koffi cannot be loaded. The folders of the policy are still available.
      loading = null;
      return [];
    }
  };
};
