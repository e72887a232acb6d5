/** Names of the calls of the store process: every method of the store except `close`. */
import type { Store } from '#main/store/port.ts';

export type StoreCall = Exclude<keyof Store, 'persistent' | 'close'>;

/** One entry per method; the type makes a missing one a compile error. */
const callNames: Record<StoreCall, true> = {
  create: true,
  get: true,
  write: true,
  part: true,
  openId: true,
  setOpen: true,
  checkBoxes: true,
  mark: true,
  sweep: true,
  list: true,
  counts: true,
  idsByState: true,
  nextDue: true,
  nextDueAt: true,
  makeDueAfterReconnect: true,
  hasOtherSent: true,
  retryAll: true,
  nextPoll: true,
  possibleDuplicates: true,
  wasReplaced: true,
  idsWithPictures: true,
  idsWithValues: true,
  outboxPage: true,
  outboxRow: true,
  timeline: true,
  dayRecords: true,
  dayOverview: true,
  keyNotes: true,
  noteRecovery: true,
  usesKey: true,
  rotate: true,
  setAsideStores: true,
  restoreWithRecoveryKey: true,
  transferable: true,
  transferOut: true,
  transferIn: true,
  finishTransfer: true,
};
export const storeCalls = Object.keys(callNames) as readonly StoreCall[];
