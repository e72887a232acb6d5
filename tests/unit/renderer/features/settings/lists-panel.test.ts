// @vitest-environment happy-dom
/** Tests the lists of choices on the Settings screen, which are edited in a dialog and saved with the other settings. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import SettingsScreen from '#renderer/features/settings/SettingsScreen.vue';
import type { CallInput } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import {
  mountInApp,
  accessibleNameOf,
  typeInto as typeInto,
  type Mounted,
} from '#tests/unit/renderer/mount.ts';
import { LEAD_PIN, savedSettings, type SettingsView } from './saved-settings.ts';

let mounted: Mounted & { readonly kiosk: FakeKiosk };
const flush = async (): Promise<void> => {
  await flushPromises();
  await flushPromises();
};
const openSettings = async (overrides: Partial<SettingsView> = {}): Promise<void> => {
  let view: SettingsView = { ...savedSettings, ...overrides };
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
  mounted = { ...(await mountInApp(SettingsScreen, kiosk)), kiosk };
  await flush();
  typeInto(mounted.input('Lead PIN'), LEAD_PIN);
  await pressButton('Open settings');
};
const pressButton = async (name: string): Promise<void> => {
  mounted.button(name).click();
  await flush();
};
const typeEntry = async (label: string, text: string): Promise<void> => {
  typeInto(getEntryInput(label), text);
  await flush();
};
const getEntryInput = (label: string): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`);
  if (!found) throw new Error(`no ${label}`);
  return found;
};
const readEnglishNames = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('.list-entry input[lang="en"]')].map(
    ({ value }) => value,
  );
const listSaves = (): unknown[] =>
  mounted.kiosk.calls
    .filter(({ name }) => name === 'settings.save')
    .map(({ input }) => (input as CallInput<'settings.save'>).changes);
const listButtonNames = (): string[] =>
  [...document.querySelectorAll('button')].map(accessibleNameOf);

describe('ListsPanel', () => {
  afterEach(() => mounted.wrapper.unmount());

  it('saves the complete list after entries were added, moved and removed', async () => {
    await openSettings();
    await pressButton('Edit list: Professions');
    expect(readEnglishNames()).toEqual(['Doctor', 'Farmer']);
    await pressButton('Add entry');
    await typeEntry('Entry 3, English', 'Nurse');
    await typeEntry('Entry 3, Bangla', 'নার্স');
    await pressButton('Move entry 3 up');
    expect(readEnglishNames()).toEqual(['Doctor', 'Nurse', 'Farmer']);
    await pressButton('Move entry 1 down');
    await pressButton('Remove entry 3');
    expect(readEnglishNames()).toEqual(['Nurse', 'Doctor']);
    await pressButton('Use this list');
    expect(document.body.textContent).toContain('1 unsaved change');
    await pressButton('Save');
    expect(listSaves()).toEqual([
      {
        professions: [
          { en: 'Nurse', bn: 'নার্স' },
          { en: 'Doctor', bn: 'চিকিৎসক' },
        ],
      },
    ]);
  });

  it('applies no list with an invalid entry, and names the entry and the reason', async () => {
    await openSettings();
    await pressButton('Edit list: Professions');
    await pressButton('Add entry');
    expect(document.body.textContent).toContain('Enter both names.');
    await typeEntry('Entry 3, English', 'farmer');
    await typeEntry('Entry 3, Bangla', 'কৃষক');
    expect(document.body.textContent).toContain('This English name is already in the list.');
    expect(document.body.textContent).toContain('Correct entry 3 first.');
    await pressButton('Use this list');
    expect(readEnglishNames()).toHaveLength(3);
    await typeEntry('Entry 3, English', 'কৃষক');
    expect(document.body.textContent).toContain('English letters on the left');
    await pressButton('Cancel');
    expect(document.body.textContent).toContain('Nothing changed');
  });

  it('applies no empty list', async () => {
    await openSettings();
    await pressButton('Edit list: Nominee relations');
    await pressButton('Remove entry 1');
    expect(document.body.textContent).toContain('A list needs at least one entry.');
    await pressButton('Use this list');
    expect(document.querySelector('.list-entries')).not.toBeNull();
  });

  it('restores the list that is shipped with the app', async () => {
    const professions = [{ en: 'Nurse', bn: 'নার্স' }];
    await openSettings({ values: { ...savedSettings.values, professions } });
    expect(mounted.input('Professions').value).toContain('changed here');
    await pressButton('Edit list: Professions');
    await pressButton('Restore the shipped list');
    expect(readEnglishNames()).toEqual(['Doctor', 'Farmer']);
    await pressButton('Use this list');
    await pressButton('Save');
    expect(listSaves()).toEqual([{ professions: null }]);
    expect(mounted.input('Professions').value).toContain('as shipped');
  });

  it('displays a list that Group Policy fixes as read-only, with its source', async () => {
    await openSettings({
      locks: [{ key: 'professions', by: 'group-policy' }],
      organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
    });
    expect(listButtonNames()).not.toContain('Edit list: Professions');
    expect(listButtonNames()).toContain('Edit list: Nominee relations');
    expect(document.body.textContent).toContain('Set by Bank IT in Group Policy.');
  });
});
