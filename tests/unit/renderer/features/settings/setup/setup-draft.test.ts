import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { useSetupDraft } from '#renderer/features/settings/setup/setup-draft.ts';
import type { SettingsForm } from '#renderer/features/settings/use-settings.ts';
import { savedSettings } from '#tests/unit/renderer/features/settings/saved-settings.ts';

/** Creates an open form in which only the branch code may differ from the saved value. */
const createForm = (branchCode: string, typedBranchCode = branchCode) => {
  const values = { ...savedSettings.values, branchCode };
  const draft = shallowRef({ ...values, branchCode: typedBranchCode });
  const form = {
    view: shallowRef({ ...savedSettings, values }),
    draft,
    changedKeys: shallowRef(typedBranchCode === branchCode ? [] : ['branchCode']),
    set: (key: string, value: unknown) => (draft.value = { ...draft.value, [key]: value }),
    discardChanges: () => (draft.value = values),
  };
  return { form: form as unknown as SettingsForm, draft };
};

describe('useSetupDraft', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('restores a value that was typed and not saved', () => {
    const firstForm = createForm('', '0142');
    useSetupDraft().keep(firstForm.form);
    expect(firstForm.draft.value.branchCode).toBe('');
    const reopened = createForm('');
    useSetupDraft().restore(reopened.form);
    expect(reopened.draft.value.branchCode).toBe('0142');
  });

  it('restores a draft only once, so that a later change is kept when the form is opened again', () => {
    const draft = useSetupDraft();
    draft.keep(createForm('', '0142').form);
    const reopened = createForm('');
    draft.restore(reopened.form);
    reopened.form.set('branchCode', '0150');
    draft.restore(reopened.form);
    expect(reopened.draft.value.branchCode).toBe('0150');
  });

  it('does not overwrite a value that was saved elsewhere meanwhile', () => {
    useSetupDraft().keep(createForm('', '0142').form);
    const reopened = createForm('0150');
    useSetupDraft().restore(reopened.form);
    expect(reopened.draft.value.branchCode).toBe('0150');
  });
});
