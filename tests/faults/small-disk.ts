/** Mounts a small tmpfs as a disk that a test can fill. Needs root on Linux. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  readonly mountPoint: string;
  /** Unmounts the disk, even if files on it are open. */
  readonly remove: () => void;
}

/** @param size in the notation of `mount`: `256k`, `24m`. @returns null if no tmpfs can be mounted. */
export const mountSmallDisk = (name: string, size: string): SmallDisk | null => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const mountPoint = path.join(os.tmpdir(), `${name}-${String(process.pid)}`);
  mkdirSync(mountPoint);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mountPoint], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(mountPoint, { recursive: true });
    return null;
  }
  return {
    mountPoint,
    remove: () => {
      execFileSync('umount', ['-l', mountPoint]);
      rmSync(mountPoint, { recursive: true });
    },
  };
};
