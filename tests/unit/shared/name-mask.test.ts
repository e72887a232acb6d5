import { describe, expect, it } from 'vitest';
import { abbreviateName, maskName } from '#shared/domain/name-mask.ts';

describe('masking of names', () => {
  it('masks a name by whole grapheme clusters', () => {
    expect(maskName('Namuna Begum')).toBe('N••••• B••••');
    expect(maskName('ক্ষমা বেগম')).toMatch(/^ক্ষ•+ বে•+$/);
    expect(maskName('  ')).toBe('');
  });
  it.each([
    ['নমুনা উদাহরণ বেগম', 'নমুনা উ. বেগম'],
    ['Nomuna Udahoron Begum', 'Nomuna U. Begum'],
    ['  Md.  Abdul  Karim  Mia ', 'Md. A. K. Mia'],
    ['S. M. Karim', 'S. M. Karim'],
    ['মোঃ ক্ষমা মিয়া', 'মোঃ ক্ষ. মিয়া'],
    ['নমুনা বেগম', 'নমুনা বেগম'],
    ['Nomuna', 'Nom•••'],
    ['Rahim', 'Rah••'],
    ['নমুনা', 'নমু•'],
    ['A', 'A'],
    ['', ''],
  ])('abbreviates the name "%s" to "%s"', (name, abbreviated) => {
    expect(abbreviateName(name)).toBe(abbreviated);
  });
});
