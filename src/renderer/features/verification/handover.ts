/** Store that carries a line of the verification log to the status screen. */
import { defineStore } from 'pinia';
import { ref } from 'vue';

/**
 * Passes a line of the log to the status screen without putting personal data in an address. Several customers may share one
 * mobile number, so the NID is included.
 */
export interface HandedOver {
  readonly mobile: string;
  readonly nid: string;
}

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
