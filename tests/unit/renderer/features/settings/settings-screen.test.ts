// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import SettingsScreen from '#renderer/features/settings/SettingsScreen.vue';
import type { CallInput, LockView } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type as typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';
import { LEAD, saved } from './saved-settings.ts';

const unlocked: LockView = {
  locked: false,
  reason: null,
  since: null,
  locksInMs: null,
  needsPin: false,
  hasPin: true,
  triesLeft: 5,
  canPin: true,
  hasLeadPin: true,
  behind: null,
};

let mounted: Mounted & { readonly kiosk: FakeKiosk };
/** What the fake main process has. */
let view = saved;
const settle = async (): Promise<void> => {
  await flushPromises();
  await flushPromises();
};
const mount = async (scenario: Scenario = {}): Promise<void> => {
  view = saved;
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
  mounted = { ...(await mountWith(SettingsScreen, kiosk)), kiosk };
  await settle();
};
const openWithPin = async (): Promise<void> => {
  typeInto(mounted.input('Lead PIN'), LEAD);
  mounted.button('Open settings').click();
  await settle();
};
const savesAsked = (): readonly unknown[] =>
  mounted.kiosk.asked.filter(({ name }) => name === 'settings.save').map(({ input }) => input);
const save = async (): Promise<void> => {
  mounted.button('Save').click();
  await settle();
};
const text = (): string => document.body.textContent;

describe('SettingsScreen', () => {
  beforeEach(() => mount());
  afterEach(() => mounted.wrapper.unmount());

  it('reads nothing before the lead PIN was typed', async () => {
    const names = mounted.kiosk.asked.map(({ name }) => name);
    expect(names).toContain('settings.gate');
    expect(names).not.toContain('settings.read');
    await openWithPin();
    expect(mounted.input('Counter number').value).toBe('3');
  });

  it('saves what was changed and nothing else', async () => {
    await openWithPin();
    await save();
    expect(savesAsked()).toEqual([]);
    typeInto(mounted.input('Counter number'), '১২');
    typeInto(mounted.input('Bank (English)'), 'New Bank');
    await settle();
    expect(text()).toContain('2 unsaved changes');
    await save();
    expect(savesAsked()).toEqual([
      {
        leadPin: LEAD,
        changes: { bank: { en: 'New Bank', bn: 'ক ব্যাংক' }, counterNumber: '12' },
      },
    ]);
    expect(text()).toContain('Nothing changed');
  });

  it('keeps what was typed when it could not be saved, and says why', async () => {
    await openWithPin();
    mounted.kiosk.fail('settings.save', { code: 'CFG-WRITE' });
    typeInto(mounted.input('Counter number'), '12');
    await settle();
    await save();
    expect(text()).toContain('CFG-WRITE');
    expect(mounted.input('Counter number').value).toBe('12');
    mounted.kiosk.fail('settings.save', null);
    await save();
    expect(text()).not.toContain('CFG-WRITE');
    expect(view.values.counterNumber).toBe('12');
  });

  it('does not save a value that is wrong', async () => {
    await openWithPin();
    typeInto(mounted.input('Counter number'), '1 2');
    await settle();
    expect(text()).toContain('Up to ten letters or digits');
    await save();
    expect(savesAsked()).toEqual([]);
  });

  it('marks a value that the policy fixes and does not let it be typed over', async () => {
    await openWithPin();
    expect(mounted.input('Branch code').readOnly).toBe(true);
    expect(mounted.input('Counter number').readOnly).toBe(false);
    expect(text()).toContain('Set by the bank’s policy.');
  });

  it('asks for the lead PIN again after the counter was locked, and keeps the draft', async () => {
    await openWithPin();
    typeInto(mounted.input('Counter number'), '12');
    mounted.kiosk.tell('lock', { ...unlocked, locked: true, reason: 'clerk', since: 1 });
    await settle();
    mounted.kiosk.tell('lock', unlocked);
    await settle();
    await save();
    expect(savesAsked()).toEqual([]);
    await openWithPin();
    expect(mounted.input('Counter number').value).toBe('12');
  });

  it('shows text size at once and takes it back when nobody saves it', async () => {
    await openWithPin();
    document.querySelector<HTMLInputElement>('input[value="150"]')?.click();
    await settle();
    expect(mounted.store.display.textSize).toBe(150);
    mounted.wrapper.unmount();
    expect(mounted.store.display.textSize).toBe(100);
  });
});

describe('the gate of the settings', () => {
  afterEach(() => mounted.wrapper.unmount());

  it.each([
    ['damaged', 'LEAD-PIN-DAMAGED'],
    ['unavailable', 'KEY-UNAVAILABLE'],
  ])('asks for no PIN when it is %s', async (leadPin, code) => {
    await mount({ answers: { 'settings.gate': () => ({ leadPin }) } });
    expect(text()).toContain(code);
    expect(() => mounted.input('Lead PIN')).toThrow('no label');
  });

  it('has the lead PIN chosen where there is none', async () => {
    await mount({
      answers: {
        'settings.gate': () => ({ leadPin: 'none' }),
        'settings.chooseLead': () => undefined,
      },
    });
    typeInto(mounted.input('Lead PIN'), LEAD);
    typeInto(mounted.input('Lead PIN again'), LEAD);
    mounted.button('Open settings').click();
    await settle();
    const names = mounted.kiosk.asked.map(({ name }) => name);
    expect(names).toContain('settings.chooseLead');
    expect(names.indexOf('settings.read')).toBeGreaterThan(names.indexOf('settings.chooseLead'));
    expect(names).not.toContain('lead.choose');
  });
});
