// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import SetupScreen from '#renderer/features/settings/setup/SetupScreen.vue';
import type { CallInput } from '#shared/ipc/contract.ts';
import { checkNames, type CheckName, type CheckResult } from '#shared/domain/checks.ts';
import { setupSteps, type SetupStep } from '#shared/domain/setup.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto as typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';
import { LEAD_PIN, savedSettings } from '#tests/unit/renderer/features/settings/saved-settings.ts';

let mounted: Mounted & { readonly kiosk: FakeKiosk };
/** A step is displayed after several calls in sequence, each of which needs a flush. */
const FLUSH_COUNT = 4;
const flush = async (): Promise<void> => {
  for (let count = 0; count < FLUSH_COUNT; count += 1) await flushPromises();
};

/** Results of the checks: a warning for the printer, no check of certificate (http) and policy, and the others in order. */
const checkResult = (name: CheckName): CheckResult => {
  if (name === 'printer') return { name, state: 'warning', code: 'PRINT-NOT-SET', facts: '' };
  if (name === 'certificate') return { name, state: 'not-checked', code: null, facts: 'http' };
  return { name, state: name === 'policy' ? 'not-checked' : 'ok', code: null, facts: '' };
};

interface SetupScenario {
  readonly leadPin?: 'none' | 'chosen' | 'damaged';
  readonly open?: readonly SetupStep[];
  readonly skipped?: readonly SetupStep[];
  /** The step of the screen's address. */
  readonly step?: SetupStep;
}
/** Mounts the screen for a counter without branch and counter number; saved values are kept. */
const mountSetup = async ({
  leadPin = 'none',
  open = setupSteps,
  skipped = [],
  step,
}: SetupScenario = {}): Promise<void> => {
  let view = {
    ...savedSettings,
    locks: [],
    values: {
      ...savedSettings.values,
      branch: { en: '', bn: '' },
      branchCode: '',
      counterNumber: '',
    },
  };
  const kiosk = createFakeKiosk({
    signedIn: true,
    setup: {
      open,
      skipped,
      devices: { scanner: 'CanoScan LiDE 300', camera: 'Cam', printer: null },
    },
    answers: {
      'settings.gate': () => ({ leadPin }),
      'settings.chooseLead': () => undefined,
      'settings.read': () => view,
      'settings.printers': () => ({ names: ['Office'] }),
      'settings.save': ({ changes }: CallInput<'settings.save'>) => {
        view = { ...view, values: { ...view.values, ...changes } };
        return view;
      },
      'setup.record': () => undefined,
      'diagnostics.checks': () => ({ at: Date.now(), results: checkNames.map(checkResult) }),
      'diagnostics.lastChecks': () => ({ at: Date.now(), results: checkNames.map(checkResult) }),
    },
  });
  const address = { name: 'setup', ...(step && { query: { step } }) } as const;
  mounted = { ...(await mountInApp(SetupScreen, kiosk, 'en', {}, [address])), kiosk };
  await flush();
};
const pressButton = async (name: string): Promise<void> => {
  mounted.button(name).click();
  await flush();
};
const listCallInputs = (name: string): readonly unknown[] =>
  mounted.kiosk.calls.filter((call) => call.name === name).map(({ input }) => input);
const readStepTitle = (): string | undefined => document.querySelector('h2')?.textContent;
const isDisabled = (name: string): boolean =>
  mounted.button(name).getAttribute('aria-disabled') === 'true';
const chooseLeadPin = async (): Promise<void> => {
  typeInto(mounted.input('Lead PIN'), LEAD_PIN);
  typeInto(mounted.input('Lead PIN again'), LEAD_PIN);
  await pressButton('Continue');
};

