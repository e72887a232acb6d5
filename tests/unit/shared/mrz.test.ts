import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit } from '#shared/domain/check-digit.ts';
import { nameInMrz, isSameMrzName } from '#shared/domain/mrz-name.ts';
import { parseMrz } from '#shared/domain/mrz.ts';
import { createTd1Lines } from '#tests/support/cards/mrz.ts';
import { inventPerson, formatIsoDay, type Person } from '#tests/support/cards/people.ts';

const TODAY = { year: 2026, month: 11, day: 26 };

const mrzDataOf = (person: Person) => ({
  documentNumber: person.nidSmart,
  birth: formatIsoDay(person.birth),
  expiry: formatIsoDay(person.expires),
  sex: 'M' as const,
  name: person.nameEn,
  state: 'BGD',
});
const mrzOf = (person: Person): string => createTd1Lines(mrzDataOf(person)).join('\n');
const parsedOf = (person: Person) => ({
  nid: person.nidSmart,
  dob: person.birth,
  nameEng: person.nameEn,
  sex: 'male',
});

describe('parseMrz', () => {
  it('returns number, date of birth and name', () => {
    for (let seed = 1; seed <= 50; seed++)
      expect(parseMrz(mrzOf(inventPerson(seed)), TODAY)).toEqual(parsedOf(inventPerson(seed)));
  });

  it('reads three lines or one run, with any line ends, in small letters, and among other text', () => {
    const person = inventPerson(7);
    const lines = createTd1Lines(mrzDataOf(person));
    const texts = [
      lines.join('\r\n'),
      lines.join(''),
      `${lines.join('\r')}\r`,
      lines.join('\n').toLowerCase(),
      `SPECIMEN\n\n ${lines.join('\n ')}\nX`,
    ];
    for (const text of texts) expect(parseMrz(text, TODAY), text).toEqual(parsedOf(person));
  });

  it('reads a longer number that continues in the optional data', () => {
    const person = { ...inventPerson(9), nidSmart: '0012345678901' };
    expect(parseMrz(mrzOf(person), TODAY)?.nid).toBe('0012345678901');
  });

  it('returns null for a number that is no NID and for another country', () => {
    const person = inventPerson(9);
    expect(parseMrz(mrzOf({ ...person, nidSmart: '012345678' }), TODAY)).toBeNull();
    expect(
      parseMrz(createTd1Lines({ ...mrzDataOf(person), state: 'UTO' }).join('\n'), TODAY),
    ).toBeNull();
  });

  it('returns the sex when it is male or female', () => {
    const sexOf = (sex: string): unknown =>
      parseMrz(mrzOf(inventPerson(3)).replace(/(\d{7})M/, `$1${sex}`), TODAY)?.sex;
    expect(['M', 'F', '<', 'X', 'N'].map(sexOf)).toEqual(['male', 'female', null, null, null]);
  });

  it('reads a zone without a date of expiry', () => {
    const [first, second, third] = createTd1Lines(mrzDataOf(inventPerson(3)));
    const middle = `${second.slice(0, 8)}<<<<<<<BGD<<<<<<<<<<<`;
    const composite = checkDigit(
      first.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18),
    );
    expect(parseMrz([first, middle + composite, third].join('\n'), TODAY)).toEqual(
      parsedOf(inventPerson(3)),
    );
  });

  it('resolves a two-digit year to the latest one that gives an age of at least sixteen', () => {
    const yearOf = (birth: string): number | undefined =>
      parseMrz(createTd1Lines({ ...mrzDataOf(inventPerson(3)), birth }).join('\n'), TODAY)?.dob
        ?.year;
    expect(yearOf('2010-11-26')).toBe(2010);
    expect(yearOf('1910-11-27')).toBe(1910);
    expect(yearOf('2010-11-27')).toBe(1910);
    expect(yearOf('1926-12-01')).toBe(1926);
    expect(yearOf('2000-02-29')).toBe(2000);
  });
});

