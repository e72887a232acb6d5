/** Draws both sides of a smart card as SVG. */
import type { FieldName } from '#shared/domain/fields.ts';
import { createTd1Lines } from './mrz.ts';
import { drawOcrLine } from './ocr-glyphs.ts';
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
import { formatIsoDay, formatPrintedDay, type Person } from './people.ts';

const BACKGROUND = '#EEF2F0';
const TINTS = ['#CBE0DC', '#DDE3CC', '#D3DCEA'];
const LABEL_COLOUR = '#4A5B60';

/** `012 345 6789`, as smart cards space it. */
export function formatSmartNid(nid: string): string {
  return `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}`;
}

function drawBackground(seed: number): string {
  return `<defs><linearGradient id="wash" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#DDEDE8"/><stop
    offset=".5" stop-color="#F1F2EA"/>
    <stop offset="1" stop-color="#DEE6EF"/></linearGradient></defs><rect width="${CARD.width}" height="${CARD.height}" fill="url(#wash)"/>
    ${drawWaves(seed, TINTS, 12)}${drawRosette(700, 400, 170, '#C9DDD8')}`;
}

function drawChip(x: number, y: number): string {
  return `<defs><linearGradient id="gold" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#E9D48A"/><stop
    offset=".5" stop-color="#CDB056"/>
    <stop offset="1" stop-color="#B08F36"/></linearGradient></defs>
    <g transform="translate(${x} ${y})"><rect width="122" height="98" rx="14" fill="url(#gold)" stroke="#8C6F22" stroke-width="1.6"/>
    <path d="M0 33H38M0 66H38M84 33H122M84 66H122M38 0V98M84 0V98M38 26C50 34 72 34 84 26M38 72C50 64 72 64 84 72" fill="none"
      stroke="#7E631C" stroke-width="2"/></g>`;
}

/** The front of a smart card. `face` is the address of the portrait picture. */
export function drawSmartFront(person: Person, face: string): string {
  const left = 262;
  const drawField = (
    field: FieldName,
    label: string,
    text: string,
    y: number,
    weight: number,
    maxWidth: number,
  ): string =>
    drawText(label, left, y, { size: 17, colour: LABEL_COLOUR, field }) +
    drawText(text, left, y + 29, { size: 27, weight, maxWidth: maxWidth, field });
  return drawSheet(
    BACKGROUND,
    `${drawBackground(person.seed)}<rect width="${CARD.width}" height="104" fill="#0B5A4A" opacity=".1"/>
    ${drawText('নমুনা পরিচয়পত্র', CARD.width / 2, 50, { size: 36, weight: 700, anchor: 'middle' })}
    ${drawText('Specimen identity card · not a document', CARD.width / 2, 84, { size: 20, weight: 600, anchor: 'middle', colour: '#0B5A4A' })}
    ${drawSpecimenMark(530, 320)}
    <image href="${face}" x="36" y="128" width="200" height="267" preserveAspectRatio="xMidYMid slice"/>
    ${drawScribble(person.seed, 52, 452, 160)}
    ${drawField('applicant_name_ben', 'নাম', person.nameBn, 138, 700, 424)}
    ${drawField('applicant_name_eng', 'Name', person.nameEn, 200, 650, 424)}
    ${drawField('father_name', 'পিতা', person.fatherBn, 264, 500, 530)}
    ${drawField('mother_name', 'মাতা', person.motherBn, 328, 500, 530)}
    ${drawText('Date of Birth', left, 412, { size: 19, colour: LABEL_COLOUR, field: 'dob' })}
    ${drawText(formatPrintedDay(person.birth), left + 134, 414, { size: 27, weight: 650, field: 'dob' })}
    ${drawText('NID No.', left, 466, { size: 19, colour: LABEL_COLOUR, field: 'nid_no' })}
    ${drawText(formatSmartNid(person.nidSmart), left + 134, 469, { size: 37, weight: 700, field: 'nid_no' })}
    ${drawChip(702, 140)}
    <image href="${face}" x="742" y="398" width="74" height="99" opacity=".38" preserveAspectRatio="xMidYMid slice"/>
    ${drawText('নমুনা · SPECIMEN', 722, 512, { size: 20, weight: 700, anchor: 'end', colour: '#8A1B2F' })}`,
  );
}

/** The back of a smart card, with a machine-readable zone whose check digits are correct. */
export function drawSmartBack(person: Person): string {
  const lines = createTd1Lines({
    documentNumber: person.nidSmart,
    birth: formatIsoDay(person.birth),
    expiry: formatIsoDay(person.expires),
    sex: person.gender === 'Male' ? 'M' : 'F',
    name: person.nameEn,
    state: 'BGD',
  });
  const address = wrapText(`ঠিকানা: ${person.address}`, 46)
    .map((text, lineIndex) =>
      drawText(text, 40, 60 + lineIndex * 38, { size: 25, field: 'pres_address' }),
    )
    .join('');
  const mrzLines = lines
    .map((text, lineIndex) => drawOcrLine(text, 52, 386 + lineIndex * 48))
    .join('');
  return drawSheet(
    BACKGROUND,
    `${drawBackground(person.seed + 1)}${drawSpecimenMark(430, 205)}${address}
    ${drawText('Blood Group:', 40, 190, { size: 22 })}${drawText(person.bloodGroup, 178, 190, { size: 23, weight: 700, colour: '#B3202A' })}
    ${drawText('Place of Birth:', 300, 190, { size: 22 })}${drawText(person.birthPlaceEn, 452, 190, { size: 22, weight: 650 })}
    ${drawText('Issue Date:', 40, 236, { size: 22 })}${drawText(formatPrintedDay(person.issued), 162, 236, { size: 22, weight: 650 })}
    ${drawScribble(person.seed + 5, 600, 276, 170)}<path d="M580 296H806" stroke="#17242A" stroke-width="1.4"/>
    ${drawText('নমুনা স্বাক্ষর', 693, 320, { size: 19, anchor: 'middle' })}
    ${drawText('নমুনা · SPECIMEN', 40, 320, { size: 22, weight: 700, colour: '#8A1B2F' })}
    <rect y="350" width="${CARD.width}" height="190" fill="#FAFBF8" opacity=".92"/>${mrzLines}`,
  );
}
