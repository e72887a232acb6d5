/** Tests that the generated pages of the app’s texts are committed and complete. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderClerkPage } from '#scripts/text-pages/clerk-page.ts';
import { flatTexts } from '#scripts/text-pages/flat-texts.ts';
import { renderTextsPage } from '#scripts/text-pages/texts-page.ts';

const DOCS_FOLDER = path.resolve(import.meta.dirname, '../../../docs');
const readCommitted = (file: string): Promise<string> =>
  readFile(path.join(DOCS_FOLDER, file), 'utf8');
const REMEDY = 'a text has changed: run `npm run text-pages`';

describe('text pages', () => {
  it.each(['en', 'bn'] as const)(
    'for the clerk are committed as they are generated (%s)',
    async (language) => {
      expect(
        (await readCommitted(`clerk.${language}.html`)) === renderClerkPage(language),
        REMEDY,
      ).toBe(true);
    },
  );

  it('of all texts are committed as they are generated', async () => {
    expect((await readCommitted('texts.html')) === renderTextsPage(), REMEDY).toBe(true);
  });

  it('contain every text of both languages', () => {
    const rows = renderTextsPage().match(/<tr><td>/g) ?? [];
    expect(rows).toHaveLength(flatTexts.en.size);
    expect([...flatTexts.bn.keys()].toSorted()).toEqual([...flatTexts.en.keys()].toSorted());
  });
});
