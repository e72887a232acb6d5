import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Carries a mobile number from the log to the status screen; never through an address. */
export const useHandover = defineStore('verification-handover', () => {
  const mobile = ref('');
  /** Gives the number once. */
  const take = (): string => {
    const taken = mobile.value;
    mobile.value = '';
    return taken;
  };
  return { mobile, take };
});
