/** Checks for earlier registrations, once per pair of NID and mobile number. A duplicate causes a warning only. */
import {
  computed,
  inject,
  onBeforeUnmount,
  provide,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
} from 'vue';
import { useBridge } from '#renderer/composables/bridge.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { parseCivilDate } from '#shared/domain/civil-date.ts';
import { parseMobile } from '#shared/domain/mobile.ts';
import { parseNid } from '#shared/domain/nid.ts';
import type { Duplicate } from '#shared/domain/registration.ts';
import { duplicateText, mostRelevantDuplicate } from './duplicate-text.ts';
import { valuesOf, type FlowState } from './flow.ts';
import type { Registration } from './use-registration.ts';

export interface Duplicates {
  /** Warning for the clerk, or null. */
  readonly warning: ComputedRef<string | null>;
}

export const DUPLICATES_DELAY_MS = 500;
const key: InjectionKey<Duplicates> = Symbol('duplicates');

/** Key of the registration and its two numbers; null while one of them is incomplete. */
const pairKeyOf = (state: FlowState | null): string | null => {
  if (!state || state.view.state !== 'draft') return null;
  const values = valuesOf(state);
  const nid = parseNid(values.nid_no, parseCivilDate(values.dob)?.date.year);
  const mobile = parseMobile(values.mobile_number);
  return 'nid' in nid && 'mobile' in mobile ? `${state.view.id} ${nid.nid} ${mobile.mobile}` : null;
};

export const provideDuplicates = (registration: Registration): Duplicates => {
  const bridge = useBridge();
  const { t, format } = useTexts();
  const found = shallowRef<{
    readonly pairKey: string;
    readonly duplicates: readonly Duplicate[];
  } | null>(null);
  const pairKey = computed(() => pairKeyOf(registration.flow.value));
  let timer: ReturnType<typeof setTimeout> | undefined;

  const findDuplicates = async (checkedKey: string): Promise<void> => {
    // The main process compares stored values, so the edits must be saved first.
    const problem = await registration.flush();
    if (problem || pairKey.value !== checkedKey) return;
    const answer = await bridge.registration.duplicates({
      id: registration.openState.value.view.id,
    });
    if (answer.ok && pairKey.value === checkedKey)
      found.value = { pairKey: checkedKey, duplicates: answer.data };
  };
  watch(
    pairKey,
    (newKey) => {
      clearTimeout(timer);
      if (newKey !== null && newKey !== found.value?.pairKey)
        timer = setTimeout(() => void findDuplicates(newKey), DUPLICATES_DELAY_MS);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => clearTimeout(timer));

  const duplicates: Duplicates = {
    warning: computed(() => {
      const relevant =
        found.value && found.value.pairKey === pairKey.value
          ? mostRelevantDuplicate(found.value.duplicates)
          : null;
      return relevant && duplicateText(relevant, { t, format: format.value, now: Date.now() });
    }),
  };
  provide(key, duplicates);
  return duplicates;
};

export const useDuplicates = (): Duplicates => {
  const duplicates = inject(key);
  if (!duplicates) throw new Error('no duplicates are provided around this screen');
  return duplicates;
};
