/** Tests recovery key, key rotation and transfer of registrations, which need the lead PIN. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import {
  CLERK_MOBILE,
  expect,
  fillRegistration,
  test,
  type Counter,
  testLanguages,
} from './fixture.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import { keychainFile } from '#tests/support/kiosk.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

const LEAD_PIN = '246802';
type Locale = 'en' | 'bn';
type BridgedWindow = Window & { kiosk: KioskBridge };

/** Page object of the screen "Keys and moving". */
const createKeysPage = (counter: Counter, locale: Locale = 'en') => {
  const { page } = counter.kiosk;
  // The first dialog, because the file chooser may be open over it.
  const dialog = page.getByRole('dialog').first();
  const nameOf = (name: AccessibleName): string => accessibleNames[name][locale];
  return {
    page,
    dialog,
    button: (name: AccessibleName) =>
      page.locator('main').getByRole('button', { name: nameOf(name), exact: true }),
    confirm: (name: AccessibleName) =>
      dialog.getByRole('button', { name: nameOf(name), exact: true }),
    /** Enters the lead PIN, and repeats it when it is chosen for the first time. */
    enterLeadPin: async () => {
      await dialog.getByLabel(nameOf('Lead PIN'), { exact: true }).fill(LEAD_PIN);
      const repeatedPin = dialog.getByLabel(nameOf('Lead PIN again'), { exact: true });
      if (await repeatedPin.isVisible()) await repeatedPin.fill(LEAD_PIN);
    },
    /** Types the group that the dialog asks for. @returns the groups of the displayed key. */
    confirmPrintedKey: async (): Promise<string[]> => {
      const groups = await dialog.locator('[data-key-group]').allTextContents();
      const groupField = dialog.locator('[data-asked-group]');
      const label =
        (await groupField.evaluate(
          (input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '',
        )) || '';
      const digits =
        label.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)).match(/\d+/)?.[0] ??
        '0';
      await groupField.fill((groups[Number(digits) - 1] ?? '').toLowerCase());
      return groups;
    },
    open: async () => {
      await counter.clerk.pressUntilShown('F6', 'Outbox');
      await page.getByRole('button', { name: nameOf('Keys and moving'), exact: true }).click();
      await counter.clerk.heading('Keys and moving').waitFor();
    },
  };
};

const readStatesById = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const result = await (window as unknown as BridgedWindow).kiosk.registration.list({
      filter: 'all',
    });
    return result.ok ? Object.fromEntries(result.data.map(({ id, state }) => [id, state])) : {};
  });

