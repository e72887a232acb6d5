/** Generates the printed help of every screen as an HTML page: two A4 sheets that the clerk keeps beside the keyboard. */
import {
  helpTopics,
  keysEverywhere,
  type HelpKey,
  type HelpTopic,
} from '#renderer/features/help/topics.ts';
import { escapeHtml, textAt, type Language } from './flat-texts.ts';

const STYLE = `
  @page { size: A4; margin: 14mm; }
  body { font: 10.5pt/1.4 'Public Sans', 'Noto Sans Bengali', 'Nirmala UI', system-ui, sans-serif; color: #0f2a33; margin: 1rem auto; max-width: 46rem; }
  h1 { font-size: 17pt; margin: 0 0 .75rem; }
  h2 { font-size: 12pt; margin: 0 0 .25rem; }
  section { break-inside: avoid; padding: .625rem 0; border-top: 1px solid #b8c4c8; display: grid; grid-template-columns: 1fr 17rem; gap: 0 1.5rem; }
  section h2 { grid-column: 1 / -1; }
  ol, dl { margin: 0; }
  ol { padding-inline-start: 1.25rem; }
  dl div { display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; }
  dd { margin: 0; }
  kbd { font: 600 8.5pt/1.5 'Public Sans', system-ui, sans-serif; border: 1px solid #5c6f77; border-bottom-width: 2px; border-radius: 3px; padding: 0 .3rem; white-space: nowrap; }
`;

const keyListHtml = (keys: readonly HelpKey[], language: Language): string =>
  `<dl>${keys
    .map(
      (entry) =>
        `<div><dt>${entry.keys.map((chord) => `<kbd lang="en">${escapeHtml(chord)}</kbd>`).join(' ')}</dt>` +
        `<dd>${escapeHtml(textAt(language, entry.action))}</dd></div>`,
    )
    .join('')}</dl>`;

const sectionHtml = (topic: HelpTopic, language: Language): string =>
  `<section><h2>${escapeHtml(textAt(language, topic.heading))}</h2>` +
  `<ol>${topic.points.map((point) => `<li>${escapeHtml(textAt(language, point))}</li>`).join('')}</ol>` +
  `${keyListHtml(topic.keys, language)}</section>`;

/** @returns an HTML document without scripts and external resources. */
export const renderClerkPage = (language: Language): string => {
  const title = escapeHtml(textAt(language, 'help.clerkPage'));
  const keysEverywhereSection = `<section><h2>${escapeHtml(textAt(language, 'help.keysEverywhere'))}</h2>${keyListHtml(keysEverywhere, language)}</section>`;
  const topics: readonly HelpTopic[] = Object.values(helpTopics);
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    `<head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>`,
    `<body><h1>${title}</h1>`,
    keysEverywhereSection,
    ...topics.map((topic) => sectionHtml(topic, language)),
    '</body></html>',
    '',
  ].join('\n');
};
