import { checkDigit } from '#shared/domain/check-digit.ts';

/** What a TD1 machine readable zone says. Dates are ISO `yyyy-mm-dd`. */
export interface MrzFacts {
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
const short = (iso: string): string => iso.slice(2).replaceAll('-', '');

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
export function td1Lines(facts: MrzFacts): readonly [string, string, string] {
  const first = fill(`I<${facts.state}`, 5) + numberField(facts.documentNumber);
  const birth = short(facts.birth) + checkDigit(short(facts.birth));
  const expiry = short(facts.expiry) + checkDigit(short(facts.expiry));
  const optional = fill('', 11);
  const whole = checkDigit(first.slice(5) + birth + expiry + optional);
  return [
    first,
    `${birth}${facts.sex}${expiry}${fill(facts.state, 3)}${optional}${whole}`,
    nameField(facts.name),
  ];
}
