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

const LINE_LENGTH = 30;

const padWithFiller = (text: string, width: number): string =>
  text.slice(0, width).padEnd(width, '<');

/** `yymmdd` of an ISO date. */
const toYymmdd = (iso: string): string => iso.slice(2).replaceAll('-', '');

/** Document number, check digit and optional data: the 25 characters after the state code. */
function formatNumberField(number: string): string {
  if (number.length <= 9)
    return padWithFiller(padWithFiller(number, 9) + checkDigit(padWithFiller(number, 9)), 25);
  // Long form: the check digit covers the whole number and follows its last character in the optional data.
  return padWithFiller(`${number.slice(0, 9)}<${number.slice(9)}${checkDigit(number)}`, 25);
}

function formatNameField(name: string): string {
  const words = name
    .toUpperCase()
    .replace(/[^A-Z ]/g, '')
    .split(' ')
    .filter((w) => w !== '');
  const lastWord = words.pop() ?? '';
  return padWithFiller(
    words.length === 0 ? lastWord : `${lastWord}<<${words.join('<')}`,
    LINE_LENGTH,
  );
}

/** The three lines of 30 characters of a TD1 card. */
export function createTd1Lines(data: MrzData): readonly [string, string, string] {
  const firstLine = padWithFiller(`I<${data.state}`, 5) + formatNumberField(data.documentNumber);
  const birth = toYymmdd(data.birth) + checkDigit(toYymmdd(data.birth));
  const expiry = toYymmdd(data.expiry) + checkDigit(toYymmdd(data.expiry));
  const optional = padWithFiller('', 11);
  const compositeCheckDigit = checkDigit(firstLine.slice(5) + birth + expiry + optional);
  return [
    firstLine,
    `${birth}${data.sex}${expiry}${padWithFiller(data.state, 3)}${optional}${compositeCheckDigit}`,
    formatNameField(data.name),
  ];
}
