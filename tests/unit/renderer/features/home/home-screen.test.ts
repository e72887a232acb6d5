// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import HomeScreen from '#renderer/features/home/HomeScreen.vue';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { STARTED_REGISTRATION } from '#tests/unit/renderer/fake-registration.ts';
import { mountInApp, accessibleNameOf, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | undefined;
const openHome = async (
  scenario: Scenario = {},
  locale: 'en' | 'bn' = 'en',
): Promise<Mounted & { kiosk: FakeKiosk }> => {
  const kiosk = createFakeKiosk({ signedIn: true, ...scenario });
  mounted = await mountInApp(HomeScreen, kiosk, locale);
  await flushPromises();
  return { ...mounted, kiosk };
};
const clickButton = async (button: HTMLElement): Promise<void> => {
  button.click();
  await flushPromises();
};

describe('HomeScreen', () => {
  afterEach(() => mounted?.wrapper.unmount());

  it.each([
    ['draft', true],
    ['needs-review', true],
    ['submitted', false],
  ] as const)(
    'offers to carry on with an open registration that is %s: %s',
    async (state, isShown) => {
      await openHome({
        answers: { 'registration.current': () => ({ ...STARTED_REGISTRATION, state }) },
      });
      const text = document.body.textContent;
      expect(text.includes('Continue the open registration')).toBe(isShown);
    },
  );

  it('shows the available actions by name', async () => {
    await openHome();
    const names = Array.from(document.querySelectorAll('button'), accessibleNameOf);
    const attentionActions = ['Check now', 'Open', 'Retry'];
    const navigationActions = [
      'Verification status',
      'Verification log',
      'Outbox',
      'Day close',
      'Diagnostics',
      'Settings',
      'Lock',
      'Sign out',
    ];
    expect(names).toEqual(['New registration', ...attentionActions, ...navigationActions]);
    expect(document.querySelector('h1')?.textContent).toBe('Counter');
  });

  it('moves the focus to the attention list with the arrow keys', async () => {
    const { button } = await openHome();
    expect(document.activeElement).toBe(button('New registration'));
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { code: 'ArrowDown', bubbles: true, cancelable: true }),
    );
    expect(document.activeElement).toBe(button('Check now'));
  });

  it('opens the registration screen only when a registration was opened', async () => {
    const { button, router, kiosk } = await openHome({
      failures: { 'registration.start': { code: 'STORE-FULL' } },
    });
    await clickButton(button('New registration'));
    expect(router.currentRoute.value.name).not.toBe('registration');
    expect(document.querySelector('[role="alert"]')?.textContent).toContain(
      'The disk of this computer is full',
    );
    kiosk.fail('registration.start', null);
    await clickButton(button('New registration'));
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it('checks an unknown outcome and never resends it', async () => {
    const { button, kiosk } = await openHome();
    await clickButton(button('Check now'));
    const names = kiosk.calls.map(({ name }) => name);
    expect(names).toContain('registration.checkNow');
    expect(names).not.toContain('registration.retry');
    expect(document.body.textContent).not.toContain('Unknown');
  });

  it('opens refused registrations and retries waiting ones', async () => {
    const { button, kiosk, router } = await openHome();
    await clickButton(button('Retry'));
    expect(kiosk.calls.some(({ name }) => name === 'registration.retry')).toBe(true);
    await clickButton(button('Open'));
    expect(kiosk.calls.some(({ name }) => name === 'registration.open')).toBe(true);
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it('writes numbers in the digits of the language and NIDs in Latin ones', async () => {
    await openHome({}, 'bn');
    expect(document.querySelector('dl')?.textContent).toContain('৩৭');
    expect(document.querySelector('section.attention')?.textContent).toContain('012•••••89');
  });

  it("shows the verdicts of today's submissions", async () => {
    await openHome();
    expect(document.querySelector('dl')?.textContent).toContain('29 passed, 2 not passed, 6 open');
  });

  it('shows the day by the hour as a table for screen readers, with the average time', async () => {
    const overview = {
      hours: [
        { hour: 10, count: 3 },
        { hour: 19, count: 12 },
      ],
      averageMs: 131_000,
      last: [],
    };
    await openHome({ overview }, 'bn');
    const cells = Array.from(document.querySelectorAll('table tr'), (row) =>
      row.textContent.trim(),
    );
    expect(cells).toHaveLength(1 + 11);
    expect(cells.some((text) => text.includes('১০টা থেকে ১১টা') && text.endsWith('৩'))).toBe(true);
    expect(cells.at(-1)).toContain('১২');
    expect(document.body.textContent).toContain('গড়ে ২:১১ মিনিট লাগে');
    // The bars show the same visually.
    expect(document.querySelector('[aria-hidden="true"] .hour-strip-bar')).not.toBeNull();
  });

  it('fetches the day overview again when a registration changes', async () => {
    const { kiosk } = await openHome();
    const countOverviewCalls = (): number =>
      kiosk.calls.filter(({ name }) => name === 'day.overview').length;
    expect(countOverviewCalls()).toBe(1);
    kiosk.emit('counts', {
      submittedToday: 1,
      passedToday: 0,
      failedOrInvalidToday: 0,
      openToday: 1,
      waiting: 0,
      attentionOrDraft: 0,
      oldestWaitingSince: null,
    });
    await vi.waitFor(() => expect(countOverviewCalls()).toBe(2));
  });

  const createKeysAnswers = (isLeadPinEntered: boolean) => ({
    'keys.state': () => ({
      persistent: true,
      recovery: null,
      declinedAt: null,
      setAside: [],
      transferable: 0,
      incompleteFile: null,
      counter: '0142-3',
      isLeadPinEntered,
    }),
  });
  it.each([
    ['to the branch lead', true, true, true],
    ['not to other clerks', false, true, false],
    ['to every clerk while there is no lead PIN', false, false, true],
  ])(
    'shows that the recovery key is missing %s',
    async (_, isLeadPinEntered, hasLeadPin, isShown) => {
      await openHome({ answers: createKeysAnswers(isLeadPinEntered), lock: { hasLeadPin } });
      expect(document.body.textContent.includes('no recovery key')).toBe(isShown);
    },
  );

  it('confirms a sign-out and stays signed in when it is cancelled', async () => {
    const { button, kiosk } = await openHome();
    await clickButton(button('Sign out'));
    expect(document.querySelector('dialog')?.textContent).toContain('every computer');
    await clickButton(button('Stay signed in'));
    expect(document.querySelector('dialog')?.open).toBe(false);
    expect(kiosk.calls.some(({ name }) => name === 'session.signOut')).toBe(false);
  });

  it('shows a banner when the keychain or the store has a problem', async () => {
    await openHome({ keychain: 'unavailable', storeNotice: 'STORE-DAMAGED' });
    const alerts = Array.from(
      document.querySelectorAll('[role="alert"]'),
      (alert) => alert.textContent,
    );
    expect(alerts.some((text) => text.includes('STORE-DAMAGED'))).toBe(true);
    expect(alerts.some((text) => text.includes('KEY-UNAVAILABLE'))).toBe(true);
  });

  it('shows how many registrations of a damaged store were recovered', async () => {
    await openHome({ storeNotice: 'STORE-DAMAGED', storeNoticeParams: { salvaged: 12, lost: 3 } });
    const alerts = Array.from(
      document.querySelectorAll('[role="alert"]'),
      (alert) => alert.textContent,
    );
    expect(alerts.some((text) => text.includes('recovered: 12') && text.includes('Lost: 3'))).toBe(
      true,
    );
  });

  it('warns about low disk space when the main process reports it', async () => {
    const { kiosk } = await openHome({ disk: 'low' });
    expect(document.body.textContent).toContain('DISK-LOW');
    kiosk.emit('disk', 'full');
    await flushPromises();
    expect(document.body.textContent).toContain('STORE-FULL');
    kiosk.emit('disk', 'ok');
    await flushPromises();
    expect(document.body.textContent).not.toMatch(/DISK-LOW|STORE-FULL/);
  });

  it('shows an error when a registration can no longer be opened', async () => {
    const { kiosk } = await openHome();
    kiosk.emit('store-notice', 'STORE-RECORD');
    await flushPromises();
    expect(document.body.textContent).toContain('STORE-RECORD');
  });

  it('shows a banner when the audit trail was changed', async () => {
    const { kiosk } = await openHome();
    expect(document.body.textContent).not.toContain('AUDIT-BROKEN');
    kiosk.emit('audit-notice', 'AUDIT-BROKEN');
    await flushPromises();
    expect(document.body.textContent).toContain('AUDIT-BROKEN');
  });
});

describe('HomeScreen New registration', () => {
  afterEach(() => mounted?.wrapper.unmount());

  it.each([
    ['verification-status', 'verification-status'],
    [null, 'registration'],
  ] as const)(
    'when the clerk opened the screen %s before main returned the registration, displays %s',
    async (openedScreen, displayedScreen) => {
      const fake = createFakeKiosk({ signedIn: true });
      let returnRegistration: () => void = () => undefined;
      const returned = new Promise<void>((resolve) => {
        returnRegistration = resolve;
      });
      const start: typeof fake.registration.start = async () => {
        await returned;
        return fake.registration.start();
      };
      const kiosk = { ...fake, registration: { ...fake.registration, start } };
      mounted = await mountInApp(HomeScreen, kiosk);
      await flushPromises();
      mounted.button('New registration').click();
      if (openedScreen) await mounted.router.push({ name: openedScreen });
      returnRegistration();
      await flushPromises();
      expect(mounted.router.currentRoute.value.name).toBe(displayedScreen);
    },
  );
});
