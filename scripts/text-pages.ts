/**
 * Writes the pages made of the app's texts: `docs/clerk.en.html` and `docs/clerk.bn.html`, the help on paper, and
 * `docs/texts.html`, every text in both languages for a native reader to go through. To be run after a text has changed;
 * a test compares what is committed with what this writes.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clerkPage } from './text-pages/clerk-page.ts';
import { textsPage } from './text-pages/texts-page.ts';

const docs = path.resolve(import.meta.dirname, '../docs');

await writeFile(path.join(docs, 'clerk.en.html'), clerkPage('en'));
await writeFile(path.join(docs, 'clerk.bn.html'), clerkPage('bn'));
await writeFile(path.join(docs, 'texts.html'), textsPage());
