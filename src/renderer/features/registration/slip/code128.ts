/**
 * Encoder of Code 128 (ISO/IEC 15417), code set B, for the reference number on a slip. Each symbol has six widths,
 * alternately bar and space, with eleven modules in total; the stop symbol has a seventh width and thirteen modules.
 */

/** Widths of the 107 symbols by symbol value, in modules. */
const WIDTHS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 ' +
  '223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 ' +
  '112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 ' +
  '311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 ' +
  '122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 ' +
  '214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ');

const START_B = 104;
const STOP = 106;
const CHECK_MODULUS = 103;
const FIRST_CHARACTER = 32;
const LAST_CHARACTER = 126;

/** Symbol values: start, one per character, check, stop. Null for an empty text or a character outside code set B. */
export const encodeCode128Values = (text: string): number[] | null => {
  const characterCodes = Array.from(text, (character) => character.charCodeAt(0));
  if (
    characterCodes.length === 0 ||
    characterCodes.some((code) => code < FIRST_CHARACTER || code > LAST_CHARACTER)
  )
    return null;
  const data = characterCodes.map((code) => code - FIRST_CHARACTER);
  const check =
    data.reduce((sum, value, index) => sum + value * (index + 1), START_B) % CHECK_MODULUS;
  return [START_B, ...data, check, STOP];
};

export interface Code128Bars {
  /** Width of the code in modules, without the quiet zones of ten modules on both sides. */
  readonly widthModules: number;
  readonly bars: readonly { readonly x: number; readonly width: number }[];
}

/** Encodes a text as bars, in modules from the left edge; null when code set B cannot encode it. */
export const encodeCode128 = (text: string): Code128Bars | null => {
  const values = encodeCode128Values(text);
  if (!values) return null;
  const bars: { x: number; width: number }[] = [];
  let x = 0;
  const widths = values.flatMap((value) => Array.from(WIDTHS[value] ?? '', Number));
  for (const [index, width] of widths.entries()) {
    // Bars and spaces alternate, starting with a bar.
    if (index % 2 === 0) bars.push({ x, width });
    x += width;
  }
  return { widthModules: x, bars };
};
