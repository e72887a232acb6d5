/**
 * Pictures of the screens, for looking at: `node tests/support/renderer-preview/shots.ts <folder> [part of a name]`.
 * Prints what the page itself complains about.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Scenario } from './fake-kiosk.ts';
import { startPreview } from './preview.ts';

interface Shot {
  readonly name: string;
  readonly scenario: Scenario;
  readonly act?: (page: Page) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
}

const NOT_FOUND = { code: 'SVC-NOT-FOUND', service: 'No such customer.' } as const;
const LINE_DOWN = { code: 'NET-CONNECT-TIMEOUT' } as const;
const MOBILE = '01300005678';
const typeMobile = (mobile: string) => async (page: Page): Promise<void> => {
  await page.getByRole('textbox').first().pressSequentially(mobile);
  await page.keyboard.press('Enter');
};
const askStatus = async (page: Page): Promise<void> => {
  await page.keyboard.press('F3');
  await page.waitForTimeout(300);
  await typeMobile(MOBILE)(page);
};
const both = (name: string, scenario: Scenario, act?: Shot['act']): Shot[] =>
  (['en', 'bn'] as const).map((locale) => ({ name: `${name}-${locale}`, scenario: { ...scenario, locale }, ...(act && { act }) }));

const shots: readonly Shot[] = [
  ...both('sign-in-mobile', {}, async (page) => page.getByRole('textbox').pressSequentially('0130000004')),
  ...both('sign-in-mobile-short', {}, typeMobile('0130000004')),
  ...both('sign-in-otp', { offline: true }, async (page) => {
    await typeMobile('০১৩০০০০০০৪২')(page);
    await page.getByRole('textbox', { name: 'OTP' }).pressSequentially('704');
  }),
  ...both('sign-in-wrong', { failing: { 'session.verifyOtp': { code: 'OTP-WRONG' } } }, async (page) => {
    await typeMobile('01300000042')(page);
    await page.getByRole('textbox', { name: 'OTP' }).pressSequentially('704123');
    await page.keyboard.press('Enter');
  }),
  ...both('sign-in-lost', { failing: { 'session.verifyOtp': { code: 'NET-TIMEOUT' } } }, async (page) => {
    await typeMobile('01300000042')(page);
    await page.getByRole('textbox', { name: 'OTP' }).pressSequentially('704123');
    await page.keyboard.press('Enter');
  }),
  ...both('sign-in-training', { training: true }),
  ...both('sign-in-no-line', { failing: { 'session.requestOtp': { code: 'NET-TLS' } } }, typeMobile('01300000042')),
  ...both('home', { signedIn: true }),
  ...both('home-training', { signedIn: true, training: true, offline: true, attention: 'many' }),
  ...both('home-notices', { signedIn: true, keychain: 'unavailable', storeNotice: 'STORE-DAMAGED', attention: 'none' }),
  ...both('home-sign-out', { signedIn: true }, async (page) => {
    for (let tab = 0; tab < 6; tab++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  }),
  ...both('home-checked', { signedIn: true }, async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  }),
  ...both('session-lost', { signedIn: true }, async (page) => {
    await askStatus(page);
    await page.evaluate(() => {
      const { tell } = (window as unknown as { kiosk: { tell: (name: string, payload: unknown) => void } }).kiosk;
      tell('session', { signedIn: false, maskedMobile: '0130•••0042', reason: 'ended' });
    });
  }),
  ...(['failed', 'passed', 'pending', 'invalid', 'other'] as const).flatMap((verdict) =>
    both(`status-${verdict}`, { signedIn: true, verdict }, askStatus),
  ),
  ...both('status-error', { signedIn: true, failing: { 'verification.status': NOT_FOUND } }, askStatus),
  ...both('status-short', { signedIn: true }, async (page) => {
    await page.keyboard.press('F3');
    await page.waitForTimeout(300);
    await typeMobile('0130')(page);
  }),
  ...both('log', { signedIn: true }, async (page) => {
    await page.keyboard.press('F4');
    await page.waitForTimeout(300);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
  }),
  ...both('log-error', { signedIn: true, failing: { 'verification.log': LINE_DOWN } }, (page) => page.keyboard.press('F4')),
  { name: 'home-narrow-bn', scenario: { locale: 'bn', signedIn: true }, size: { width: 700, height: 900 } },
  { name: 'home-low-bn', scenario: { locale: 'bn', signedIn: true, training: true }, size: { width: 1280, height: 720 } },
  { name: 'home-large-en', scenario: { locale: 'en', signedIn: true }, size: { width: 1920, height: 1080 } },
  { name: 'home-contrast-en', scenario: { locale: 'en', signedIn: true }, act: (page) => page.emulateMedia({ contrast: 'more' }) },
  { name: 'home-forced-en', scenario: { locale: 'en', signedIn: true }, act: (page) => page.emulateMedia({ forcedColors: 'active' }) },
];

const [folder = 'shots', part = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const preview = await startPreview();
for (const { name, scenario, act, size } of shots.filter((shot) => shot.name.includes(part))) {
  const { page, problems } = await preview.open(scenario, size);
  await page.waitForTimeout(200);
  await act?.(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}${problems.map((problem) => `\n  ${problem}`).join('')}\n`);
  await page.close();
}
await preview.close();
