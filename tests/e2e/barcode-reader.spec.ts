/** Tests wedge readers on the screens, with control characters and incomplete codes, and messages for names and dates. */
import type { Page } from 'playwright-core';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import { expect, test, type Counter } from './fixture.ts';

/** Types at the speed of a wedge reader. Control characters are sent as key presses with Ctrl. */
const typeAsReader = async (page: Page, text: string): Promise<void> => {
  await page.evaluate((typedText) => {
    const keyCodes: Readonly<Record<string, string>> = {
      ' ': 'Space',
      '<': 'Comma',
      '>': 'Period',
      '/': 'Slash',
      '.': 'Period',
      '\n': 'Enter',
      ']': 'BracketRight',
    };
    const codeOf = (letter: string): string => {
      if (/[a-z]/i.test(letter)) return `Key${letter.toUpperCase()}`;
      return /\d/.test(letter) ? `Digit${letter}` : (keyCodes[letter] ?? '');
    };
    for (const letter of typedText) {
      const target = document.activeElement ?? document.body;
      const ctrlKey = letter < ' ' && letter !== '\n';
      const key = ctrlKey
        ? String.fromCharCode(letter.charCodeAt(0) + 64).toLowerCase()
        : letter === '\n'
          ? 'Enter'
          : letter;
      const event = new KeyboardEvent('keydown', {
        key,
        code: codeOf(ctrlKey ? key : letter),
        ctrlKey,
        shiftKey: !ctrlKey && /[A-Z<>]/.test(letter),
        bubbles: true,
        cancelable: true,
      });
      const isTyped = target.dispatchEvent(event) && !ctrlKey && letter !== '\n';
      if (
        isTyped &&
        (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
      ) {
        target.setRangeText(letter, target.selectionStart ?? 0, target.selectionEnd ?? 0, 'end');
        target.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  }, text);
};

/** Opens a registration at its details. Repeats the key, because the screen may not handle keys at once. */
const openDetails = async ({ clerk, kiosk }: Counter): Promise<void> => {
  await clerk.startRegistration();
  await expect(async () => {
    await kiosk.page.keyboard.press('Control+2');
    await clerk.field("Mother's name").waitFor({ timeout: 2_000 });
  }).toPass();
};

test('the code of a smart card with control characters fills the form and triggers no shortcut', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { clerk, kiosk } = counter;
  await openDetails(counter);
  await clerk.field("Mother's name").focus();
  await typeAsReader(kiosk.page, `${cardCodes.smartGs}\u0004\n\u0004`);
  await expect(clerk.field('NID number')).toHaveValue('012 345 6789');
  await expect(clerk.field('Name (English)')).toHaveValue('MD. RAFIQ MIA');
  await expect(clerk.field('Date of birth')).toHaveValue('01 Oct 1980');
  await expect(clerk.field("Mother's name")).toHaveValue('');
  await expect(kiosk.page.getByRole('button', { name: 'Put aside' })).toBeVisible();
});

test('an incomplete code is removed from the field, and the clerk is asked to read the card again', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { clerk, kiosk } = counter;
  await openDetails(counter);
  const mother = clerk.field("Mother's name");
  await mother.fill('নমুনা খাতুন');
  await mother.focus();
  const codeStart = cardCodes.old17.slice(0, -cardCodes.oldTail.length);
  await typeAsReader(kiosk.page, codeStart);
  await expect(kiosk.page.getByText('CODE-INCOMPLETE')).toBeVisible();
  await expect(mother).toHaveValue('নমুনা খাতুন');
  await typeAsReader(kiosk.page, `${cardCodes.oldTail}\n`);
  await expect(mother).toHaveValue('নমুনা খাতুন');
  await expect(clerk.field('NID number')).toHaveValue('');
  await expect(clerk.field('Date of birth')).toHaveValue('');
  await typeAsReader(kiosk.page, `${cardCodes.old17}\n`);
  await expect(clerk.field('NID number')).toHaveValue('19800012345678901');
  await expect(kiosk.page.getByText('CODE-INCOMPLETE')).toBeHidden();
});

test('names and dates are marked with a message for their own fault', async ({ openSignedIn }) => {
  const counter = await openSignedIn();
  const { clerk, kiosk } = counter;
  await openDetails(counter);
  const fillAndBlur = async (
    field: Parameters<typeof clerk.field>[0],
    text: string,
  ): Promise<void> => {
    await clerk.field(field).fill(text);
    await clerk.field(field).blur();
  };
  await fillAndBlur('Name (Bangla)', 'Rahim');
  await expect(kiosk.page.getByText('The card has this name in Bangla letters.')).toBeVisible();
  await fillAndBlur("Father's name", 'Avgvi bvg');
  await expect(kiosk.page.getByText('This is probably Bijoy text')).toBeVisible();
  await fillAndBlur('Date of birth', '1/10/80');
  await expect(kiosk.page.getByText('Write the year with four digits')).toBeVisible();
  await fillAndBlur('Date of birth', '১লা অক্টোবর ১৯৮০');
  await expect(clerk.field('Date of birth')).toHaveValue('01 Oct 1980');
  await fillAndBlur('Name (English)', 'RAFIQ \u202eAIM');
  await expect(clerk.field('Name (English)')).toHaveValue('RAFIQ AIM');
});
