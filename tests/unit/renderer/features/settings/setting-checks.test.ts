import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { problemOf } from '#renderer/features/settings/setting-checks.ts';
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';
import { settingValues, type EditableKey } from '#shared/ipc/schemas/settings.ts';

const long = (count: number): string => 'x'.repeat(count);

describe('checks of typed settings', () => {
  it.each<[EditableKey, unknown[]]>([
    ['branchCode', ['', '0142', 'A1', long(10), long(11), '01 42', '০১৪২', '-']],
    ['counterNumber', ['3', '12345678901', 'ক']],
    ['helpline', ['', long(40), long(41)]],
    [
      'bank',
      [
        { en: long(120), bn: '' },
        { en: long(121), bn: '' },
        { en: '', bn: long(121) },
      ],
    ],
    [
      'branch',
      [
        { en: '', bn: '' },
        { en: '', bn: long(121) },
      ],
    ],
    ['serviceUrl', ['', ' ', 'https://a.example', long(500), long(501)]],
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
        [{ en: long(100), bn: 'ক' }],
        [{ en: long(101), bn: 'ক' }],
        [
          { en: 'Farmer', bn: 'কৃষক' },
          { en: 'farmer ', bn: 'চাষি' },
        ],
        Array.from({ length: 200 }, (_none, index) => ({ en: `P${index}`, bn: 'ক' })),
        Array.from({ length: 201 }, (_none, index) => ({ en: `P${index}`, bn: 'ক' })),
      ],
    ],
    ['scanFolder', [null, '', 'C:\\Scans', long(500), long(501)]],
    [
      'wedge',
      [
        { prefix: '', suffix: '' },
        { prefix: long(8), suffix: long(8) },
        { prefix: long(9), suffix: '' },
        { prefix: '', suffix: long(9) },
      ],
    ],
    ['retentionDays', [0, 1, 3_650, 3_651, 1.5, Number.NaN]],
  ])('agree with what the main process accepts of %s', (key, values) => {
    for (const value of values) {
      const isAccepted = v.is(settingValues[key], value);
      const problem = problemOf(key, { [key]: value } as unknown as SettingsDraft);
      expect(problem === null, JSON.stringify(value)).toBe(isAccepted);
    }
  });
});
