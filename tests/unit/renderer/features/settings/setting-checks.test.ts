import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { problemOf } from '#renderer/features/settings/setting-checks.ts';
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';
import { settingValues, type EditableKey } from '#shared/ipc/schemas/settings.ts';

const createText = (count: number): string => 'x'.repeat(count);

describe('problemOf', () => {
  it.each<[EditableKey, unknown[]]>([
    ['branchCode', ['', '0142', 'A1', createText(10), createText(11), '01 42', '০১৪২', '-']],
    ['counterNumber', ['3', '12345678901', 'ক']],
    ['helpline', ['', createText(40), createText(41)]],
    [
      'bank',
      [
        { en: createText(120), bn: '' },
        { en: createText(121), bn: '' },
        { en: '', bn: createText(121) },
      ],
    ],
    [
      'branch',
      [
        { en: '', bn: '' },
        { en: '', bn: createText(121) },
      ],
    ],
    ['serviceUrl', ['', ' ', 'https://a.example', createText(500), createText(501)]],
    [
      'professions',
      [
        null,
        [],
        [{ en: 'Farmer', bn: 'কৃষক' }],
        [{ en: 'Farmer', bn: '' }],
        [{ en: ' ', bn: 'কৃষক' }],
        [{ en: 'কৃষক', bn: 'কৃষক' }],
        [{ en: 'Farmer', bn: 'Farmer' }],
        [{ en: createText(100), bn: 'ক' }],
        [{ en: createText(101), bn: 'ক' }],
        [
          { en: 'Farmer', bn: 'কৃষক' },
          { en: 'farmer ', bn: 'চাষি' },
        ],
        Array.from({ length: 200 }, (_, index) => ({ en: `P${index}`, bn: 'ক' })),
        Array.from({ length: 201 }, (_, index) => ({ en: `P${index}`, bn: 'ক' })),
      ],
    ],
    ['scanFolder', [null, '', 'C:\\Scans', createText(500), createText(501)]],
    [
      'wedge',
      [
        { prefix: '', suffix: '' },
        { prefix: createText(8), suffix: createText(8) },
        { prefix: createText(9), suffix: '' },
        { prefix: '', suffix: createText(9) },
      ],
    ],
    ['retentionDays', [0, 1, 3_650, 3_651, 1.5, Number.NaN]],
  ])('accepts for %s the same values as the main process', (key, values) => {
    for (const value of values) {
      const isAccepted = v.is(settingValues[key], value);
      const problem = problemOf(key, { [key]: value } as unknown as SettingsDraft);
      expect(problem === null, JSON.stringify(value)).toBe(isAccepted);
    }
  });
});
