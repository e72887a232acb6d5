import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { slipLabels, slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import { bn } from '#renderer/i18n/bn/index.ts';
import { en } from '#renderer/i18n/en/index.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';

const collectTexts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value.normalize('NFC')]
    : Object.values(value as object).flatMap(collectTexts);

const LISTS_FOLDER = path.resolve(import.meta.dirname, '../../../resources/lists');
const labels = readdirSync(LISTS_FOLDER).map(
  (file) => JSON.parse(readFileSync(path.join(LISTS_FOLDER, file), 'utf8')) as object,
);

describe('the accessible names of the tests', () => {
  it.each(['en', 'bn'] as const)('are texts of the product (%s)', (locale) => {
    const texts = collectTexts([locale === 'en' ? en : bn, slipLabels, slipOutcomeTexts, labels]);
    // A name may be a part of a longer text, or be composed with a number.
    const missing = Object.values(accessibleNames)
      .map((name) => name[locale].normalize('NFC'))
      .filter((name) => !texts.some((text) => text.includes(name)));
    expect(missing).toEqual([]);
  });
});
