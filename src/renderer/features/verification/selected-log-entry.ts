/** Passes the selected entry of the verification log to the status screen. */
import { defineStore } from 'pinia';
import { ref } from 'vue';

/**
 * The entry is passed in a store instead of the route, because URLs must not contain personal data. It includes the NID,
 * because several customers may share a mobile number.
 */
export interface SelectedLogEntry {
  readonly mobile: string;
  readonly nid: string;
}

export const useSelectedLogEntry = defineStore('selected-log-entry', () => {
  const entry = ref<SelectedLogEntry | null>(null);
  const setEntry = (mobile: string, nid: string): void => {
    entry.value = { mobile, nid };
  };
  /** Returns the entry and clears it, so that a later visit of the screen does not query it again. */
  const takeEntry = (): SelectedLogEntry | null => {
    const selectedEntry = entry.value;
    entry.value = null;
    return selectedEntry;
  };
  return { setEntry, takeEntry };
});
