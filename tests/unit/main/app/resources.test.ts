import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadResources } from '#main/app/resources.ts';

const shipped = path.join(import.meta.dirname, '../../../../resources');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'resources-'));
  for (const part of ['lists', 'consent'])
    cpSync(path.join(shipped, part), path.join(folder, part), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lists and texts that ship with the app', () => {
  it('are complete, in both languages, the relations of a nominee all twenty-four', async () => {
    const { lists, consent } = await loadResources(shipped);
    expect(lists.gender.map((choice) => choice.en).sort()).toEqual([
      'Female',
      'Male',
      'Third gender',
    ]);
    expect(lists.nomineeRelation).toHaveLength(24);
    expect(lists.profession.length).toBeGreaterThan(15);
    for (const { en, bn } of [...lists.gender, ...lists.nomineeRelation, ...lists.profession]) {
      expect(en).toMatch(/^[\x20-\x7e]+$/);
      expect(bn).toMatch(/[\u0980-\u09ff]/);
      expect(bn).toBe(bn.normalize('NFC'));
    }
    expect(consent.version).not.toBe('');
    expect(consent.en).toContain('{bank}');
    expect(consent.bn).toContain('{bank}');
  });

  const wrong: [string, string][] = [
    ['lists/gender.json', '[]'],
    ['lists/gender.json', '[{"en":"Male","bn":"পুরুষ"},{"en":"Male","bn":"নারী"}]'],
    ['lists/profession.json', '[{"en":"Doctor"}]'],
    ['lists/nominee-relation.json', 'not json'],
    ['lists/profession.json', JSON.stringify([{ en: 'x'.repeat(101), bn: 'ক' }])],
    ['consent/consent.json', '{"version":"1","en":"I agree","bn":" "}'],
  ];
  it.each(wrong)('%s that reads %s stops the start and is named', async (name, text) => {
    writeFileSync(path.join(folder, name), text);
    await expect(loadResources(folder)).rejects.toThrow(path.basename(name));
  });

  it('a missing file stops the start and is named', async () => {
    rmSync(path.join(folder, 'consent', 'consent.json'));
    await expect(loadResources(folder)).rejects.toThrow('consent.json');
  });
});
