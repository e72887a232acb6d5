/** Card size, text layout and background patterns shared by the drawings of both kinds of card. */
import type { FieldName } from '#shared/domain/fields.ts';
import { createSeededRandom } from './random.ts';

/** ID-1 in tenths of a millimetre. */
export const CARD = { width: 856, height: 540, corner: 32 } as const;

const INK = '#17242A';

/** Typography of a piece of text; sizes in card units (tenths of a millimetre). */
export interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Maximum width. The renderer condenses longer text to it, because only the renderer has the fonts. */
  readonly maxWidth?: number;
  /** The field that the text belongs to, so that its position can be measured. */
  readonly field?: FieldName;
}

/** Escapes text for use in SVG. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Number of user-perceived characters of a Bangla or Latin text. */
export function countGraphemes(text: string): number {
  return [...new Intl.Segmenter('bn', { granularity: 'grapheme' }).segment(text)].length;
}

/** One line of text with its baseline at (x, y). */
export function drawText(text: string, x: number, y: number, style: TextStyle): string {
  const fitAttribute = style.maxWidth === undefined ? '' : ` data-room="${style.maxWidth}"`;
  const fieldAttribute = style.field === undefined ? '' : ` data-field="${style.field}"`;
  return `<text x="${x}" y="${y}" font-size="${style.size}" font-weight="${style.weight ?? 500}" fill="${style.colour ?? INK}"
    text-anchor="${style.anchor ?? 'start'}"${fitAttribute}${fieldAttribute}>${escapeText(text)}</text>`;
}

/** Breaks text between words into lines of at most `maxGraphemes` user-perceived characters. */
export function wrapText(text: string, maxGraphemes: number): string[] {
  const lines: string[] = [];
  let line = '';
  // No line break is allowed before or after a lone dash.
  for (const word of text.split(/(?<! -) (?!- )/)) {
    const longerLine = line === '' ? word : `${line} ${word}`;
    if (countGraphemes(longerLine) > maxGraphemes && line !== '') {
      lines.push(line);
      line = word;
    } else line = longerLine;
  }
  return line === '' ? lines : [...lines, line];
}

/** Fine wavy lines over the whole card that alternate between the given colours. */
export function drawWaves(seed: number, colours: readonly string[], step: number): string {
  const random = createSeededRandom(seed + 300);
  const [phaseA, phaseB, waveLength] = [
    random.next() * 6,
    random.next() * 6,
    70 + random.next() * 40,
  ];
  const lines: string[] = [];
  for (let y = -40, lineIndex = 0; y < CARD.height + 40; y += step, lineIndex += 1) {
    const points: string[] = [];
    for (let x = 0; x <= CARD.width + 12; x += 12) {
      const dy =
        Math.sin(x / waveLength + phaseA + y / 90) * 13 + Math.sin(x / 41 + phaseB - y / 60) * 4.5;
      points.push(`${x} ${(y + dy).toFixed(1)}`);
    }
    lines.push(
      `<path d="M${points.join('L')}" stroke="${colours[lineIndex % colours.length] ?? '#CCC'}"/>`,
    );
  }
  return `<g fill="none" stroke-width="1.2" opacity=".6">${lines.join('')}</g>`;
}

/** A rosette of rotated ellipses, as in security printing. */
export function drawRosette(x: number, y: number, radius: number, colour: string): string {
  const ellipses = Array.from(
    { length: 18 },
    (_, index) =>
      `<ellipse rx="${radius}" ry="${radius * 0.42}" transform="rotate(${index * 10})"/>`,
  );
  return `<g transform="translate(${x} ${y})" fill="none" stroke="${colour}" stroke-width="1">${ellipses.join('')}</g>`;
}

/**
 * The specimen mark in both languages across the face of the card.
 * @param x,y its centre, card units
 */
export function drawSpecimenMark(x: number, y: number): string {
  return `<g transform="rotate(-14 ${x} ${y})" opacity=".14">
    ${drawText('নমুনা · SPECIMEN', x, y + 26, { size: 66, weight: 800, anchor: 'middle', colour: '#8A1B2F' })}</g>`;
}

/** A scribble in place of a signature. */
export function drawScribble(seed: number, x: number, y: number, width: number): string {
  const random = createSeededRandom(seed + 900);
  let path = `M${x} ${y}`;
  const strokes = random.integer(5, 7);
  for (let index = 1; index <= strokes; index += 1) {
    const endX = x + (width * index) / strokes;
    const randomY = (): number => y - random.integer(-14, 26);
    path += `C${(endX - width / strokes).toFixed(0)} ${randomY()} ${(endX - 4).toFixed(0)} ${randomY()} ${endX.toFixed(0)} ${y - random.integer(-6, 10)}`;
  }
  return `<path d="${path}" fill="none" stroke="#22315E" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** A whole face of a card as an SVG document: a rounded sheet with `inside` drawn on it. */
export function drawSheet(ground: string, inside: string): string {
  const { width, height, corner } = CARD;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
    <defs><clipPath id="card"><rect width="${width}" height="${height}" rx="${corner}"/></clipPath></defs>
    <rect width="${width}" height="${height}" fill="#F3F4F3"/>
    <g clip-path="url(#card)"><rect width="${width}" height="${height}" fill="${ground}"/>${inside}</g>
    <rect x=".8" y=".8" width="${width - 1.6}" height="${height - 1.6}" rx="${corner}" fill="none" stroke="#8C989B"
      stroke-width="1.6" opacity=".55"/></svg>`;
}
