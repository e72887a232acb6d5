/**
 * The settings as the branch lead edits them: a draft over what is saved. The lead PIN is kept while the screen is open, since
 * each call needs it, and forgotten when the counter locks.
 */
import {
  computed,
  inject,
  provide,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
} from 'vue';
import type { CallInput } from '#shared/ipc/contract.ts';
import { editableKeys, type EditableKey } from '#shared/ipc/schemas/settings.ts';
import { ok, type AppError, type Result } from '#shared/result.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { problemOf, type SettingProblem } from './setting-checks.ts';
import type { SettingLock, SettingsDraft, SettingsView } from './settings-view.ts';

export interface SettingsForm {
  /** Null until the lead PIN was right. */
  readonly view: Readonly<Ref<SettingsView | null>>;
  readonly draft: Readonly<Ref<SettingsDraft | null>>;
  readonly isOpen: Readonly<Ref<boolean>>;
  readonly changed: Readonly<Ref<readonly EditableKey[]>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<AppError | null>>;
  set<K extends EditableKey>(key: K, value: SettingsDraft[K]): void;
  lockOf(key: EditableKey): SettingLock | null;
  /** What is wrong with the draft's value; null when nothing is. */
  problemOf(key: EditableKey): SettingProblem | null;
  /** Opens the settings. The draft of before a lock is kept. */
  open(leadPin: string): Promise<AppError | null>;
  /** @returns whether everything is saved. */
  save(): Promise<boolean>;
  reach(url: string): Promise<Result<undefined>>;
  /** Takes back what was not saved, on the screen too. */
  abandon(): void;
}

const isSame = (first: unknown, second: unknown): boolean =>
  JSON.stringify(first) === JSON.stringify(second);

const createForm = (): SettingsForm => {
  const bridge = useBridge();
  const store = useAppStore();
  const view = shallowRef<SettingsView | null>(null);
  const draft = shallowRef<SettingsDraft | null>(null);
  const error = shallowRef<AppError | null>(null);
  const busy = ref(false);
  let pin: string | null = null;
  const isOpen = ref(false);

  const changed = computed(() => {
    const { value } = view;
    const edited = draft.value;
    if (!value || !edited) return [];
    return editableKeys.filter((key) => !isSame(edited[key], value.values[key]));
  });

  const showDisplay = (): void => {
    if (!draft.value) return;
    const { textSize, contrast } = draft.value;
    store.display = { textSize, contrast };
  };
  const take = (answer: SettingsView, keep: readonly EditableKey[]): void => {
    const kept = keep.map((key) => [key, draft.value?.[key]]);
    view.value = answer;
    draft.value = { ...answer.values, ...(Object.fromEntries(kept) as object) };
    showDisplay();
  };
  // Behind the lock nothing that was typed lies in the page.
  watch(
    () => store.locked,
    (locked) => {
      if (!locked) return;
      pin = null;
      isOpen.value = false;
    },
  );

  const open: SettingsForm['open'] = async (leadPin) => {
    const answer = await bridge.settings.read({ leadPin });
    if (!answer.ok) return answer.error;
    take(answer.data, changed.value);
    pin = leadPin;
    isOpen.value = true;
    return null;
  };

  const save: SettingsForm['save'] = async () => {
    if (busy.value || pin === null || !draft.value) return false;
    const keys = changed.value;
    if (keys.length === 0) return true;
    busy.value = true;
    error.value = null;
    const edited = draft.value;
    const changes = Object.fromEntries(
      keys.map((key) => [key, edited[key]]),
    ) as CallInput<'settings.save'>['changes'];
    const answer = await bridge.settings.save({ leadPin: pin, changes });
    busy.value = false;
    if (!answer.ok) {
      error.value = answer.error;
      return false;
    }
    take(answer.data, []);
    await store.load(bridge);
    return true;
  };

  return {
    view,
    draft,
    isOpen,
    changed,
    busy,
    error,
    set: (key, value) => {
      if (!draft.value) return;
      draft.value = { ...draft.value, [key]: value };
      error.value = null;
      if (key === 'textSize' || key === 'contrast') showDisplay();
    },
    lockOf: (key) => view.value?.locks.find((lock) => lock.key === key)?.by ?? null,
    problemOf: (key) => (draft.value ? problemOf(key, draft.value) : null),
    open,
    save,
    reach: (url) =>
      pin === null
        ? Promise.resolve(ok(undefined))
        : bridge.settings.reachService({ leadPin: pin, url }),
    abandon: () => {
      if (!view.value) return;
      draft.value = { ...view.value.values };
      showDisplay();
    },
  };
};

const key: InjectionKey<SettingsForm> = Symbol('settings');

/** Creates the form for a screen and hands it to the components below. */
export const provideSettings = (): SettingsForm => {
  const form = createForm();
  provide(key, form);
  return form;
};

export const useSettings = (): SettingsForm => {
  const form = inject(key);
  if (!form) throw new Error('no settings are provided around this component');
  return form;
};
