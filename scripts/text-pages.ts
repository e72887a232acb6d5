/**
 * Writes the pages that are generated from the app's texts: `docs/clerk.en.html` and `docs/clerk.bn.html`, the help on paper, and
 * `docs/texts.html`, every text in both languages for review by a native reader. Run it after a text has changed; a test compares the
 * committed pages with its output.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderClerkPage } from './text-pages/clerk-page.ts';
import { renderTextsPage } from './text-pages/texts-page.ts';

const docs = path.resolve(import.meta.dirname, '../docs');

await writeFile(path.join(docs, 'clerk.en.html'), renderClerkPage('en'));
await writeFile(path.join(docs, 'clerk.bn.html'), renderClerkPage('bn'));
await writeFile(path.join(docs, 'texts.html'), renderTextsPage());
