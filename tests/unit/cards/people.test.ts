import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawCard, drawPortrait } from '#tests/support/cards/draw.ts';
import { inventPerson, nidOn, printedDay } from '#tests/support/cards/people.ts';

const PEOPLE = Array.from({ length: 300 }, (_, seed) => inventPerson(seed));

/** English labels of one of the lists the clerk chooses from. */
function labels(list: string): string[] {
  const path = new URL(`../../../resources/lists/${list}.json`, import.meta.url);
  const rows = JSON.parse(readFileSync(path, 'utf8')) as { en: string }[];
  return rows.map((row) => row.en);
}

describe('generated people', () => {
  it('are equal for equal seeds and differ between seeds', () => {
    expect(inventPerson(42)).toEqual(inventPerson(42));
    expect(new Set(PEOPLE.map((p) => p.nidSmart)).size).toBe(PEOPLE.length);
    expect(new Set(PEOPLE.map((p) => p.nidOld)).size).toBe(PEOPLE.length);
  });

  it('have numbers that are never issued', () => {
    for (const p of PEOPLE) {
      expect(nidOn(p, 'smart')).toMatch(/^0\d{9}$/);
      expect(nidOn(p, 'old')).toMatch(new RegExp(`^(${p.birth.year})?00\\d{11}$`));
      expect(p.mobile).toMatch(/^0130000\d{4}$/);
    }
    expect(new Set(PEOPLE.map((p) => p.nidOld.length))).toEqual(new Set([13, 17]));
  });

  it('have names and places marked as specimens', () => {
    for (const p of PEOPLE) {
      expect(p.nameEn).toMatch(/^(NAMUNA|UDAHORON) [A-Z ]+$/);
      for (const name of [p.nameBn, p.fatherBn, p.motherBn, p.nomineeBn])
        expect(name).toMatch(/^(নমুনা|উদাহরণ) /);
      expect(p.address.endsWith('নমুনা জেলা')).toBe(true);
      for (const text of [p.nameBn, p.fatherBn, p.motherBn, p.nomineeBn, p.address])
        expect(text.normalize('NFC')).toBe(text);
    }
  });

  it('have existing birth dates and are adults', () => {
    for (const p of PEOPLE) {
      const { day, month, year } = p.birth;
      expect(p.dob).toBe(`${day}/${month}/${year}`);
      expect(new Date(Date.UTC(year, month - 1, day)).getUTCDate()).toBe(day);
      expect(p.issued.year - year).toBeGreaterThanOrEqual(18);
      expect(printedDay(p.birth)).toMatch(/^\d\d [A-Z][a-z]{2} \d{4}$/);
    }
  });

  it('have values from the lists of the kiosk', () => {
    for (const p of PEOPLE) {
      expect(labels('gender')).toContain(p.gender);
      expect(labels('profession')).toContain(p.profession);
      expect(labels('nominee-relation')).toContain(p.nomineeRelation);
    }
  });
});

describe('drawn cards', () => {
  it('are marked as specimens on every side', async () => {
    for (const p of PEOPLE.slice(0, 6)) {
      for (const kind of ['old', 'smart'] as const) {
        const { front, back } = await drawCard(p, kind);
        for (const face of [front, back]) expect(face).toContain('নমুনা · SPECIMEN');
      }
    }
  });

  it('are equal for the same person', async () => {
    const p = inventPerson(5);
    expect(drawPortrait(p)).toBe(drawPortrait(p));
    expect(await drawCard(p, 'old')).toEqual(await drawCard(p, 'old'));
    expect(drawPortrait(p)).not.toBe(drawPortrait(inventPerson(6)));
  });
});
