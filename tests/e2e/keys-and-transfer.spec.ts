/** Recovery key, key rotation and transfer of registrations, as the branch lead performs them. */
import { axeFindings } from '#tests/support/axe.ts';
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
import { fileChooser } from '#tests/support/file-chooser.ts';
import { names, type Name } from '#tests/support/accessible-names.ts';
import { keychainFile } from '#tests/support/kiosk.ts';
import { createFaultProxy } from '#tests/support/fault-proxy.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

const LEAD_PIN = '246802';
type Locale = 'en' | 'bn';
type Bridged = Window & { kiosk: KioskBridge };

const screen = (counter: Counter, locale: Locale = 'en') => {
  const { page } = counter.kiosk;
  // The file chooser may be open over it.
  const dialog = page.getByRole('dialog').first();
  const named = (name: Name): string => names[name][locale];
  return {
    page,
    dialog,
    button: (name: Name) =>
      page.locator('main').getByRole('button', { name: named(name), exact: true }),
    confirm: (name: Name) => dialog.getByRole('button', { name: named(name), exact: true }),
    /** Enters the lead PIN, which is chosen the first time. */
    lead: async () => {
      await dialog.getByLabel(named('Lead PIN'), { exact: true }).fill(LEAD_PIN);
      const again = dialog.getByLabel(named('Lead PIN again'), { exact: true });
      if (await again.isVisible()) await again.fill(LEAD_PIN);
    },
    /** @returns the printed key, after its confirmation group was typed. */
    readPaper: async (): Promise<string[]> => {
      const groups = await dialog.locator('[data-key-group]').allTextContents();
      const asked = dialog.locator('[data-asked-group]');
      const label =
        (await asked.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '')) ||
        '';
      const digits =
        label.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)).match(/\d+/)?.[0] ??
        '0';
      await asked.fill((groups[Number(digits) - 1] ?? '').toLowerCase());
      return groups;
    },
    open: async () => {
      await counter.clerk.pressTo('F6', 'Outbox');
      await page.getByRole('button', { name: named('Keys and moving'), exact: true }).click();
      await counter.clerk.heading('Keys and moving').waitFor();
    },
  };
};

const states = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const answer = await (window as unknown as Bridged).kiosk.registration.list({ filter: 'all' });
    return answer.ok ? Object.fromEntries(answer.data.map(({ id, state }) => [id, state])) : {};
  });

