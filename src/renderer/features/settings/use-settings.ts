/**
 * Manages the settings form: a draft of the saved settings, its validation, and saving. The lead PIN is kept while the
 * screen is open, because each call requires it, and cleared when the counter locks.
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
  /** Null until the lead PIN was accepted. */
  readonly view: Readonly<Ref<SettingsView | null>>;
  readonly draft: Readonly<Ref<SettingsDraft | null>>;
  /** Whether the lead PIN was accepted since the counter was last locked. */
  readonly isOpen: Readonly<Ref<boolean>>;
  /** The settings whose draft differs from the saved value. */
  readonly changedKeys: Readonly<Ref<readonly EditableKey[]>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<AppError | null>>;
  set<K extends EditableKey>(key: K, value: SettingsDraft[K]): void;
  /** @returns the source that fixes a setting, or null when it can be edited. */
  lockOf(key: EditableKey): SettingLock | null;
  /** @returns the problem of the draft's value, or null when it is valid. */
  problemOf(key: EditableKey): SettingProblem | null;
  /** Loads the settings. Changes that were not saved before the counter locked are preserved. @returns the failure, or null. */
  open(leadPin: string): Promise<AppError | null>;
  /** @returns whether all changes are saved. */
  save(): Promise<boolean>;
  testConnection(url: string): Promise<Result<undefined>>;
  /** Discards unsaved changes, including the preview of the display settings. */
  discardChanges(): void;
}

export const isDeepEqual = (first: unknown, second: unknown): boolean =>
  JSON.stringify(first) === JSON.stringify(second);

const createSettingsForm = (): SettingsForm => {
  const bridge = useBridge();
  const store = useAppStore();
  const view = shallowRef<SettingsView | null>(null);
  const draft = shallowRef<SettingsDraft | null>(null);
  const error = shallowRef<AppError | null>(null);
  const busy = ref(false);
  let currentLeadPin: string | null = null;
  const isOpen = ref(false);

  const changed = computed(() => {
    const saved = view.value?.values;
    const edited = draft.value;
    if (!saved || !edited) return [];
    return editableKeys.filter((key) => !isDeepEqual(edited[key], saved[key]));
  });

  const previewDisplay = (): void => {
    if (!draft.value) return;
    const { textSize, contrast } = draft.value;
    store.display = { ...store.display, textSize, contrast };
  };
  /** Replaces saved settings and draft. @param keysToKeep settings whose value in the draft is kept. */
  const applySettings = (newView: SettingsView, keysToKeep: readonly EditableKey[]): void => {
    const keptValues = keysToKeep.map((key) => [key, draft.value?.[key]]);
    view.value = newView;
    draft.value = { ...newView.values, ...(Object.fromEntries(keptValues) as object) };
    previewDisplay();
  };
  // The lead PIN must not remain in the page while the counter is locked. The draft is kept for the next opening.
  watch(
    () => store.locked,
    (locked) => {
      if (!locked) return;
      currentLeadPin = null;
      isOpen.value = false;
    },
  );

  const open: SettingsForm['open'] = async (leadPin) => {
    const answer = await bridge.settings.read({ leadPin });
    if (!answer.ok) return answer.error;
    applySettings(answer.data, changed.value);
    currentLeadPin = leadPin;
    isOpen.value = true;
    return null;
  };

  const save: SettingsForm['save'] = async () => {
    if (busy.value || currentLeadPin === null || !draft.value) return false;
    const keys = changed.value;
    if (keys.length === 0) return true;
    busy.value = true;
    error.value = null;
    const edited = draft.value;
    const changes = Object.fromEntries(
      keys.map((key) => [key, edited[key]]),
    ) as CallInput<'settings.save'>['changes'];
    const answer = await bridge.settings.save({ leadPin: currentLeadPin, changes });
    busy.value = false;
    if (!answer.ok) {
      error.value = answer.error;
      return false;
    }
    applySettings(answer.data, []);
    await store.load(bridge);
    return true;
  };

  return {
    view,
    draft,
    isOpen,
    changedKeys: changed,
    busy,
    error,
    set: (key, value) => {
      if (!draft.value) return;
      draft.value = { ...draft.value, [key]: value };
      error.value = null;
      if (key === 'textSize' || key === 'contrast') previewDisplay();
    },
    lockOf: (key) => view.value?.locks.find((lock) => lock.key === key)?.by ?? null,
    problemOf: (key) => (draft.value ? problemOf(key, draft.value) : null),
    open,
    save,
    testConnection: (url) =>
      currentLeadPin === null
        ? Promise.resolve(ok(undefined))
        : bridge.settings.reachService({ leadPin: currentLeadPin, url }),
    discardChanges: () => {
      if (!view.value) return;
      draft.value = { ...view.value.values };
      previewDisplay();
    },
  };
};

const formKey: InjectionKey<SettingsForm> = Symbol('settings');

/** Creates the form for a screen and provides it to the components below. */
export const provideSettings = (): SettingsForm => {
  const form = createSettingsForm();
  provide(formKey, form);
  return form;
};

export const useSettings = (): SettingsForm => {
  const form = inject(formKey);
  if (!form) throw new Error('no settings are provided around this component');
  return form;
};