describe('SetupScreen', () => {
  beforeAll(() => {
    const mediaDevices = Object.assign(new EventTarget(), {
      getUserMedia: () => Promise.reject(new DOMException('', 'NotFoundError')),
      enumerateDevices: () => Promise.resolve([]),
    });
    Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
  });
  afterEach(() => mounted.wrapper.unmount());

  it('saves the counter with the lead PIN that was chosen first', async () => {
    await mountSetup();
    expect(readStepTitle()).toBe('Lead PIN');
    await chooseLeadPin();
    expect(readStepTitle()).toBe('Counter');
    await pressButton('Continue');
    expect(readStepTitle()).toBe('Counter');
    const missing = ['Branch (English)', 'Branch (Bangla)', 'Branch code', 'Counter number'];
    expect(document.body.textContent).toContain(`Fill in what is missing: ${missing.join(', ')}.`);
    expect(listCallInputs('settings.save')).toEqual([]);
    for (const [label, text] of [
      ['Branch (English)', 'New Branch'],
      ['Branch (Bangla)', 'নতুন শাখা'],
      ['Branch code', '0142'],
      ['Counter number', '৭'],
    ] as const)
      typeInto(mounted.input(label), text);
    await pressButton('Continue');
    expect(listCallInputs('settings.save')).toEqual([
      {
        leadPin: LEAD_PIN,
        changes: {
          branch: { en: 'New Branch', bn: 'নতুন শাখা' },
          branchCode: '0142',
          counterNumber: '7',
        },
      },
    ]);
    expect(readStepTitle()).toBe('Scanner');
  });

  it('goes from field to field of the counter with Enter, and on from the last one', async () => {
    await mountSetup();
    await chooseLeadPin();
    const labels = [
      'Bank (English)',
      'Bank (Bangla)',
      'Branch (English)',
      'Branch (Bangla)',
      'Branch code',
      'Counter number',
    ];
    const values = ['Bank', 'ব্যাংক', 'Branch', 'শাখা', '0142', '7'];
    for (const [index, label] of labels.entries()) {
      const field = mounted.input(label);
      if (index > 0) expect(document.activeElement).toBe(field);
      typeInto(field, values[index]!);
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
      );
      await flush();
    }
    expect(readStepTitle()).toBe('Scanner');
  });

  it('marks each missing field of the counter, and focuses the first one', async () => {
    await mountSetup();
    await chooseLeadPin();
    const fields = [
      'Bank (English)',
      'Bank (Bangla)',
      'Branch (English)',
      'Branch (Bangla)',
      'Branch code',
      'Counter number',
    ].map((label) => mounted.input(label));
    const [bank, , branch, branchBn, code, number] = fields;
    const listMarkedFields = (): Element[] =>
      fields.filter((field) => field.getAttribute('aria-invalid') === 'true');
    expect(document.activeElement).toBe(branch);
    expect(listMarkedFields()).toEqual([]);
    bank?.focus();
    await pressButton('Continue');
    expect(listMarkedFields()).toEqual([branch, branchBn, code, number]);
    expect(document.activeElement).toBe(branch);
    typeInto(mounted.input('Branch (English)'), 'New Branch');
    await pressButton('Continue');
    expect(listMarkedFields()).toEqual([branchBn, code, number]);
    expect(document.activeElement).toBe(branchBn);
  });

  it('disables Continue until something is chosen, and records a skipped step', async () => {
    await mountSetup();
    const skippedSteps: SetupStep[] = [];
    for (const [name, id] of [
      ['Lead PIN', 'lead-pin'],
      ['Counter', 'counter'],
    ] as const) {
      expect(readStepTitle()).toBe(name);
      await pressButton('Skip this step');
      skippedSteps.push(id);
    }
    expect(listCallInputs('setup.record')).toEqual(
      skippedSteps.map((id) => ({ step: id, outcome: 'skipped' })),
    );
    expect(readStepTitle()).toBe('Scanner');
    expect(isDisabled('Continue')).toBe(true);
  });

  it.each([
    ['scanner', 'Choose a scanner first, or skip this step.'],
    ['camera', 'Choose a camera first, or skip this step.'],
    ['printer', 'Choose a printer first, or skip this step.'],
  ] as const)('shows why Continue is disabled (%s)', async (step, reason) => {
    await mountSetup({ leadPin: 'chosen', step });
    if (step === 'printer') {
      typeInto(mounted.input('Lead PIN'), LEAD_PIN);
      await pressButton('Continue');
    }
    expect(isDisabled('Continue')).toBe(true);
    const reasonId = mounted.button('Continue').getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(reasonId)?.textContent).toBe(reason);
  });

  it('continues from a finished step, although its scanner is not connected', async () => {
    await mountSetup({ step: 'scanner', open: ['printer', 'test'] });
    expect(isDisabled('Continue')).toBe(false);
    await pressButton('Continue');
    expect(readStepTitle()).toBe('Camera');
    expect(listCallInputs('scanner.choose')).toEqual([]);
  });

  it('counts all checks, and lists those that did not pass as Diagnostics does', async () => {
    await mountSetup({ step: 'test' });
    await pressButton('Run all checks');
    expect(document.querySelector('.banner')?.textContent).toContain(
      '13 checks: 10 in order, 1 warning, 2 not checked',
    );
    const listed = [...document.querySelectorAll('[data-check]')].map((row) => row.textContent);
    expect(listed).toEqual([
      expect.stringMatching(/^Printer\s*Warning/),
      expect.stringMatching(
        /^Certificate of the service\s*Not checked.*presented no certificate.*http/,
      ),
      expect.stringMatching(/^Policy of the bank\s*Not checked.*set no policy/),
    ]);
  });

  it('ends with a list of finished and open steps, from which a step or Home can be opened', async () => {
    await mountSetup({
      leadPin: 'chosen',
      step: 'test',
      open: ['scanner', 'printer'],
      skipped: ['printer'],
    });
    await pressButton('Finish');
    expect(readStepTitle()).toBe('What is set up');
    const rows = [...document.querySelectorAll<HTMLElement>('[data-step]')];
    expect(rows.map(({ dataset }) => [dataset['step'], dataset['state']])).toEqual([
      ['lead-pin', 'done'],
      ['counter', 'done'],
      ['scanner', 'open'],
      ['camera', 'done'],
      ['printer', 'skipped'],
      ['test', 'done'],
    ]);
    const readRow = (step: string): string =>
      document.querySelector(`[data-step="${step}"]`)?.textContent ?? '';
    expect(readRow('counter')).toContain('0142-3');
    expect(readRow('camera')).toContain('Cam');
    expect(readRow('test')).toMatch(/\d+ in order, 1 warning/);
    const icons = rows.map((row) => row.querySelector<HTMLElement>('.icon')?.dataset['icon']);
    // The test has a warning icon, because the check of the printer has a warning.
    expect(icons).toEqual([
      'check',
      'check',
      'warning-fill',
      'check',
      'warning-fill',
      'warning-fill',
    ]);
    expect(document.activeElement).toBe(mounted.button('Home'));
    await pressButton('Do this step: Scanner');
    expect(readStepTitle()).toBe('Scanner');
    await pressButton('Skip this step');
    expect(readStepTitle()).toBe('What is set up');
    await pressButton('Home');
    expect(mounted.router.currentRoute.value.name).toBe('home');
  });

  it('begins at the first step that is not finished, and asks for the lead PIN there', async () => {
    await mountSetup({ leadPin: 'chosen', open: ['printer', 'test'] });
    expect(readStepTitle()).toBe('Printer');
    expect(document.activeElement).toBe(mounted.input('Lead PIN'));
    expect(document.querySelector('select')).toBeNull();
    typeInto(mounted.input('Lead PIN'), LEAD_PIN);
    await pressButton('Continue');
    expect(readStepTitle()).toBe('Printer');
    expect(document.activeElement).toBe(document.querySelector('select'));
  });

  it('returns to the step that was left for another screen', async () => {
    await mountSetup();
    await chooseLeadPin();
    await pressButton('Skip this step');
    expect(readStepTitle()).toBe('Scanner');
    expect(mounted.router.currentRoute.value.query).toEqual({ step: 'scanner' });
    mounted.wrapper.unmount();
    await mountSetup({ step: 'scanner' });
    expect(readStepTitle()).toBe('Scanner');
  });

  it('neither requests nor replaces a lead PIN that is damaged', async () => {
    await mountSetup({ leadPin: 'damaged' });
    expect(document.body.textContent).toContain('LEAD-PIN-DAMAGED');
    expect(() => mounted.input('Lead PIN')).toThrow('no label');
    await pressButton('Continue');
    expect(readStepTitle()).toBe('Lead PIN');
    expect(listCallInputs('settings.chooseLead')).toEqual([]);
  });
});
