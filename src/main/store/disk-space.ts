/** How much room the disk has, looked at in turn: below one mark the clerk is told, below the other nothing new begins. */
import { statfs } from 'node:fs/promises';
import type { AppState } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';

export type DiskState = AppState['disk'];

export interface DiskLimits {
  readonly lowBytes: number;
  readonly fullBytes: number;
}

export interface DiskDeps {
  readonly dataDir: string;
  readonly limits?: DiskLimits;
  /** Bytes that this user may still write, or null when nobody can say. */
  readonly freeBytes?: () => Promise<number | null>;
}

export interface Disk {
  state(): DiskState;
  /** Looks now. */
  look(): Promise<{ readonly state: DiskState; readonly free: number | null }>;
}

const ofFolder = (folder: string) => async (): Promise<number | null> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
};

export const DISK_LIMITS: DiskLimits = {
  lowBytes: limits.diskLowBytes,
  fullBytes: limits.diskFullBytes,
};

export const createDisk = (deps: DiskDeps): Disk => {
  const { lowBytes, fullBytes } = deps.limits ?? DISK_LIMITS;
  const freeBytes = deps.freeBytes ?? ofFolder(deps.dataDir);
  let state: DiskState = 'ok';
  return {
    state: () => state,
    look: async () => {
      const free = await freeBytes();
      // What nobody can say is no reason to stop a counter: a full disk still shows when something is written.
      state = free === null || free >= lowBytes ? 'ok' : free >= fullBytes ? 'low' : 'full';
      return { state, free };
    },
  };
};
