/** Keeps what was typed in the set-up while another screen is open, for example Diagnostics. */
import { defineStore } from 'pinia';
import { editableKeys, type EditableKey } from '#shared/ipc/schemas/settings.ts';
import { isSameValue, type SettingsForm } from '#renderer/features/settings/use-settings.ts';
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';

interface KeptDraft {
  readonly changed: readonly EditableKey[];
  readonly values: SettingsDraft;
  /** What was saved when the values were typed. */
  readonly saved: SettingsDraft;
}

export const useSetupDraft = defineStore('setup-draft', () => {
  let kept: KeptDraft | null = null;
  return {
    /** Keeps the changes that were not saved, and takes them out of the form. */
    keep: (form: SettingsForm): void => {
      // A form that was not opened again has nothing newer.
      if (form.draft.value && form.view.value)
        kept = {
          changed: form.changed.value,
          values: form.draft.value,
          saved: form.view.value.values,
        };
      form.abandon();
    },
    /** Gives the changes back to the form once it is open, unless another value was saved since, as on the Settings screen. */
    restore: (form: SettingsForm): void => {
      const present = form.view.value?.values;
      if (!kept || !present) return;
      const { changed, values, saved } = kept;
      for (const key of editableKeys)
        if (changed.includes(key) && isSameValue(present[key], saved[key]))
          form.set(key, values[key]);
    },
  };
});
