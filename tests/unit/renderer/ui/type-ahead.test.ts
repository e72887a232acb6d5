import { describe, expect, it } from 'vitest';
import { createTypeAhead } from '#renderer/ui/type-ahead.ts';

const options = [
  { value: 'Farmer', label: 'কৃষক', otherLabel: 'Farmer' },
  { value: 'Student', label: 'শিক্ষার্থী', otherLabel: 'Student' },
  { value: 'Self', label: 'স্বনিয়োজিত', otherLabel: 'Self-employed' },
  { value: 'Teacher', label: 'শিক্ষক', otherLabel: 'Teacher' },
];

describe('createTypeAhead', () => {
  it('finds an option by the label of either language', () => {
    expect(createTypeAhead().type('t', options, '')).toBe('Teacher');
    expect(createTypeAhead().type('ক', options, '')).toBe('Farmer');
  });

  it('narrows the match with every letter typed without a pause', () => {
    const typeAhead = createTypeAhead(() => 0);
    expect(typeAhead.type('s', options, '')).toBe('Student');
    expect(typeAhead.type('e', options, 'Student')).toBe('Self');
  });

  it('restarts after a pause', () => {
    let now = 0;
    const typeAhead = createTypeAhead(() => now);
    typeAhead.type('s', options, '');
    now = 1_500;
    expect(typeAhead.isRunning()).toBe(false);
    expect(typeAhead.type('f', options, 'Student')).toBe('Farmer');
  });

  it('cycles through the options of one letter', () => {
    const typeAhead = createTypeAhead(() => 0);
    expect(typeAhead.type('s', options, '')).toBe('Student');
    expect(typeAhead.type('s', options, 'Student')).toBe('Self');
    expect(typeAhead.type('s', options, 'Self')).toBe('Student');
  });

  it('finds nothing when no option matches', () => {
    expect(createTypeAhead().type('z', options, 'Farmer')).toBeNull();
  });
});
