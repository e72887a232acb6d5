import { describe, expect, it } from 'vitest';
import {
  continuesAfterLineBreak,
  createBurstTextFormat,
  isComplete,
  removeLineEnd,
  startOfPayload,
} from '#renderer/composables/burst-text.ts';

const ZONE_LINE = 'I<BGD040824760<74<<<<<<<<<<<<<';

describe('createBurstTextFormat', () => {
  it('removes the configured prefix and suffix from the payload', () => {
    const format = createBurstTextFormat({ prefix: '~', suffix: '#' });
    expect(format.payloadOf('~0123#')).toBe('0123');
    expect(format.payloadOf('0123')).toBe('0123');
  });

  it('accepts a text of any length with the prefix, and none without it', () => {
    const format = createBurstTextFormat({ prefix: '~' });
    expect(format.isLongEnough('~0')).toBe(true);
    expect(format.isLongEnough('01234567')).toBe(false);
  });

  it('requires eight characters when no prefix is configured', () => {
    const format = createBurstTextFormat({});
    expect(format.isLongEnough('0123456')).toBe(false);
    expect(format.isLongEnough('01234567')).toBe(true);
  });

  it('recognises the start of a code only behind the configured prefix', () => {
    expect(createBurstTextFormat({}).startsLikeCode('<pin>0')).toBe(true);
    expect(createBurstTextFormat({ prefix: '~' }).startsLikeCode('<pin>0')).toBe(false);
    expect(createBurstTextFormat({ prefix: '~' }).startsLikeCode('~<pin>0')).toBe(true);
  });
});

describe('payload of a burst', () => {
  it('continues after an Enter behind one or two lines of a zone, and within a smart card code', () => {
    expect(continuesAfterLineBreak(ZONE_LINE)).toBe(true);
    expect(continuesAfterLineBreak([ZONE_LINE, ZONE_LINE].join('\n'))).toBe(true);
    expect(continuesAfterLineBreak([ZONE_LINE, ZONE_LINE, ZONE_LINE].join('\n'))).toBe(false);
    expect(continuesAfterLineBreak('NMNAMUNA ALI')).toBe(true);
    expect(continuesAfterLineBreak('0123456789')).toBe(false);
  });

  it('is complete with a line break, three lines of a zone or the last tag of an old card', () => {
    expect(isComplete('0123456789\n')).toBe(true);
    expect(isComplete([ZONE_LINE, ZONE_LINE, ZONE_LINE].join('\n'))).toBe(true);
    expect(isComplete('<pin>0</pin><ds>302c</ds>')).toBe(true);
    expect(isComplete('<pin>0123456789')).toBe(false);
  });

  it('loses its line break and the control characters after it', () => {
    expect(removeLineEnd('0123\n\u0004')).toBe('0123');
  });

  it('is identified by its first tag, or by two characters without one', () => {
    expect(startOfPayload('<pin>0123')).toBe('<pin>');
    expect(startOfPayload('NMNAMUNA')).toBe('NM');
  });
});
