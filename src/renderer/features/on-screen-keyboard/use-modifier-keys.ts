/**
 * Shift and AltGr of the on-screen keyboard. Each applies to the next key; pressing Shift twice locks it until it is
 * pressed again.
 */
import { computed, ref, type Ref } from 'vue';
import { levelOf, type Level } from './layouts.ts';

interface Levels {
  readonly shift: Readonly<Ref<'off' | 'once' | 'locked'>>;
  readonly altGr: Readonly<Ref<boolean>>;
  readonly level: Readonly<Ref<Level>>;
  readonly pressShift: () => void;
  readonly pressAltGr: () => void;
  /** Must be called after a character was typed. Releases AltGr, and Shift unless it is locked. */
  readonly onCharacterTyped: () => void;
  readonly reset: () => void;
}

const NEXT_SHIFT = { off: 'once', once: 'locked', locked: 'off' } as const;

export const useModifierKeys = (): Levels => {
  const shift = ref<'off' | 'once' | 'locked'>('off');
  const altGr = ref(false);
  return {
    shift,
    altGr,
    level: computed(() => levelOf(shift.value !== 'off', altGr.value)),
    pressShift: () => {
      shift.value = NEXT_SHIFT[shift.value];
    },
    pressAltGr: () => {
      altGr.value = !altGr.value;
    },
    onCharacterTyped: () => {
      if (shift.value === 'once') shift.value = 'off';
      altGr.value = false;
    },
    reset: () => {
      shift.value = 'off';
      altGr.value = false;
    },
  };
};
