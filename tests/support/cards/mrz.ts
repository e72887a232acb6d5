/** Builds machine-readable zones of TD1 cards (ICAO Doc 9303, part 5) for sample cards. */
import { checkDigit } from '#shared/domain/check-digit.ts';

/** Content of a TD1 machine-readable zone. Dates are ISO `yyyy-mm-dd`. */
export interface MrzData {
  readonly documentNumber: string;
  readonly birth: string;
  readonly expiry: string;
  readonly sex: 'M' | 'F' | '<';
  /** Latin letters; the last word becomes the primary identifier. */
  readonly name: string;
  /** Three letters: issuing state and nationality. */
  readonly state: string;
}

const WIDTH = 30;

const fill = (text: string, width: number): string => text.slice(0, width).padEnd(width, '<');

/** `yymmdd` of an ISO date. */
const toYymmdd = (iso: string): string => iso.slice(2).replaceAll('-', '');

/** Document number, check digit and optional data: the 25 characters after the state code. */
function numberField(number: string): string {
  if (number.length <= 9) return fill(fill(number, 9) + checkDigit(fill(number, 9)), 25);
  // Long form: the check digit covers the whole number and follows its last character in the optional data.
  return fill(`${number.slice(0, 9)}<${number.slice(9)}${checkDigit(number)}`, 25);
}

function nameField(name: string): string {
  const words = name
    .toUpperCase()
    .replace(/[^A-Z ]/g, '')
    .split(' ')
    .filter((w) => w !== '');
  const last = words.pop() ?? '';
  return fill(words.length === 0 ? last : `${last}<<${words.join('<')}`, WIDTH);
}

/** The three lines of 30 characters of a TD1 card (ICAO 9303 part 5). */
export function td1Lines(data: MrzData): readonly [string, string, string] {
  const first = fill(`I<${data.state}`, 5) + numberField(data.documentNumber);
  const birth = toYymmdd(data.birth) + checkDigit(toYymmdd(data.birth));
  const expiry = toYymmdd(data.expiry) + checkDigit(toYymmdd(data.expiry));
  const optional = fill('', 11);
  const compositeCheckDigit = checkDigit(first.slice(5) + birth + expiry + optional);
  return [
    first,
    `${birth}${data.sex}${expiry}${fill(data.state, 3)}${optional}${compositeCheckDigit}`,
    nameField(data.name),
  ];
}
