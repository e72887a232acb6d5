// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import SettingsScreen from '#renderer/features/settings/SettingsScreen.vue';
import type { CallInput, LockView } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto as typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';
import { LEAD_PIN, savedSettings } from './saved-settings.ts';

const unlocked: LockView = {
  locked: false,
  reason: null,
  since: null,
  locksInMs: null,
  needsPin: false,
  hasPin: true,
  remainingAttempts: 5,
  canUsePin: true,
  hasLeadPin: true,
  openRegistration: null,
};

let mounted: Mounted & { readonly kiosk: FakeKiosk };
/** The settings in the fake main process. */
let view = savedSettings;
const flush = async (): Promise<void> => {
  await flushPromises();
  await flushPromises();
};
const mountSettings = async (scenario: Scenario = {}): Promise<void> => {
  view = savedSettings;
  const kiosk = createFakeKiosk({
    signedIn: true,
    lock: { hasLeadPin: true },
    ...scenario,
    answers: {
      'settings.gate': () => ({ leadPin: 'chosen' }),
      'settings.read': () => view,
      'settings.printers': () => ({ names: ['Office'] }),
      'settings.save': ({ changes }: CallInput<'settings.save'>) => {
        view = { ...view, values: { ...view.values, ...changes } };
        return view;
      },
      ...scenario.answers,
    },
  });
  mounted = { ...(await mountInApp(SettingsScreen, kiosk)), kiosk };
  await flush();
};
const openWithPin = async (): Promise<void> => {
  typeInto(mounted.input('Lead PIN'), LEAD_PIN);
  mounted.button('Open settings').click();
  await flush();
};
const listSaveCalls = (): readonly unknown[] =>
  mounted.kiosk.calls.filter(({ name }) => name === 'settings.save').map(({ input }) => input);
const save = async (): Promise<void> => {
  mounted.button('Save').click();
  await flush();
};
const readPageText = (): string => document.body.textContent;

describe('SettingsScreen', () => {
  beforeEach(() => mountSettings());
  afterEach(() => mounted.wrapper.unmount());

  it('requests no settings before the lead PIN is entered', async () => {
    const names = mounted.kiosk.calls.map(({ name }) => name);
    expect(names).toContain('settings.gate');
    expect(names).not.toContain('settings.read');
    await openWithPin();
    expect(mounted.input('Counter number').value).toBe('3');
  });

  it('shows which update is ready, and nothing when there is none', async () => {
    view = { ...savedSettings, update: '1.2.0' };
    await openWithPin();
    expect(readPageText()).toContain('Update 1.2.0 is ready.');
    mounted.wrapper.unmount();
    await mountSettings();
    await openWithPin();
    expect(readPageText()).not.toContain('is ready');
  });

  it('saves only the changed values', async () => {
    await openWithPin();
    await save();
    expect(listSaveCalls()).toEqual([]);
    typeInto(mounted.input('Counter number'), '১২');
    typeInto(mounted.input('Bank (English)'), 'New Bank');
    await flush();
    expect(readPageText()).toContain('2 unsaved changes');
    await save();
    expect(listSaveCalls()).toEqual([
      {
        leadPin: LEAD_PIN,
        changes: { bank: { en: 'New Bank', bn: 'ক ব্যাংক' }, counterNumber: '12' },
      },
    ]);
    expect(readPageText()).toContain('Nothing changed');
  });

  it('keeps the typed values when saving fails, and shows the reason', async () => {
    await openWithPin();
    mounted.kiosk.fail('settings.save', { code: 'CFG-WRITE' });
    typeInto(mounted.input('Counter number'), '12');
    await flush();
    await save();
    expect(readPageText()).toContain('CFG-WRITE');
    expect(mounted.input('Counter number').value).toBe('12');
    mounted.kiosk.fail('settings.save', null);
    await save();
    expect(readPageText()).not.toContain('CFG-WRITE');
    expect(view.values.counterNumber).toBe('12');
  });

  it('does not save an invalid value', async () => {
    await openWithPin();
    typeInto(mounted.input('Counter number'), '1 2');
    await flush();
    expect(readPageText()).toContain('Up to ten letters or digits');
    await save();
    expect(listSaveCalls()).toEqual([]);
  });

  it('marks a value that the policy fixes and makes it read-only', async () => {
    await openWithPin();
    expect(mounted.input('Branch code').readOnly).toBe(true);
    expect(mounted.input('Counter number').readOnly).toBe(false);
    expect(readPageText()).toContain('Set by the bank in the policy file.');
  });

  it('asks for the lead PIN again after the counter was locked, and keeps the draft', async () => {
    await openWithPin();
    typeInto(mounted.input('Counter number'), '12');
    mounted.kiosk.emit('lock', { ...unlocked, locked: true, reason: 'clerk', since: 1 });
    await flush();
    mounted.kiosk.emit('lock', unlocked);
    await flush();
    await save();
    expect(listSaveCalls()).toEqual([]);
    await openWithPin();
    expect(mounted.input('Counter number').value).toBe('12');
  });

  it('applies the text size at once and reverts it when it is not saved', async () => {
    await openWithPin();
    document.querySelector<HTMLInputElement>('input[value="150"]')?.click();
    await flush();
    expect(mounted.store.display.textSize).toBe(150);
    mounted.wrapper.unmount();
    expect(mounted.store.display.textSize).toBe(100);
  });
});

describe('LeadGate on the Settings screen', () => {
  afterEach(() => mounted.wrapper.unmount());

  it.each([
    ['damaged', 'LEAD-PIN-DAMAGED'],
    ['unavailable', 'KEY-UNAVAILABLE'],
  ])('asks for no PIN when it is %s', async (leadPin, code) => {
    await mountSettings({ answers: { 'settings.gate': () => ({ leadPin }) } });
    expect(readPageText()).toContain(code);
    expect(() => mounted.input('Lead PIN')).toThrow('no label');
  });

  it('asks to choose the lead PIN when there is none', async () => {
    await mountSettings({
      answers: {
        'settings.gate': () => ({ leadPin: 'none' }),
        'settings.chooseLead': () => undefined,
      },
    });
    typeInto(mounted.input('Lead PIN'), LEAD_PIN);
    typeInto(mounted.input('Lead PIN again'), LEAD_PIN);
    mounted.button('Open settings').click();
    await flush();
    const names = mounted.kiosk.calls.map(({ name }) => name);
    expect(names).toContain('settings.chooseLead');
    expect(names.indexOf('settings.read')).toBeGreaterThan(names.indexOf('settings.chooseLead'));
    expect(names).not.toContain('lead.choose');
  });
});
