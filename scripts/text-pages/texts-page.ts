/** Generates an HTML page with every text in both languages, on which a native reader writes remarks and collects them. */
import { escapeHtml, flatTexts } from './flat-texts.ts';

const STYLE = `
  body { font: 15px/1.5 'Public Sans', 'Noto Sans Bengali', 'Nirmala UI', system-ui, sans-serif; color: #0f2a33; margin: 1.5rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
  th, td { border: 1px solid #b8c4c8; padding: .375rem .5rem; text-align: start; vertical-align: top; }
  td:first-child { width: 16rem; font: 12px/1.6 ui-monospace, monospace; overflow-wrap: anywhere; }
  td:nth-child(4) { width: 18rem; }
  td:nth-child(4):focus-within { outline: 3px solid #f2b01e; }
  textarea { width: 100%; height: 12rem; font: 13px/1.5 ui-monospace, monospace; }
  @media print { button, textarea { display: none; } tr { break-inside: avoid; } }
`;

// Runs in the reader's browser: one line per remark, in the order of the page.
const SCRIPT = `
  document.querySelector('button').addEventListener('click', () => {
    document.querySelector('textarea').value = [...document.querySelectorAll('td[contenteditable]')]
      .filter((cell) => cell.textContent.trim() !== '')
      .map((cell) => cell.parentElement.firstElementChild.textContent + '\\t' + cell.textContent.trim())
      .join('\\n');
  });
`;

const rowHtml = (key: string, english: string, bangla: string): string =>
  `<tr><td>${escapeHtml(key)}</td><td lang="en">${escapeHtml(english)}</td>` +
  `<td lang="bn">${escapeHtml(bangla)}</td><td contenteditable aria-label="Remark on ${escapeHtml(key)}"></td></tr>`;

const groupOf = (key: string): string => key.slice(0, key.indexOf('.'));

/** @returns an HTML document that loads and sends nothing. */
export const renderTextsPage = (): string => {
  const keys = [...flatTexts.en.keys()];
  const groups = [...new Set(keys.map(groupOf))];
  const tableHtml = (group: string): string =>
    [
      `<h2 id="${group}">${group}</h2>`,
      '<table><thead><tr><th>Place</th><th>English</th><th>বাংলা</th><th>Better</th></tr></thead><tbody>',
      ...keys
        .filter((key) => groupOf(key) === group)
        .map((key) => rowHtml(key, flatTexts.en.get(key) ?? '', flatTexts.bn.get(key) ?? '')),
      '</tbody></table>',
    ].join('\n');
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>Texts of the kiosk</title><style>${STYLE}</style></head>`,
    '<body><h1>Texts of the kiosk</h1>',
    '<p>Write a better text beside one that a clerk in Bangladesh would not say so. {…} is filled in by the program; | parts the forms for one and for several. At the end, “Collect” lists the remarks.</p>',
    `<p>${groups.map((group) => `<a href="#${group}">${group}</a>`).join(' · ')}</p>`,
    ...groups.map(tableHtml),
    '<p><button type="button">Collect</button></p><textarea aria-label="Remarks"></textarea>',
    `<script>${SCRIPT}</script>`,
    '</body></html>',
    '',
  ].join('\n');
};
