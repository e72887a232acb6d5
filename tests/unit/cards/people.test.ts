import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawCard, drawPortrait } from '#tests/support/cards/draw.ts';
import { inventPerson, nidOnCard, formatPrintedDay } from '#tests/support/cards/people.ts';

const PEOPLE = Array.from({ length: 300 }, (_, seed) => inventPerson(seed));

/** Reads the English labels of one of the lists from which the clerk chooses. */
function readLabels(list: string): string[] {
  const path = new URL(`../../../resources/lists/${list}.json`, import.meta.url);
  const rows = JSON.parse(readFileSync(path, 'utf8')) as { en: string }[];
  return rows.map((row) => row.en);
}

describe('generated people', () => {
  it('are equal for equal seeds and differ between seeds', () => {
    expect(inventPerson(42)).toEqual(inventPerson(42));
    expect(new Set(PEOPLE.map((person) => person.nidSmart)).size).toBe(PEOPLE.length);
    expect(new Set(PEOPLE.map((person) => person.nidOld)).size).toBe(PEOPLE.length);
  });

  it('have numbers that are never issued', () => {
    for (const person of PEOPLE) {
      expect(nidOnCard(person, 'smart')).toMatch(/^0\d{9}$/);
      expect(nidOnCard(person, 'old')).toMatch(new RegExp(`^(${person.birth.year})?00\\d{11}$`));
      expect(person.mobile).toMatch(/^0130000\d{4}$/);
    }
    expect(new Set(PEOPLE.map((person) => person.nidOld.length))).toEqual(new Set([13, 17]));
  });

  it('have names and places marked as specimens', () => {
    for (const person of PEOPLE) {
      expect(person.nameEn).toMatch(/^(NAMUNA|UDAHORON) [A-Z ]+$/);
      for (const name of [person.nameBn, person.fatherBn, person.motherBn, person.nomineeBn])
        expect(name).toMatch(/^(নমুনা|উদাহরণ) /);
      expect(person.address.endsWith('নমুনা জেলা')).toBe(true);
      for (const text of [
        person.nameBn,
        person.fatherBn,
        person.motherBn,
        person.nomineeBn,
        person.address,
      ])
        expect(text.normalize('NFC')).toBe(text);
    }
  });

  it('have existing birth dates and are adults', () => {
    for (const person of PEOPLE) {
      const { day, month, year } = person.birth;
      expect(person.dob).toBe(`${day}/${month}/${year}`);
      expect(new Date(Date.UTC(year, month - 1, day)).getUTCDate()).toBe(day);
      expect(person.issued.year - year).toBeGreaterThanOrEqual(18);
      expect(formatPrintedDay(person.birth)).toMatch(/^\d\d [A-Z][a-z]{2} \d{4}$/);
    }
  });

  it('have values from the lists of the kiosk', () => {
    for (const person of PEOPLE) {
      expect(readLabels('gender')).toContain(person.gender);
      expect(readLabels('profession')).toContain(person.profession);
      expect(readLabels('nominee-relation')).toContain(person.nomineeRelation);
    }
  });
});

describe('drawn cards', () => {
  it('are marked as specimens on every side', async () => {
    for (const person of PEOPLE.slice(0, 6)) {
      for (const kind of ['old', 'smart'] as const) {
        const { front, back } = await drawCard(person, kind);
        for (const face of [front, back]) expect(face).toContain('নমুনা · SPECIMEN');
      }
    }
  });

  it('are equal for the same person', async () => {
    const person = inventPerson(5);
    expect(drawPortrait(person)).toBe(drawPortrait(person));
    expect(await drawCard(person, 'old')).toEqual(await drawCard(person, 'old'));
    expect(drawPortrait(person)).not.toBe(drawPortrait(inventPerson(6)));
  });
});
