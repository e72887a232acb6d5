/** Draws both sides of an old (laminated) card as SVG. */
import type { FieldName } from '#shared/domain/fields.ts';
import { encodeBarcodeText } from './barcode-text.ts';
import {
  CARD,
  drawRosette,
  drawScribble,
  drawSheet,
  drawSpecimenMark,
  drawWaves,
  wrapText,
  drawText,
} from './paper.ts';
import { encodePdf417 } from './pdf417.ts';
import { formatPrintedDay, type Person } from './people.ts';
import { createSeededRandom } from './random.ts';

const GREEN = '#0B6A43';
const RED = '#B3202A';
const PAPER = '#EFF2EA';
const TINTS = ['#CFE0D2', '#E6CFD2', '#CFDDE6'];
/** Width of a module in card units: four pixels at 400 dpi (1,348 pixels for 856 units). */
const MODULE_WIDTH = (4 * CARD.width) / 1348;
const PDF417_COLUMNS = 13;
const PDF417_CORRECTION_LEVEL = 5;

function drawBackground(seed: number): string {
  return `${drawWaves(seed, TINTS, 13)}${drawRosette(640, 330, 150, '#D5E4D8')}`;
}

/** The clear film around the paper, and the gloss across it. */
function drawLaminate(): string {
  const { width, height } = CARD;
  return `<defs><linearGradient id="sheen" x1="0" y1="0" x2="1" y2=".7"><stop offset=".2" stop-color="#fff" stop-opacity="0"/>
    <stop offset=".32" stop-color="#fff" stop-opacity=".16"/><stop offset=".4" stop-color="#fff" stop-opacity="0"/></linearGradient></defs>
    <path fill-rule="evenodd" d="M0 0H${width}V${height}H0ZM14 30Q14 14 30 14H${width - 30}Q${width - 14} 14 ${width - 14} 30V${height - 30}
      Q${width - 14} ${height - 14} ${width - 30} ${height - 14}H30Q14 ${height - 14} 14 ${height - 30}Z" fill="#DDE3E2" opacity=".85"/>
    <rect width="${width}" height="${height}" fill="url(#sheen)"/>`;
}

function drawEmblem(x: number, y: number): string {
  return `<g transform="translate(${x} ${y})" fill="none" stroke="${GREEN}"><circle r="36" stroke-width="3"/><circle r="29"
    stroke-width="1.4"/></g>
    ${drawRosette(x, y, 26, GREEN)}`;
}

/** The front of an old laminated card. `face` is the address of the portrait picture. */
export function drawOldFront(person: Person, face: string): string {
  const left = 262;
  const maxWidth = CARD.width - left - 40;
  const drawLine = (
    field: FieldName,
    label: string,
    text: string,
    y: number,
    weight: number,
  ): string =>
    drawText(`${label} ${text}`, left, y, { size: 27, weight, maxWidth: maxWidth, field });
  return drawSheet(
    PAPER,
    `${drawBackground(person.seed)}${drawEmblem(84, 78)}${drawEmblem(CARD.width - 84, 78)}
    ${drawText('নমুনা পরিচয়পত্র', CARD.width / 2, 68, { size: 38, weight: 700, anchor: 'middle' })}
    ${drawText('Specimen identity card · not a document', CARD.width / 2, 104, { size: 21, weight: 600, anchor: 'middle', colour: GREEN })}
    <path d="M30 130H${CARD.width - 30}" stroke="#17242A" stroke-width="2"/>
    ${drawSpecimenMark(540, 300)}
    <image href="${face}" x="42" y="152" width="188" height="251" preserveAspectRatio="xMidYMid slice"/>
    <rect x="42" y="152" width="188" height="251" fill="none" stroke="#6B7B7F" stroke-width="1.2"/>
    ${drawScribble(person.seed, 58, 452, 150)}
    ${drawLine('applicant_name_ben', 'নাম:', person.nameBn, 184, 700)}
    ${drawLine('applicant_name_eng', 'Name:', person.nameEn, 232, 650)}
    ${drawLine('father_name', 'পিতা:', person.fatherBn, 282, 500)}
    ${drawLine('mother_name', 'মাতা:', person.motherBn, 330, 500)}
    ${drawText('Date of Birth:', left, 382, { size: 27, field: 'dob' })}
    ${drawText(formatPrintedDay(person.birth), left + 192, 382, { size: 28, weight: 650, colour: RED, field: 'dob' })}
    ${drawText('ID NO:', left, 438, { size: 30, weight: 650, field: 'nid_no' })}
    ${drawText(person.nidOld, left + 108, 438, { size: 34, weight: 700, colour: RED, field: 'nid_no' })}
    ${drawText('নমুনা · SPECIMEN', CARD.width - 44, 502, { size: 22, weight: 700, anchor: 'end', colour: '#8A1B2F' })}
    ${drawLaminate()}`,
  );
}