for (const locale of testLanguages) {
  test(`a printed recovery key restores the registrations after the keychain lost the master key (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    test.slow();
    const proxy = await startFaultProxy(service.url);
    let counter = await open({ locale, baseUrl: proxy.url });
    await counter.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    // The card is read with a connection, and the form is submitted without one.
    await fillRegistration(counter.clerk);
    await proxy.cut();
    await counter.clerk.consentAndSubmit();
    await counter.clerk.heading('Queued').waitFor();
    await counter.clerk.button('Home').click();
    const [id = ''] = Object.keys(await readStatesById(counter.kiosk.page));

    let keysPage = createKeysPage(counter, locale);
    // The banner on Home opens the screen.
    await keysPage.page
      .locator('[data-tone]')
      .getByRole('button', { name: accessibleNames['Keys and moving'][locale], exact: true })
      .click();
    await counter.clerk.heading('Keys and moving').waitFor();
    expect(await findAxeViolations(keysPage.page)).toEqual([]);
    await keysPage.button('Print recovery key').click();
    await keysPage.enterLeadPin();
    await keysPage.confirm('Print recovery key').click();
    await keysPage.dialog.locator('[data-key-group]').first().waitFor();
    expect(await findAxeViolations(keysPage.page)).toEqual([]);
    // The dialog continues only after one group of the printed key was typed.
    await keysPage.confirm('It is on paper').click();
    await expect(keysPage.dialog).toBeVisible();
    await keysPage.confirm('Print').click();
    await expect.poll(async () => (await counter.kiosk.printed()).length).toBe(1);
    const pdf = (await readFile((await counter.kiosk.printed())[0] ?? '')).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const keyGroups = await keysPage.confirmPrintedKey();
    await keysPage.confirm('It is on paper').click();
    await expect(keysPage.dialog).toBeHidden();
    // No group of the key stays in the page or in the log.
    const pageAndLog = `${await keysPage.page.content()}${counter.kiosk.logs()}`;
    for (const group of keyGroups) expect(pageAndLog).not.toContain(group);
    await counter.kiosk.close();

    await rm(keychainFile(dataDir));
    counter = await open({ locale, baseUrl: proxy.url });
    await proxy.restore();
    await counter.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    keysPage = createKeysPage(counter, locale);
    expect(await readStatesById(keysPage.page)).toEqual({});
    await keysPage.page
      .locator('[data-tone]')
      .getByRole('button', { name: accessibleNames['Enter recovery key'][locale], exact: true })
      .click();
    await keysPage.button('Enter recovery key').click();
    const mistypedGroups = keyGroups.map((group, index) =>
      index === 4 ? `${group.slice(0, 4)}${group.endsWith('7') ? '8' : '7'}` : group,
    );
    const field = keysPage.dialog.getByLabel(accessibleNames['Recovery key'][locale], {
      exact: true,
    });
    await field.fill(mistypedGroups.join(' '));
    await expect(keysPage.dialog.getByRole('alert')).toContainText(
      locale === 'en' ? 'group 5' : '৫ নম্বর দলে',
    );
    expect(await findAxeViolations(keysPage.page)).toEqual([]);
    await field.fill(keyGroups.join(' ').toLowerCase());
    await keysPage.enterLeadPin();
    await keysPage.confirm('Bring them back').click();
    await expect(keysPage.dialog).toBeHidden();
    await expect.poll(() => readStatesById(keysPage.page)).toEqual({ [id]: 'needs-review' });
    expect(service.ledger()).toEqual([]);
    await proxy.close();
  });
}

test('after a rotation of the master key every registration can be opened at the next start', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  test.slow();
  let counter = await openSignedIn();
  await counter.clerk.startRegistration();
  await counter.clerk.button('Put aside').click();
  await counter.clerk.heading('Counter').waitFor();
  const statesBefore = await readStatesById(counter.kiosk.page);
  const keychainBefore = await readFile(keychainFile(dataDir), 'utf8');
  const keysPage = createKeysPage(counter);
  await keysPage.open();
  await keysPage.button('Change the counter’s key').click();
  await keysPage.enterLeadPin();
  await keysPage.confirm('Change the counter’s key').click();
  await expect(keysPage.dialog).toBeHidden();
  expect(await readFile(keychainFile(dataDir), 'utf8')).not.toBe(keychainBefore);
  await counter.kiosk.close();
  counter = await open();
  await counter.clerk.unlockIfLocked();
  await counter.clerk.heading('Counter').waitFor();
  expect(await readStatesById(counter.kiosk.page)).toEqual(statesBefore);
  await expect(counter.kiosk.page.getByText('STORE-KEY-LOST')).toHaveCount(0);
});

for (const locale of testLanguages) {
  test(`a waiting registration is transferred to another counter and sent once (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    test.slow();
    const proxy = await startFaultProxy(service.url);
    const drive = path.join(dataDir, 'drive');
    await mkdir(drive);
    const exchangeFolders = [drive];
    const first = await open({ locale, baseUrl: proxy.url, exchangeFolders });
    await first.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await fillRegistration(first.clerk);
    await proxy.cut();
    await first.clerk.consentAndSubmit();
    await first.clerk.heading('Queued').waitFor();
    await first.clerk.button('Home').click();
    const [id = ''] = Object.keys(await readStatesById(first.kiosk.page));
    const sendingPage = createKeysPage(first, locale);
    await sendingPage.open();
    await sendingPage.button('Hand over').click();
    await sendingPage.enterLeadPin();
    await sendingPage.confirm('Hand over').click();
    await sendingPage.dialog.locator('[data-key-group]').first().waitFor();
    const codeGroups = await sendingPage.confirmPrintedKey();
    await sendingPage.confirm('Save the file').click();
    await expect(sendingPage.dialog.getByRole('alert')).toBeVisible();
    await sendingPage.dialog
      .getByLabel(accessibleNames['To counter'][locale], { exact: true })
      .fill('4');
    expect(await findAxeViolations(sendingPage.page)).toEqual([]);
    await sendingPage.confirm('Save the file').click();
    await createFileChooser(sendingPage.page, locale).saveHere();
    await expect(sendingPage.dialog).toHaveCount(0);
    expect(await readStatesById(sendingPage.page)).toEqual({ [id]: 'transferred' });
    const [name = ''] = await readdir(drive);
    expect(name).toMatch(/^ekyc-0142-3-to-0142-4-\d{4}-\d\d-\d\d\.ekycmove$/);
    await proxy.restore();

    const otherDataDir = path.join(dataDir, 'other');
    await mkdir(otherDataDir);
    await writeFile(
      path.join(otherDataDir, 'settings.json'),
      JSON.stringify({ counterNumber: '4' }),
    );
    const second = await open({ locale, dataDir: otherDataDir, exchangeFolders });
    await second.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    const receivingPage = createKeysPage(second, locale);
    await receivingPage.open();
    await receivingPage.button('Take in').click();
    await createFileChooser(receivingPage.page, locale).choose(name);
    await receivingPage.dialog
      .getByLabel(accessibleNames['Transfer code'][locale], { exact: true })
      .fill(codeGroups.join(''));
    await receivingPage.enterLeadPin();
    await receivingPage.confirm('Take in').click();
    await expect(receivingPage.dialog).toHaveCount(0);
    await expect.poll(() => readStatesById(receivingPage.page)).toEqual({ [id]: 'on-hold' });
    expect(await readdir(drive)).toEqual([]);
    expect(await findAxeViolations(receivingPage.page)).toEqual([]);

    await receivingPage.page.keyboard.press('Escape');
    await second.clerk.heading('Outbox').waitFor();
    await second.clerk.button('Release').click();
    await expect
      .poll(() => readStatesById(receivingPage.page))
      .toEqual({ [id]: expect.stringMatching(/submitted|passed/) as unknown as string });
    expect(service.ledger()).toHaveLength(1);
    // The first counter has a connection again, retries and sends nothing.
    await sendingPage.page.keyboard.press('Escape');
    await first.clerk.heading('Outbox').waitFor();
    await first.clerk.button('Retry all').click();
    await expect(sendingPage.page.locator('[role="row"][data-state]').first()).toHaveAttribute(
      'data-state',
      'transferred',
    );
    expect(service.ledger()).toHaveLength(1);
    await proxy.close();
  });
}

test('locking removes the displayed key from the page and invalidates it', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const keysPage = createKeysPage(counter);
  await keysPage.open();
  await keysPage.button('Print recovery key').click();
  await keysPage.enterLeadPin();
  await keysPage.confirm('Print recovery key').click();
  await keysPage.dialog.locator('[data-key-group]').first().waitFor();
  const groups = await keysPage.dialog.locator('[data-key-group]').allTextContents();
  await keysPage.page.evaluate(() => (window as unknown as BridgedWindow).kiosk.pin.lock());
  await counter.clerk.heading('Locked').waitFor();
  await expect(keysPage.page.locator('[data-key-group]')).toHaveCount(0);
  const html = await keysPage.page.content();
  for (const group of groups) expect(html).not.toContain(group);
  await counter.clerk.unlock();
  expect(
    await keysPage.page.evaluate(() =>
      (window as unknown as BridgedWindow).kiosk.keys.confirmRecovery(),
    ),
  ).toMatchObject({ ok: false, error: { code: 'REG-STATE' } });
  expect(
    await keysPage.page.evaluate(() => (window as unknown as BridgedWindow).kiosk.keys.state()),
  ).toMatchObject({ ok: true, data: { recovery: null } });
});
