/** Names of the calls of the store process: every method of the store but `close`. */
import type { Store } from '#main/store/port.ts';

export type StoreCall = Exclude<keyof Store, 'persistent' | 'close'>;

/** One entry for each; a question that is missing here is a compile error. */
const named: Record<StoreCall, true> = {
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
  idsIn: true,
  nextDue: true,
  nextDueAt: true,
  connectionRestored: true,
  hasOtherSent: true,
  retryAll: true,
  nextPoll: true,
  lookAlikes: true,
  wasReplaced: true,
  withPictures: true,
  withValues: true,
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
  takeBack: true,
  transferable: true,
  transferOut: true,
  transferIn: true,
  finishTransfer: true,
};
export const storeCalls = Object.keys(named) as readonly StoreCall[];
