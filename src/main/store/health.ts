/**
 * Monitors the store while the app runs: free disk space, the reserved space, the whole file a minute after it was opened, and
 * in every idle minute the sealed boxes of one registration, so that corruption is found while a backup may still exist.
 */
import path from 'node:path';
import type { AppState } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import type { Log } from '#main/log/log.ts';
import { createBallast, withBallast } from './ballast.ts';
import { createDisk, DISK_LIMITS, type DiskDeps, type DiskState } from './disk-space.ts';
import type { Vault } from './open-store.ts';
import type { StoreNotice } from './process/client.ts';
import type { Store } from './port.ts';

export interface HealthDeps extends DiskDeps {
  readonly vault: Vault;
  readonly log: Log;
  readonly diskChanged: (state: DiskState) => void;
  readonly noticed: (notice: NonNullable<AppState['storeNotice']>) => void;
  /** Checks the whole file, once, if its opening left that out; @returns what it came to when it is damaged. */
  readonly checkFile?: () => Promise<StoreNotice | null>;
  readonly ballastBytes?: number;
  readonly everyMs?: number;
}

export interface StoreHealth {
  /** The vault's store, to be used in its place. */
  readonly store: Store;
  readonly notice: () => Pick<AppState, 'storeNotice' | 'storeNoticeParams'>;
  readonly disk: () => DiskState;
  /** Something was done with registrations: this minute is not an idle one. */
  readonly busy: () => void;
  /** What is done every minute; for tests and the timer. */
  readonly minute: () => Promise<void>;
  readonly stop: () => void;
}

const MINUTE_MS = 60_000;

/** Checks the disk before it resolves; the other checks run every minute from then on. */
export const createStoreHealth = async (deps: HealthDeps): Promise<StoreHealth> => {
  const { vault, log } = deps;
  const { fullBytes } = deps.limits ?? DISK_LIMITS;
  const ballastBytes = deps.ballastBytes ?? limits.ballastBytes;
  const disk = createDisk(deps);
  const ballast = createBallast({
    file: path.join(deps.dataDir, 'store.ballast'),
    bytes: ballastBytes,
  });
  const { persistent } = vault.store;
  let notice = vault.notice;
  let params = vault.params;
  let idle = false;
  let checked = 0;
  const damaged = new Set<string>();

  const lookAtDisk = async (): Promise<number | null> => {
    const before = disk.state();
    const { state, free } = await disk.look();
    if (state !== before) {
      if (state === 'ok') log.info('store.disk-recovered', {});
      else log.warn('store.disk-low', { code: state === 'low' ? 'DISK-LOW' : 'STORE-FULL' });
      deps.diskChanged(state);
    }
    return free;
  };

  const checkOne = async (): Promise<void> => {
    const found = await vault.store.checkBoxes(checked);
    if (!found.ok) return;
    checked = found.data?.seq ?? 0;
    if (!found.data || found.data.sound || damaged.has(found.data.id)) return;
    damaged.add(found.data.id);
    log.error('store.record-damaged', { registration: found.data.id, code: 'STORE-RECORD' });
    // The notice of the start is more specific and is kept.
    if (notice !== null) return;
    notice = 'STORE-RECORD';
    params = null;
    deps.noticed(notice);
  };

  const checkWhole = async (): Promise<void> => {
    const found = await deps.checkFile?.();
    if (!found) return;
    ({ notice, params } = found);
    deps.noticed(found.notice);
  };

  const minute = async (): Promise<void> => {
    const free = await lookAtDisk();
    // Not where it would itself make the disk full.
    if (free !== null && free - ballastBytes >= fullBytes && !ballast.exists())
      await ballast.allocate();
    await checkWhole();
    await vault.saveKeychainMark();
    if (idle) await checkOne();
    idle = true;
  };

  if (persistent) await lookAtDisk();
  const timer = persistent ? setInterval(() => void minute(), deps.everyMs ?? MINUTE_MS) : null;
  timer?.unref();

  return {
    store: persistent ? withBallast(vault.store, ballast) : vault.store,
    notice: () => ({ storeNotice: notice, storeNoticeParams: params }),
    disk: () => disk.state(),
    busy: () => {
      idle = false;
    },
    minute,
    stop: () => {
      if (timer) clearInterval(timer);
    },
  };
};
