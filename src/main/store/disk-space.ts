/**
 * Measures the free disk space. Below the first limit the clerk is warned, below the second no registration can be
 * started.
 */
import { statfs } from 'node:fs/promises';
import type { AppState } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';

export type DiskState = AppState['disk'];

export interface DiskLimits {
  readonly lowBytes: number;
  readonly fullBytes: number;
}

export interface DiskMonitorDeps {
  readonly dataDir: string;
  readonly limits?: DiskLimits;
  /** Bytes available to this user, or null when they cannot be determined. */
  readonly freeBytes?: () => Promise<number | null>;
}

export interface DiskMonitor {
  state(): DiskState;
  /** Measures now. */
  measure(): Promise<{ readonly state: DiskState; readonly free: number | null }>;
}

const freeBytesOf = (folder: string) => async (): Promise<number | null> => {
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

export const createDiskMonitor = (deps: DiskMonitorDeps): DiskMonitor => {
  const { lowBytes, fullBytes } = deps.limits ?? DISK_LIMITS;
  const freeBytes = deps.freeBytes ?? freeBytesOf(deps.dataDir);
  let state: DiskState = 'ok';
  return {
    state: () => state,
    measure: async () => {
      const free = await freeBytes();
      // An unknown size must not stop the counter: on a full disk the next write fails with its own error.
      state = free === null || free >= lowBytes ? 'ok' : free >= fullBytes ? 'low' : 'full';
      return { state, free };
    },
  };
};
