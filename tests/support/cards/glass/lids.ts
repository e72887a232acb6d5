/** Placements on lids from black to white, with cards whose paper is nearly as light as the lid, generated from one seed. */
import type { CardSide } from '#shared/domain/registration.ts';
import { createSeededRandom, type SeededRandom } from '#tests/support/cards/random.ts';
import type { CardKind } from '#tests/support/cards/people.ts';
import type { Shadow } from './canvas.ts';
import { holderSeeds, type Face } from './faces.ts';
import {
  randomBetween,
  cutOffPosition,
  glassAreas,
  ID1,
  randomPosition,
  randomTurn,
  type PlacedSheet,
  type Placement,
} from './placement.ts';

/** Grey level of each lid. */
export const lidLevels = { black: 20, grey: 128, 'off-white': 235, white: 248 } as const;
export type Lid = keyof typeof lidLevels;

export type LidContent =
  | 'card'
  | 'cut-off card'
  | 'receipt'
  | 'passport photo'
  | 'sheet of text'
  | 'slip of A7'
  | 'nothing';

export interface LidPlacementOptions {
  readonly what: LidContent;
  readonly lid: Lid;
  readonly kind?: CardKind;
  readonly side?: CardSide;
  /** Difference between paper and lid in grey levels; null for the card's own paper and the usual shadow. */
  readonly contrast: number | null;
}

/** Grey level of the paper: lighter or darker than the lid at random; always darker when the lighter level exceeds 252. */
const randomPaperLevel = (random: SeededRandom, lid: number, contrast: number): number => {
  const isLighter = lid + contrast <= 252 && random.next() < 0.5;
  return isLighter ? lid + contrast : lid - contrast;
};

/** A shadow on the sides away from the lamp: one side or two adjacent ones, and none on the others. */
const oneSidedShadow = (random: SeededRandom): Shadow => {
  const softMm = randomBetween(random, 0.3, 0.9);
  const distance = softMm + randomBetween(random, 0.3, 0.9);
  const [dx, dy] = random.pick([
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1],
  ] as const);
  return {
    dxMm: dx * distance,
    dyMm: dy * distance,
    softMm,
    insetMm: softMm,
    depth: randomBetween(random, 0.02, 0.12),
  };
};

const usualShadow = (random: SeededRandom): Shadow => ({
  dxMm: randomBetween(random, -0.2, 0.2),
  dyMm: randomBetween(random, 0.2, 0.8),
  softMm: randomBetween(random, 0.4, 1.6),
  depth: randomBetween(random, 0.05, 0.35),
});

const sheetSizes = {
  receipt: (random: SeededRandom) => ({
    widthMm: random.pick([57, 80]),
    heightMm: randomBetween(random, 70, 150),
  }),
  'sheet of text': (random: SeededRandom) =>
    random.pick([
      { widthMm: 105, heightMm: 148 },
      { widthMm: 148, heightMm: 210 },
    ]),
  'slip of A7': () => ({ widthMm: 74, heightMm: 105 }),
} as const;

const sheetsOnLid = (
  random: SeededRandom,
  options: LidPlacementOptions,
  glass: Placement['glass'],
  turnDeg: number,
): PlacedSheet[] => {
  const face: Face = {
    seed: random.pick(holderSeeds),
    kind: options.kind ?? random.pick(['old', 'smart'] as const),
    side: options.side ?? random.pick(['front', 'back'] as const),
  };
  switch (options.what) {
    case 'card':
      return [
        {
          what: 'card',
          face,
          turnDeg,
          centre: randomPosition(random, glass, ID1.w, ID1.h, turnDeg),
        },
      ];
    case 'cut-off card':
      return [{ what: 'card', face, turnDeg, centre: cutOffPosition(random, glass, turnDeg) }];
    case 'passport photo':
      return [
        {
          what: 'photo',
          seed: face.seed,
          turnDeg,
          centre: randomPosition(random, glass, 35, 45, turnDeg),
        },
      ];
    case 'nothing':
      return [];
    default: {
      const size = sheetSizes[options.what](random);
      return [
        {
          what: options.what === 'receipt' ? 'receipt' : 'page',
          ...size,
          turnDeg,
          centre: randomPosition(random, glass, size.widthMm, size.heightMm, turnDeg),
        },
      ];
    }
  }
};

const isLarge = (what: LidContent): boolean =>
  what === 'receipt' || what === 'sheet of text' || what === 'slip of A7';

/** The same seed and options give the same placement. */
export const inventLidPlacement = (seed: number, options: LidPlacementOptions): Placement => {
  const random = createSeededRandom(seed + 900_000);
  const usesAnyAngle = random.next() < 0.3;
  const glass = isLarge(options.what)
    ? glassAreas.a5
    : usesAnyAngle
      ? glassAreas.square
      : glassAreas.card;
  const lid = lidLevels[options.lid];
  const turnDeg = randomTurn(random, usesAnyAngle && !isLarge(options.what) ? 'any' : 'tilted');
  const paper = options.contrast === null ? null : randomPaperLevel(random, lid, options.contrast);
  return {
    seed,
    dpi: random.next() < 0.4 ? 300 : 200,
    glass,
    lid,
    placedSheets: sheetsOnLid(random, options, glass, turnDeg),
    shadow: paper === null ? usualShadow(random) : oneSidedShadow(random),
    noise: randomBetween(random, 1, 4),
    specks: random.integer(0, 12),
    hairs: random.integer(0, 5) === 0 ? 1 : 0,
    scratches: random.integer(0, 4) === 0 ? 1 : 0,
    jpegQuality: random.pick([75, 85, 90, 92, 95]),
    ...(paper === null ? {} : { pale: { paper: [paper, paper, paper] as const } }),
  };
};
