/** Keeps what was typed in the set-up while another screen is open, for example Diagnostics. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { editableKeys } from '#shared/ipc/schemas/settings.ts';
import type { SettingsForm } from '#renderer/features/settings/use-settings.ts';
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';

export const useSetupDraft = defineStore('setup-draft', () => {
  const kept = shallowRef<Partial<SettingsDraft>>({});
  return {
    /** Keeps the changes that were not saved, and takes them out of the form. */
    keep: (form: SettingsForm): void => {
      const { value } = form.draft;
      // A form that was not opened again has nothing newer.
      if (value)
        kept.value = Object.fromEntries(form.changed.value.map((key) => [key, value[key]]));
      form.abandon();
    },
    /** Gives the changes back to the form once it is open. */
    restore: (form: SettingsForm): void => {
      for (const key of editableKeys) {
        const value = kept.value[key];
        if (value !== undefined) form.set(key, value);
      }
    },
  };
});
