import { defineStore } from 'pinia';
import { ref } from 'vue';

/** A line of the log that is to be looked up: several customers may have one mobile number. */
export interface HandedOver {
  readonly mobile: string;
  readonly nid: string;
}

/** Carries a line from the log to the status screen; never through an address. */
export const useHandover = defineStore('verification-handover', () => {
  const line = ref<HandedOver | null>(null);
  const give = (mobile: string, nid: string): void => {
    line.value = { mobile, nid };
  };
  /** Gives the line once. */
  const take = (): HandedOver | null => {
    const taken = line.value;
    line.value = null;
    return taken;
  };
  return { give, take };
});
