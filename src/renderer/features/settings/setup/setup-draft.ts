/** Keeps unsaved changes of the set-up while another screen is open, for example Diagnostics. */
import { defineStore } from 'pinia';
import { editableKeys, type EditableKey } from '#shared/ipc/schemas/settings.ts';
import { isDeepEqual, type SettingsForm } from '#renderer/features/settings/use-settings.ts';
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';

interface KeptDraft {
  readonly changed: readonly EditableKey[];
  readonly values: SettingsDraft;
  /** The saved settings at the time when the draft was kept. */
  readonly saved: SettingsDraft;
}

export const useSetupDraft = defineStore('setup-draft', () => {
  let keptDraft: KeptDraft | null = null;
  return {
    /** Keeps the unsaved changes of the form, and discards them in the form. */
    keep: (form: SettingsForm): void => {
      // A form that was not opened has no changes, so an earlier draft that is still kept must not be replaced.
      if (form.draft.value && form.view.value)
        keptDraft = {
          changed: form.changedKeys.value,
          values: form.draft.value,
          saved: form.view.value.values,
        };
      form.discardChanges();
    },
    /**
     * Restores the kept changes after the form was opened. A setting whose saved value has changed since, for example on
     * the Settings screen, keeps the newer value.
     */
    restore: (form: SettingsForm): void => {
      const current = form.view.value?.values;
      if (!keptDraft || !current) return;
      const { changed, values, saved } = keptDraft;
      for (const key of editableKeys)
        if (changed.includes(key) && isDeepEqual(current[key], saved[key]))
          form.set(key, values[key]);
      // The kept draft is restored only once. The form may be opened again after a lock, and then has newer changes.
      keptDraft = null;
    },
  };
});
