import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_LENGTH, groupCount, parseGroups, toGroups } from '#shared/domain/key-groups.ts';

const anyKey = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const joinGroups = (groups: readonly string[]): string => groups.join(' ');

describe('parseGroups', () => {
  it.each([16, 32])('returns %i bytes from their groups in any notation', (length) => {
    fc.assert(
      fc.property(
        anyKey(length),
        fc.constantFrom(' ', '-', '', '\n', ' – '),
        (bytes, separator) => {
          const groups = toGroups(bytes);
          expect(groups).toHaveLength(groupCount(length));
          expect(groups.every((group) => /^[0-9A-HJKMNP-TV-Z]{5}$/.test(group))).toBe(true);
          const misread = groups
            .join(separator)
            .toLowerCase()
            .replaceAll('0', 'o')
            .replaceAll('1', 'l');
          expect(parseGroups(misread, length)).toEqual({ bytes });
          expect(
            parseGroups(
              groups.join(separator).replace(/\d/g, (digit) => '০১২৩৪৫৬৭৮৯'[Number(digit)] ?? ''),
              length,
            ),
          ).toEqual({ bytes });
        },
      ),
    );
  });

  it('returns the group that has a wrong character', () => {
    fc.assert(
      fc.property(
        anyKey(32),
        fc.nat(64),
        fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ')),
        (bytes, index, character) => {
          const text = toGroups(bytes).join('');
          fc.pre(text[index] !== character);
          expect(parseGroups(text.slice(0, index) + character + text.slice(index + 1), 32)).toEqual(
            {
              wrongGroup: Math.floor(index / GROUP_LENGTH) + 1,
            },
          );
        },
      ),
    );
  });

  it('returns the group with two transposed characters', () => {
    fc.assert(
      fc.property(anyKey(32), fc.nat(12), fc.nat(3), (bytes, group, index) => {
        const groups = toGroups(bytes);
        const groupText = groups[group] ?? '';
        fc.pre(groupText[index] !== groupText[index + 1]);
        groups[group] =
          groupText.slice(0, index) +
          String(groupText[index + 1]) +
          String(groupText[index]) +
          groupText.slice(index + 2);
        expect(parseGroups(joinGroups(groups), 32)).toEqual({ wrongGroup: group + 1 });
      }),
    );
  });

  it('returns the first of groups that are transposed, missing or too many', () => {
    fc.assert(
      fc.property(anyKey(32), fc.nat(12), fc.nat(12), (bytes, first, second) => {
        fc.pre(first < second);
        const groups = toGroups(bytes);
        const exchanged = groups.map(
          (group, index) =>
            groups[index === first ? second : index === second ? first : index] ?? group,
        );
        expect(parseGroups(joinGroups(exchanged), 32)).toEqual({ wrongGroup: first + 1 });
        expect(parseGroups(joinGroups([...groups, groups[0] ?? '']), 32)).toEqual({
          wrongGroup: 14,
        });
        expect(parseGroups(joinGroups(groups.toSpliced(first, 1)), 32)).toHaveProperty(
          'wrongGroup',
        );
      }),
    );
  });

  it('returns the number of complete groups of an incomplete key', () => {
    const groups = toGroups(new Uint8Array(32).fill(9));
    expect(parseGroups('', 32)).toEqual({ complete: 0, total: 13 });
    expect(parseGroups(joinGroups(groups.slice(0, 4)), 32)).toEqual({ complete: 4, total: 13 });
    expect(
      parseGroups(`${joinGroups(groups.slice(0, 4))} ${String(groups[4]).slice(0, 2)}`, 32),
    ).toEqual({ complete: 4, total: 13 });
    expect(parseGroups('U', 32)).toEqual({ wrongGroup: 1 });
  });
});
