import { describe, expect, it } from 'vitest';
import { parseOptions } from '#main/scanner/sane/options.ts';

describe('parseOptions', () => {
  it.each([
    ['    --mode Gray|Color [Gray]\n', 'Color'],
    ['    --mode Lineart|Gray|Color [Lineart]\n', 'Color'],
    ['    --mode Black & White|24bit Color[Fast] [24bit Color[Fast]]\n', '24bit Color[Fast]'],
    ['    --mode Binary|Colour 24 bit [inactive]\n', 'Colour 24 bit'],
    ['    --mode Lineart|Gray [Gray]\n', null],
    ['    --resolution 300dpi [300]\n', null],
  ])('reads the colour mode from %j', (listing, expected) => {
    expect(parseOptions(listing).colourMode).toBe(expected);
  });

  it.each([
    [
      '    -l 0..215.9mm [0]\n    -x 0..215.9mm [215.9]\n    -y 0..297.18mm (in steps of 0.1) [297.18]\n',
      { width: '215.9', height: '297.18' },
    ],
    ['    -x 0..200mm (in steps of 1) [80]\n', null],
    ['    -x 0..2550pel [80]\n    -y 0..3508pel [80]\n', null],
    ['    --resolution 300dpi [300]\n', null],
  ])('reads the size of the glass from %j', (listing, expected) => {
    expect(parseOptions(listing).glassMm).toEqual(expected);
  });
});
