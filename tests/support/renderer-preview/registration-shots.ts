/**
 * Pictures of the registration's steps: `node tests/support/renderer-preview/registration-shots.ts <folder> [part of a name]`.
 * Prints what the page itself complains about, and what of the details does not fit the screen.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { RegistrationScenario } from './fake-registration.ts';
import { startPreview } from './preview.ts';

interface Shot {
  readonly name: string;
  readonly registration: RegistrationScenario;
  readonly act?: (page: Page) => Promise<void>;
  readonly training?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  readonly locales?: readonly ('en' | 'bn')[];
}

const shots: readonly Shot[] = [
  { name: 'card-empty', registration: { at: 'empty' } },
  { name: 'card-warned', registration: { at: 'warned' } },
  { name: 'card-reading', registration: { at: 'reading' } },
  { name: 'card-discard', registration: { at: 'card' }, act: (page) => page.locator('.acts .btn--quiet').click() },
  { name: 'card-camera', registration: { at: 'card' }, act: async (page) => {
    await page.locator('.pn-a .btn--quiet').last().click();
    await page.waitForTimeout(800);
  } },
  { name: 'details-read', registration: { at: 'read', step: 'details' } },
  { name: 'details-conflict', registration: { at: 'conflict', step: 'details' }, act: async (page) => {
    await page.locator('[data-field=mobile_number] input').fill('0130000123');
    await page.locator('[data-field=dob] input').focus();
  } },
  {
    name: 'details-reading',
    registration: { at: 'reading', step: 'details' },
    act: (page) => page.locator('[data-field=nid_no] input').pressSequentially('০১২৩'),
  },
  { name: 'details-unread', registration: { at: 'unread', step: 'details' } },
  { name: 'details-apart', registration: { at: 'read', step: 'details' }, act: (page) => page.keyboard.press('Alt+s') },
  { name: 'details-tried', registration: { at: 'read', step: 'details' }, act: (page) => page.keyboard.press('Control+Enter') },
  { name: 'details-refused', registration: { at: 'refused', step: 'details' } },
  { name: 'photo-live', registration: { at: 'photo', step: 'photo' }, act: (page) => page.waitForTimeout(800) },
  { name: 'photo-taken', registration: { at: 'complete', step: 'photo' } },
  { name: 'review', registration: { at: 'complete', step: 'review' } },
  { name: 'review-open', registration: { at: 'photo', step: 'review' }, act: (page) => page.keyboard.press('Space') },
  ...(['submitted', 'waiting', 'unknown', 'failed', 'sending-form'] as const).map((outcome): Shot => ({
    name: `done-${outcome}`,
    registration: { at: 'complete', step: 'review', outcome },
    act: async (page) => {
      await page.keyboard.press('Space');
      await page.keyboard.press('Control+Enter');
    },
  })),
  ...(['submitted', 'waiting'] as const).map((outcome): Shot => ({
    name: `slip-${outcome}`,
    registration: { at: 'complete', step: 'review', outcome },
    locales: ['en'],
    training: outcome === 'waiting',
    size: { width: 420, height: 760 },
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'Customer consents' }).check();
      await page.keyboard.press('Control+Enter');
      await page.waitForTimeout(200);
      await page.emulateMedia({ media: 'print' });
    },
  })),
  { name: 'details-low', registration: { at: 'read', step: 'details' }, size: { width: 1280, height: 720 } },
  { name: 'details-large', registration: { at: 'read', step: 'details' }, size: { width: 1920, height: 1080 } },
  { name: 'details-narrow', registration: { at: 'read', step: 'details' }, size: { width: 700, height: 900 } },
];

const [folder = 'shots', part = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const preview = await startPreview();
for (const shot of shots.filter((each) => each.name.includes(part))) {
  for (const locale of shot.locales ?? (['en', 'bn'] as const)) {
    const { registration, training = false } = shot;
    const { page, problems } = await preview.open({ locale, signedIn: true, training, registration }, shot.size);
    await page.waitForTimeout(200);
    await page.keyboard.press('F2');
    await page.waitForTimeout(500);
    await shot.act?.(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${shot.name}-${locale}.png`) });
    const tooTall = await page.evaluate(() =>
      ['.dt-cols', '.cd', '.rv', '.dn', '.vw'].flatMap((each) => {
        const box = document.querySelector(each);
        return box && box.scrollHeight > box.clientHeight ? [`${each} is ${box.scrollHeight - box.clientHeight} px too tall`] : [];
      }),
    );
    process.stdout.write(`${shot.name}-${locale}${[...problems, ...tooTall].map((problem) => `\n  ${problem}`).join('')}\n`);
    await page.close();
  }
}
await preview.close();
