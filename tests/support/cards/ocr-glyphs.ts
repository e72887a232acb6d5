/**
 * Centre lines of the MRZ characters, drawn after the proportions of OCR-B on a grid 10 wide and 16 high.
 * No OCR-B font may be assumed to be installed, and the two bundled fonts are not monospaced.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  '<': 'M9 2.5L1.5 8.5L9 14.5',
  '0': 'M5 0C1.5 0 .6 3.5 .6 8S1.5 16 5 16S9.4 12.5 9.4 8S8.5 0 5 0Z',
  '1': 'M1.5 3.5L5.5 .2V16M2 16H9',
  '2': 'M.8 3C1.5 1 3 0 5 0C7.5 0 9 1.6 9 4C9 7.5 2 10.5 .8 16H9.3',
  '3': 'M1 .2H9L4.5 6.3C7.5 6 9.3 8 9.3 10.8C9.3 14 7.2 16 4.5 16C2.8 16 1.5 15.5 .7 14.5',
  '4': 'M6 0L.6 11.5H9.6M7 7.5V16',
  '5': 'M8.5 .2H2L1.5 6.8C2.5 6.2 3.5 6 4.6 6C7.4 6 9.2 8 9.2 10.9C9.2 14 7.2 16 4.3 16C2.8 16 1.6 15.6 .7 14.7',
  '6': 'M6.5 0C3 4 .7 7.5 .7 11C.7 14 2.5 16 5 16S9.3 14 9.3 11.2S7.5 6.5 5 6.5C3 6.5 1.5 7.6 .9 9.5',
  '7': 'M.8 .2H9.2C6.5 4.5 4.2 9 3.8 16',
  '8':
    'M5 7.3C2.9 7.3 1.5 5.9 1.5 3.7S2.9 0 5 0S8.5 1.5 8.5 3.7S7.1 7.3 5 7.3' +
    'C2.4 7.3 .6 9 .6 11.6S2.4 16 5 16S9.4 14.2 9.4 11.6S7.6 7.3 5 7.3Z',
  '9': 'M3.5 16C7 12 9.3 8.5 9.3 5C9.3 2 7.5 0 5 0S.7 2 .7 4.8S2.5 9.5 5 9.5C7 9.5 8.5 8.4 9.1 6.5',
  A: 'M0 16L5 0L10 16M1.6 11H8.4',
  B: 'M1 0V16H5C7.8 16 9.4 14.3 9.4 11.8S7.8 7.5 5 7.5H1M1 0H4.6C7 0 8.4 1.4 8.4 3.7S7 7.5 4.6 7.5',
  C: 'M9.3 2.5C8.5 .9 7 0 5.4 0C2.3 0 .6 3 .6 8S2.3 16 5.4 16C7 16 8.5 15.1 9.3 13.5',
  D: 'M1 0V16H4C7.6 16 9.4 13 9.4 8S7.6 0 4 0Z',
  E: 'M9 0H1.2V16H9M1.2 7.6H7.5',
  F: 'M9 0H1.2V16M1.2 7.6H7.5',
  G: 'M9 2.5C8.2 .9 6.9 0 5.3 0C2.3 0 .6 3 .6 8S2.3 16 5.3 16C7 16 8.4 15.5 9.3 14.5V8.8H5.8',
  H: 'M1 0V16M9 0V16M1 7.6H9',
  I: 'M5 0V16M2 0H8M2 16H8',
  J: 'M3 0H8V11C8 14.3 6.7 16 4.3 16C2.5 16 1.3 15 .7 13.3',
  K: 'M1 0V16M9 0L1 9.2M3.8 6L9.5 16',
  L: 'M1.2 0V16H9.2',
  M: 'M.6 16V0L5 8.5L9.4 0V16',
  N: 'M1 16V0L9 16V0',
  O: 'M5 0C1.6 0 0 3.2 0 8S1.6 16 5 16S10 12.8 10 8S8.4 0 5 0Z',
  P: 'M1 16V0H5C7.8 0 9.3 1.7 9.3 4.5S7.8 9 5 9H1',
  Q: 'M5 0C1.6 0 0 3.2 0 8S1.6 16 5 16S10 12.8 10 8S8.4 0 5 0ZM5.5 11L10 16.5',
  R: 'M1 16V0H5C7.8 0 9.3 1.7 9.3 4.5S7.8 9 5 9H1M5 9L9.5 16',
  S: 'M8.8 2.3C8 .8 6.7 0 5 0C2.7 0 1.1 1.5 1.1 3.8C1.1 8.6 9.2 7 9.2 12C9.2 14.5 7.5 16 5 16C3 16 1.5 15.1 .6 13.3',
  T: 'M.3 0H9.7M5 0V16',
  U: 'M1 0V10.5C1 14.2 2.4 16 5 16S9 14.2 9 10.5V0',
  V: 'M.3 0L5 16L9.7 0',
  W: 'M0 0L2.3 16L5 6L7.7 16L10 0',
  X: 'M.5 0L9.5 16M9.5 0L.5 16',
  Y: 'M.4 0L5 8L9.6 0M5 8V16',
  Z: 'M.8 0H9.2L.7 16H9.4',
};

/** Millimetre sizes of OCR-B size 1, in card units (tenths of a millimetre). */
const PITCH = 25.4;
const SCALE = 1.5;
const STROKE = 3.6;

/**
 * One line of MRZ text as SVG, ten characters an inch.
 * @param x left edge and `top` upper edge of the first character, card units
 */
export function drawOcrLine(text: string, x: number, top: number): string {
  const glyphs = Array.from(text).map((character, index) => {
    const shape = GLYPHS[character];
    if (shape === undefined) throw new RangeError(`not an MRZ character: ${character}`);
    return `<path transform="translate(${(x + index * PITCH).toFixed(1)} ${top}) scale(${SCALE})" d="${shape}"/>`;
  });
  const attributes = `fill="none" stroke="#15191B" stroke-width="${(STROKE / SCALE).toFixed(2)}" stroke-linecap="round" stroke-linejoin="round"`;
  return `<g ${attributes}>${glyphs.join('')}</g>`;
}
