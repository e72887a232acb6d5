// @vitest-environment happy-dom
/** The lists of the form on the Settings screen: edited in a dialog, saved with the other settings. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import SettingsScreen from '#renderer/features/settings/SettingsScreen.vue';
import type { CallInput } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, nameOf, type as typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';
import { LEAD, saved, type View } from './saved-settings.ts';

let mounted: Mounted & { readonly kiosk: FakeKiosk };
const flush = async (): Promise<void> => {
  await flushPromises();
  await flushPromises();
};
const open = async (more: Partial<View> = {}): Promise<void> => {
  let view: View = { ...saved, ...more };
  const kiosk = createFakeKiosk({
    signedIn: true,
    lock: { hasLeadPin: true },
    answers: {
      'settings.gate': () => ({ leadPin: 'chosen' }),
      'settings.read': () => view,
      'settings.printers': () => ({ names: [] }),
      'settings.save': ({ changes }: CallInput<'settings.save'>) => {
        view = { ...view, values: { ...view.values, ...changes } };
        return view;
      },
    },
  });
  mounted = { ...(await mountWith(SettingsScreen, kiosk)), kiosk };
  await flush();
  typeInto(mounted.input('Lead PIN'), LEAD);
  await press('Open settings');
};
const press = async (name: string): Promise<void> => {
  mounted.button(name).click();
  await flush();
};
const type = async (label: string, text: string): Promise<void> => {
  typeInto(entry(label), text);
  await flush();
};
const entry = (label: string): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`);
  if (!found) throw new Error(`no ${label}`);
  return found;
};
const englishNames = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('.list-entry input[lang="en"]')].map(
    ({ value }) => value,
  );
const saves = (): unknown[] =>
  mounted.kiosk.asked
    .filter(({ name }) => name === 'settings.save')
    .map(({ input }) => (input as CallInput<'settings.save'>).changes);
const buttons = (): string[] => [...document.querySelectorAll('button')].map(nameOf);

describe('the lists of the form', () => {
  afterEach(() => mounted.wrapper.unmount());

  it('can be changed by adding, moving and removing entries, and are saved as a whole', async () => {
    await open();
    await press('Edit list: Professions');
    expect(englishNames()).toEqual(['Doctor', 'Farmer']);
    await press('Add entry');
    await type('Entry 3, English', 'Nurse');
    await type('Entry 3, Bangla', 'নার্স');
    await press('Move entry 3 up');
    expect(englishNames()).toEqual(['Doctor', 'Nurse', 'Farmer']);
    await press('Move entry 1 down');
    await press('Remove entry 3');
    expect(englishNames()).toEqual(['Nurse', 'Doctor']);
    await press('Use this list');
    expect(document.body.textContent).toContain('1 unsaved change');
    await press('Save');
    expect(saves()).toEqual([
      {
        professions: [
          { en: 'Nurse', bn: 'নার্স' },
          { en: 'Doctor', bn: 'চিকিৎসক' },
        ],
      },
    ]);
  });

  it('are not saved while an entry is invalid, and name the entry and the reason', async () => {
    await open();
    await press('Edit list: Professions');
    await press('Add entry');
    expect(document.body.textContent).toContain('Enter both names.');
    await type('Entry 3, English', 'farmer');
    await type('Entry 3, Bangla', 'কৃষক');
    expect(document.body.textContent).toContain('This English name is already in the list.');
    expect(document.body.textContent).toContain('Correct entry 3 first.');
    await press('Use this list');
    expect(englishNames()).toHaveLength(3);
    await type('Entry 3, English', 'কৃষক');
    expect(document.body.textContent).toContain('English letters on the left');
    await press('Cancel');
    expect(document.body.textContent).toContain('Nothing changed');
  });

  it('cannot be emptied', async () => {
    await open();
    await press('Edit list: Nominee relations');
    await press('Remove entry 1');
    expect(document.body.textContent).toContain('A list needs at least one entry.');
    await press('Use this list');
    expect(document.querySelector('.list-entries')).not.toBeNull();
  });

  it('can be reset to the list that ships with the program', async () => {
    const professions = [{ en: 'Nurse', bn: 'নার্স' }];
    await open({ values: { ...saved.values, professions } });
    expect(mounted.input('Professions').value).toContain('changed here');
    await press('Edit list: Professions');
    await press('Restore the shipped list');
    expect(englishNames()).toEqual(['Doctor', 'Farmer']);
    await press('Use this list');
    await press('Save');
    expect(saves()).toEqual([{ professions: null }]);
    expect(mounted.input('Professions').value).toContain('as shipped');
  });

  it('are read-only with a notice where Group Policy fixes them', async () => {
    await open({
      locks: [{ key: 'professions', by: 'group-policy' }],
      organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
    });
    expect(buttons()).not.toContain('Edit list: Professions');
    expect(buttons()).toContain('Edit list: Nominee relations');
    expect(document.body.textContent).toContain('Set by Bank IT in Group Policy.');
  });
});