describe('parseMrz with OCR errors', () => {
  const misreadings: readonly [string, string][] = [
    ['0', 'O'],
    ['1', 'I'],
    ['2', 'Z'],
    ['3', 'S'],
    ['3', 'B'],
    ['4', 'A'],
    ['5', 'S'],
    ['6', 'G'],
    ['8', 'B'],
    ['8', 'S'],
  ];

  it('repairs letters in places of digits', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const person = inventPerson(seed);
      for (const [digit, letter] of misreadings) {
        const [first, second, third] = createTd1Lines(mrzDataOf(person));
        const firstIndex = first.indexOf(digit, 5);
        if (firstIndex > 0)
          expect(
            parseMrz(
              [
                first.slice(0, firstIndex) + letter + first.slice(firstIndex + 1),
                second,
                third,
              ].join('\n'),
              TODAY,
            ),
          ).toEqual(parsedOf(person));
        const secondIndex = second.indexOf(digit);
        if (secondIndex >= 0)
          expect(
            parseMrz(
              [
                first,
                second.slice(0, secondIndex) + letter + second.slice(secondIndex + 1),
                third,
              ].join('\n'),
              TODAY,
            ),
          ).toEqual(parsedOf(person));
      }
    }
  });

  it('returns null when two repairs are possible', () => {
    const [first, second, third] = createTd1Lines({
      ...mrzDataOf(inventPerson(3)),
      documentNumber: '0330123456',
    });
    // Both could be 33 or 88: the check digit is the same.
    expect(checkDigit('0330123456')).toBe(checkDigit('0880123456'));
    expect(parseMrz([first.replace('033', '0BB'), second, third].join('\n'), TODAY)).toBeNull();
  });

  it('tolerates errors in filler and at the edge of the card', () => {
    const person = inventPerson(5);
    const [first, second, third] = createTd1Lines(mrzDataOf(person));
    const noisyLines = [
      `L${first.slice(0, 20)}K<<C<`,
      `I${second.slice(0, 20)}K${second.slice(21)}`,
      `${third.slice(0, -4)}K<<<`,
    ];
    expect(parseMrz(noisyLines.join('\n'), TODAY)).toEqual(parsedOf(person));
  });

  it('returns null when one digit is read as another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(100),
        fc.integer({ min: 1, max: 9 }),
        (seed, digitChoice, change) => {
          const person = inventPerson(seed);
          const text = mrzOf(person);
          const digitIndexes = [...text.slice(0, 62).matchAll(/\d/g)].map(({ index }) => index);
          const index = digitIndexes[digitChoice % digitIndexes.length]!;
          const misreadText =
            text.slice(0, index) +
            String((Number(text[index]) + change) % 10) +
            text.slice(index + 1);
          expect(parseMrz(misreadText, TODAY)).toBeNull();
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('parseMrz with any text', () => {
  const character = fc.constantFrom(...Array.from('IBGD<<<<0123456789OSZ\n'));
  const nearValidMrz = fc
    .tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.array(fc.tuple(fc.nat(95), character), { maxLength: 8 }),
    )
    .map(([seed, changes]) => {
      const text = Array.from(mrzOf(inventPerson(seed)));
      for (const [index, replacement] of changes) text[index] = replacement;
      return text.join('');
    });
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_500 }),
    fc.array(character, { maxLength: 120 }).map((characters) => characters.join('')),
    nearValidMrz,
  );

  it('never throws and returns only values that pass the check digits', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parseMrz(text, TODAY);
        if (!result) return;
        expect(result.nid).toMatch(/^(\d{10}|\d{13}|\d{17})$/);
        expect(result.dob).not.toBeNull();
        expect(result.nameEng ?? 'AB').toMatch(/^[A-Z][A-Z ]+$/);
        const [first, second] = createTd1Lines({
          ...mrzDataOf(inventPerson(1)),
          documentNumber: result.nid!,
          birth: formatIsoDay(result.dob!),
        });
        // Encoded again, number and date of birth give the digits that were read, apart from the misreadings that were repaired.
        const upper = text.toUpperCase().replace(/[^\S\r\n]/g, '');
        expect(
          new RegExp(
            first
              .slice(5, 17)
              .replace(/\d/g, (digit) => `[${digit}A-Z]`)
              .replace('<', '[^0-9]'),
          ).test(upper),
        ).toBe(true);
        expect(
          new RegExp(second.slice(0, 7).replace(/\d/g, (digit) => `[${digit}A-Z]`)).test(upper),
        ).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('names in a zone', () => {
  it('have the primary identifier first and are cut off at thirty characters', () => {
    expect(nameInMrz('ALI<<NAMUNA<UDAHORON<<<<<<<<<<')).toBe('NAMUNA UDAHORON ALI');
    expect(nameInMrz('NAMUNA<<<<<<<<<<<<<<<<<<<<<<<<')).toBe('NAMUNA');
    expect(nameInMrz('PRAMANIK<<UDAHORON<DRISHTANTO<')).toBe('UDAHORON DRISHTANTO PRAMANIK');
    expect(nameInMrz('PRAMANIK<<UDAHORON<DRISHTANTOK')).toBe('UDAHORON DRISHTANTOK PRAMANIK');
    for (const line of ['', '<<<<<<', 'ALI', '7<ALI<<X', 'আলী<<'])
      expect(nameInMrz(line)).toBeNull();
  });

  it('are equal regardless of case, dots and spaces, and when one was cut off', () => {
    expect(isSameMrzName('Md. Abdur  Rahman', 'MD ABDUR RAHMAN')).toBe(true);
    expect(isSameMrzName('NAMUNA ALI', 'NAMUNA ALIM')).toBe(false);
    expect(isSameMrzName('', 'NAMUNA')).toBe(false);
    const longName = 'Udahoron Onushilon Drishtanto Pramanik';
    const truncated = nameInMrz(
      createTd1Lines({ ...mrzDataOf(inventPerson(1)), name: longName })[2],
    )!;
    expect(truncated).toBe('UDAHORON ONUSHILON D PRAMANIK');
    expect(isSameMrzName(longName, truncated)).toBe(true);
    expect(isSameMrzName(truncated, 'Udahoron Onushilan Drishtanto Pramanik')).toBe(false);
  });
});