/** The PDF417 symbol in the middle of the card, with its upper edge at `y`. */
async function drawBarcode(person: Person, y: number): Promise<string> {
  const symbol = await encodePdf417(
    encodeBarcodeText(person),
    PDF417_COLUMNS,
    PDF417_CORRECTION_LEVEL,
  );
  const rowHeight = MODULE_WIDTH * 3;
  const x = (CARD.width - symbol.width * MODULE_WIDTH) / 2;
  let path = '';
  symbol.rows.forEach((cells, rowIndex) => {
    for (let column = 0; column < cells.length; column += 1) {
      let runLength = 0;
      while (cells[column + runLength] === true) runLength += 1;
      if (runLength === 0) continue;
      const [barX, barY, barWidth] = [
        column * MODULE_WIDTH,
        rowIndex * rowHeight,
        runLength * MODULE_WIDTH,
      ].map((size) => size.toFixed(3));
      path += `M${barX ?? ''} ${barY ?? ''}h${barWidth ?? ''}v${rowHeight.toFixed(3)}h-${barWidth ?? ''}z`;
      column += runLength;
    }
  });
  const symbolHeight = symbol.rows.length * rowHeight;
  // The printed quiet zone separates the waved background from the bars.
  return `<rect x="${x - 14}" y="${y - 10}" width="${symbol.width * MODULE_WIDTH + 28}" height="${symbolHeight + 20}" fill="#FAFBF8"/>
    <path transform="translate(${x} ${y})" d="${path}" fill="#101416" shape-rendering="crispEdges"/>`;
}

/** Abrasion across the barcode that leaves too little of every row for its error correction. */
function drawAbrasion(seed: number, y: number): string {
  const random = createSeededRandom(seed);
  const strokes = Array.from({ length: 16 }, (_, index) => {
    const top = y + index * 11 + random.integer(-3, 3);
    return `<path d="M${random.integer(60, 190)} ${top}L${random.integer(640, 800)} ${top + random.integer(-14, 14)}" stroke-width="${random.integer(7, 10)}"/>`;
  }).join('');
  return `<g fill="none" stroke="#F1F3EC" stroke-linecap="round">${strokes}</g>`;
}

/** The back of an old laminated card. @param worn whether the barcode is too worn to be read. */
export async function drawOldBack(person: Person, { worn = false } = {}): Promise<string> {
  const address = wrapText(`ঠিকানা: ${person.address}`, 44)
    .map((text, lineIndex) =>
      drawText(text, 42, 122 + lineIndex * 38, { size: 25, field: 'pres_address' }),
    )
    .join('');
  return drawSheet(
    PAPER,
    `${drawBackground(person.seed + 1)}
    ${drawText('এই কার্ডটি একটি নমুনা। এটি কারও পরিচয়পত্র নয়।', CARD.width / 2, 62, { size: 23, weight: 600, anchor: 'middle' })}
    <path d="M30 80H${CARD.width - 30}" stroke="#17242A" stroke-width="2"/>
    ${drawSpecimenMark(430, 205)}${address}
    ${drawText('রক্তের গ্রুপ / Blood Group:', 42, 244, { size: 23 })}
    ${drawText(person.bloodGroup, 316, 244, { size: 25, weight: 700, colour: RED })}
    ${drawText('প্রদানের তারিখ:', 42, 288, { size: 23 })}${drawText(formatPrintedDay(person.issued), 196, 288, { size: 23 })}
    ${drawScribble(person.seed + 5, 590, 262, 170)}
    <path d="M560 282H806" stroke="#17242A" stroke-width="1.4"/>
    ${drawText('নমুনা স্বাক্ষর', 683, 306, { size: 19, anchor: 'middle' })}
    ${await drawBarcode(person, 338)}${worn ? drawAbrasion(person.seed, 336) : ''}${drawLaminate()}`,
  );
}
