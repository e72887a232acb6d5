/**
 * Monitors the store while the app runs. Every minute it checks the free disk space and the ballast; once, a minute after the start, the
 * whole file; and in every idle minute the sealed boxes of one registration, so that corruption is found while a backup may still exist.
 */
import path from 'node:path';
import type { AppState } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import type { Log } from '#main/log/log.ts';
import { createBallast } from './ballast.ts';
import { withBallast } from './store-with-ballast.ts';
import {
  createDiskMonitor,
  DISK_LIMITS,
  type DiskMonitorDeps,
  type DiskState,
} from './disk-space.ts';
import type { StartedStore } from './start-store.ts';
import type { StoreNotice } from './process/client.ts';
import type { Store } from './port.ts';

export interface StoreHealthDeps extends DiskMonitorDeps {
  readonly startedStore: StartedStore;
  readonly log: Log;
  readonly onDiskChange: (state: DiskState) => void;
  readonly onNotice: (notice: NonNullable<AppState['storeNotice']>) => void;
  /** Checks the whole file once, if that was deferred at the start. @returns the notice when it is damaged. */
  readonly checkFile?: () => Promise<StoreNotice | null>;
  readonly ballastBytes?: number;
  readonly intervalMs?: number;
}

export interface StoreHealth {
  /** The started store with the ballast, to be used in its place. */
  readonly store: Store;
  readonly notice: () => Pick<AppState, 'storeNotice' | 'storeNoticeParams'>;
  readonly disk: () => DiskState;
  /** Reports that registrations were used, so that this minute does not count as idle. */
  readonly reportActivity: () => void;
  /** Runs the checks that are due every minute; called by the timer and by tests. */
  readonly runMinuteChecks: () => Promise<void>;
  readonly stop: () => void;
}

const MINUTE_MS = 60_000;

/** Checks the disk before it resolves; the other checks run every minute from then on. */
export const createStoreHealth = async (deps: StoreHealthDeps): Promise<StoreHealth> => {
  const { startedStore, log } = deps;
  const { fullBytes } = deps.limits ?? DISK_LIMITS;
  const ballastBytes = deps.ballastBytes ?? limits.ballastBytes;
  const disk = createDiskMonitor(deps);
  const ballast = createBallast({
    file: path.join(deps.dataDir, 'store.ballast'),
    bytes: ballastBytes,
  });
  const { persistent } = startedStore.store;
  let notice = startedStore.notice;
  let noticeParams = startedStore.params;
  let isIdle = false;
  let lastCheckedSeq = 0;
  const reportedIds = new Set<string>();

  const checkDisk = async (): Promise<number | null> => {
    const stateBefore = disk.state();
    const { state, free } = await disk.measure();
    if (state !== stateBefore) {
      if (state === 'ok') log.info('store.disk-recovered', {});
      else log.warn('store.disk-low', { code: state === 'low' ? 'DISK-LOW' : 'STORE-FULL' });
      deps.onDiskChange(state);
    }
    return free;
  };

  const checkNextRecord = async (): Promise<void> => {
    const found = await startedStore.store.checkBoxes(lastCheckedSeq);
    if (!found.ok) return;
    lastCheckedSeq = found.data?.seq ?? 0;
    if (!found.data || found.data.sound || reportedIds.has(found.data.id)) return;
    reportedIds.add(found.data.id);
    log.error('store.record-damaged', { registration: found.data.id, code: 'STORE-RECORD' });
    // A notice from the start is more specific, so it is kept.
    if (notice !== null) return;
    notice = 'STORE-RECORD';
    noticeParams = null;
    deps.onNotice(notice);
  };

  const checkWholeFile = async (): Promise<void> => {
    const found = await deps.checkFile?.();
    if (!found) return;
    ({ notice, params: noticeParams } = found);
    deps.onNotice(found.notice);
  };

  const runMinuteChecks = async (): Promise<void> => {
    const free = await checkDisk();
    // The ballast is not allocated if it leaves less free space than a new registration requires.
    if (free !== null && free - ballastBytes >= fullBytes && !ballast.exists())
      await ballast.allocate();
    await checkWholeFile();
    await startedStore.saveKeychainMark();
    if (isIdle) await checkNextRecord();
    isIdle = true;
  };

  if (persistent) await checkDisk();
  const timer = persistent
    ? setInterval(() => void runMinuteChecks(), deps.intervalMs ?? MINUTE_MS)
    : null;
  timer?.unref();

  return {
    store: persistent ? withBallast(startedStore.store, ballast) : startedStore.store,
    notice: () => ({ storeNotice: notice, storeNoticeParams: noticeParams }),
    disk: () => disk.state(),
    reportActivity: () => {
      isIdle = false;
    },
    runMinuteChecks,
    stop: () => {
      if (timer) clearInterval(timer);
    },
  };
};
