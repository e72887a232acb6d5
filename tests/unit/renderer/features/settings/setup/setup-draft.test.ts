import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { useSetupDraft } from '#renderer/features/settings/setup/setup-draft.ts';
import type { SettingsForm } from '#renderer/features/settings/use-settings.ts';
import { saved } from '#tests/unit/renderer/features/settings/saved-settings.ts';

/** An open form with these saved values, in which nothing but the branch code is changed. */
const formWith = (branchCode: string, typed = branchCode) => {
  const values = { ...saved.values, branchCode };
  const draft = shallowRef({ ...values, branchCode: typed });
  const form = {
    view: shallowRef({ ...saved, values }),
    draft,
    changed: shallowRef(typed === branchCode ? [] : ['branchCode']),
    set: (key: string, value: unknown) => (draft.value = { ...draft.value, [key]: value }),
    discardChanges: () => (draft.value = values),
  };
  return { form: form as unknown as SettingsForm, draft };
};

describe('the draft of the set-up', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('restores a value that was typed and not saved', () => {
    const left = formWith('', '0142');
    useSetupDraft().keep(left.form);
    expect(left.draft.value.branchCode).toBe('');
    const opened = formWith('');
    useSetupDraft().restore(opened.form);
    expect(opened.draft.value.branchCode).toBe('0142');
  });

  it('restores the values once, so that one typed since is kept when the form opens again', () => {
    const draft = useSetupDraft();
    draft.keep(formWith('', '0142').form);
    const opened = formWith('');
    draft.restore(opened.form);
    opened.form.set('branchCode', '0150');
    draft.restore(opened.form);
    expect(opened.draft.value.branchCode).toBe('0150');
  });

  it('does not overwrite a value that was saved elsewhere meanwhile', () => {
    useSetupDraft().keep(formWith('', '0142').form);
    const opened = formWith('0150');
    useSetupDraft().restore(opened.form);
    expect(opened.draft.value.branchCode).toBe('0150');
  });
});
