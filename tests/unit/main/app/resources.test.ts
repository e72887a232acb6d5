import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadResources } from '#main/app/resources.ts';

const shippedFolder = path.join(import.meta.dirname, '../../../../resources');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'resources-'));
  for (const subfolder of ['lists', 'consent'])
    cpSync(path.join(shippedFolder, subfolder), path.join(folder, subfolder), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('loadResources', () => {
  it('loads complete lists and texts in both languages, with all twenty-four relations of a nominee', async () => {
    const { lists, consent } = await loadResources(shippedFolder);
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

  const invalidFiles: [string, string][] = [
    ['lists/gender.json', '[]'],
    ['lists/gender.json', '[{"en":"Male","bn":"পুরুষ"},{"en":"Male","bn":"নারী"}]'],
    ['lists/profession.json', '[{"en":"Doctor"}]'],
    ['lists/nominee-relation.json', 'not json'],
    ['lists/profession.json', JSON.stringify([{ en: 'x'.repeat(101), bn: 'ক' }])],
    ['consent/consent.json', '{"version":"1","en":"I agree","bn":" "}'],
  ];
  it.each(invalidFiles)(
    'rejects with the name of the file when %s contains %s',
    async (name, text) => {
      writeFileSync(path.join(folder, name), text);
      await expect(loadResources(folder)).rejects.toThrow(path.basename(name));
    },
  );

  it('rejects with the name of the file when it is missing', async () => {
    rmSync(path.join(folder, 'consent', 'consent.json'));
    await expect(loadResources(folder)).rejects.toThrow('consent.json');
  });
});