for (const locale of testLanguages) {
  test(`a printed recovery key restores the registrations after the keychain lost the master key (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    test.slow();
    const proxy = await createFaultProxy(service.url);
    let counter = await open({ locale, baseUrl: proxy.url });
    await counter.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    // Read with a connection; submitted while it is not.
    await fillRegistration(counter.clerk);
    await proxy.cut();
    await counter.clerk.consentAndSubmit();
    await counter.clerk.heading('Queued').waitFor();
    await counter.clerk.button('Home').click();
    const [id = ''] = Object.keys(await states(counter.kiosk.page));

    let ui = screen(counter, locale);
    // The banner on Home leads there.
    await ui.page
      .locator('[data-tone]')
      .getByRole('button', { name: names['Keys and moving'][locale], exact: true })
      .click();
    await counter.clerk.heading('Keys and moving').waitFor();
    expect(await axeFindings(ui.page)).toEqual([]);
    await ui.button('Print recovery key').click();
    await ui.lead();
    await ui.confirm('Print recovery key').click();
    await ui.dialog.locator('[data-key-group]').first().waitFor();
    expect(await axeFindings(ui.page)).toEqual([]);
    // The dialog continues only after a group was read back from the paper.
    await ui.confirm('It is on paper').click();
    await expect(ui.dialog).toBeVisible();
    await ui.confirm('Print').click();
    await expect.poll(async () => (await counter.kiosk.printed()).length).toBe(1);
    const pdf = (await readFile((await counter.kiosk.printed())[0] ?? '')).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const paper = await ui.readPaper();
    await ui.confirm('It is on paper').click();
    await expect(ui.dialog).toBeHidden();
    // No character of the key stays in the page or in the files of the app.
    const left = `${await ui.page.content()}${counter.kiosk.logs()}`;
    for (const group of paper) expect(left).not.toContain(group);
    await counter.kiosk.close();

    await rm(keychainFile(dataDir));
    counter = await open({ locale, baseUrl: proxy.url });
    await proxy.restore();
    await counter.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    ui = screen(counter, locale);
    expect(await states(ui.page)).toEqual({});
    await ui.page
      .locator('[data-tone]')
      .getByRole('button', { name: names['Enter recovery key'][locale], exact: true })
      .click();
    await ui.button('Enter recovery key').click();
    const slipped = paper.map((group, at) =>
      at === 4 ? `${group.slice(0, 4)}${group.endsWith('7') ? '8' : '7'}` : group,
    );
    const field = ui.dialog.getByLabel(names['Recovery key'][locale], { exact: true });
    await field.fill(slipped.join(' '));
    await expect(ui.dialog.getByRole('alert')).toContainText(
      locale === 'en' ? 'group 5' : '৫ নম্বর দলে',
    );
    expect(await axeFindings(ui.page)).toEqual([]);
    await field.fill(paper.join(' ').toLowerCase());
    await ui.lead();
    await ui.confirm('Bring them back').click();
    await expect(ui.dialog).toBeHidden();
    await expect.poll(() => states(ui.page)).toEqual({ [id]: 'needs-review' });
    expect(service.ledger()).toEqual([]);
    await proxy.close();
  });
}

test('every registration opens at the next start after a rotation of the master key', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  test.slow();
  let counter = await openSignedIn();
  await counter.clerk.startRegistration();
  await counter.clerk.button('Put aside').click();
  await counter.clerk.heading('Counter').waitFor();
  const before = await states(counter.kiosk.page);
  const key = await readFile(keychainFile(dataDir), 'utf8');
  const ui = screen(counter);
  await ui.open();
  await ui.button('Change the counter’s key').click();
  await ui.lead();
  await ui.confirm('Change the counter’s key').click();
  await expect(ui.dialog).toBeHidden();
  expect(await readFile(keychainFile(dataDir), 'utf8')).not.toBe(key);
  await counter.kiosk.close();
  counter = await open();
  await counter.clerk.unlockIfLocked();
  await counter.clerk.heading('Counter').waitFor();
  expect(await states(counter.kiosk.page)).toEqual(before);
  await expect(counter.kiosk.page.getByText('STORE-KEY-LOST')).toHaveCount(0);
});

for (const locale of testLanguages) {
  test(`a waiting registration is transferred to another counter and sent once (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    test.slow();
    const proxy = await createFaultProxy(service.url);
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
    const [id = ''] = Object.keys(await states(first.kiosk.page));
    const from = screen(first, locale);
    await from.open();
    await from.button('Hand over').click();
    await from.lead();
    await from.confirm('Hand over').click();
    await from.dialog.locator('[data-key-group]').first().waitFor();
    const code = await from.readPaper();
    await from.confirm('Save the file').click();
    await expect(from.dialog.getByRole('alert')).toBeVisible();
    await from.dialog.getByLabel(names['To counter'][locale], { exact: true }).fill('4');
    expect(await axeFindings(from.page)).toEqual([]);
    await from.confirm('Save the file').click();
    await fileChooser(from.page, locale).saveHere();
    await expect(from.dialog).toHaveCount(0);
    expect(await states(from.page)).toEqual({ [id]: 'transferred' });
    const [name = ''] = await readdir(drive);
    expect(name).toMatch(/^ekyc-0142-3-to-0142-4-\d{4}-\d\d-\d\d\.ekycmove$/);
    await proxy.restore();

    const other = path.join(dataDir, 'other');
    await mkdir(other);
    await writeFile(path.join(other, 'settings.json'), JSON.stringify({ counterNumber: '4' }));
    const second = await open({ locale, dataDir: other, exchangeFolders });
    await second.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    const to = screen(second, locale);
    await to.open();
    await to.button('Take in').click();
    await fileChooser(to.page, locale).choose(name);
    await to.dialog.getByLabel(names['Transfer code'][locale], { exact: true }).fill(code.join(''));
    await to.lead();
    await to.confirm('Take in').click();
    await expect(to.dialog).toHaveCount(0);
    await expect.poll(() => states(to.page)).toEqual({ [id]: 'on-hold' });
    expect(await readdir(drive)).toEqual([]);
    expect(await axeFindings(to.page)).toEqual([]);

    await to.page.keyboard.press('Escape');
    await second.clerk.heading('Outbox').waitFor();
    await second.clerk.button('Release').click();
    await expect
      .poll(() => states(to.page))
      .toEqual({ [id]: expect.stringMatching(/submitted|passed/) as unknown as string });
    expect(service.ledger()).toHaveLength(1);
    // The first counter is started again with a connection and sends nothing.
    await from.page.keyboard.press('Escape');
    await first.clerk.heading('Outbox').waitFor();
    await first.clerk.button('Retry all').click();
    await expect(from.page.locator('[role="row"][data-state]').first()).toHaveAttribute(
      'data-state',
      'transferred',
    );
    expect(service.ledger()).toHaveLength(1);
    await proxy.close();
  });
}

test('a lock removes the displayed key from the page and makes it void', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const ui = screen(counter);
  await ui.open();
  await ui.button('Print recovery key').click();
  await ui.lead();
  await ui.confirm('Print recovery key').click();
  await ui.dialog.locator('[data-key-group]').first().waitFor();
  const groups = await ui.dialog.locator('[data-key-group]').allTextContents();
  await ui.page.evaluate(() => (window as unknown as Bridged).kiosk.pin.lock());
  await counter.clerk.heading('Locked').waitFor();
  await expect(ui.page.locator('[data-key-group]')).toHaveCount(0);
  const behind = await ui.page.content();
  for (const group of groups) expect(behind).not.toContain(group);
  await counter.clerk.unlock();
  expect(
    await ui.page.evaluate(() => (window as unknown as Bridged).kiosk.keys.confirmRecovery()),
  ).toMatchObject({ ok: false, error: { code: 'REG-STATE' } });
  expect(
    await ui.page.evaluate(() => (window as unknown as Bridged).kiosk.keys.state()),
  ).toMatchObject({ ok: true, data: { recovery: null } });
});
