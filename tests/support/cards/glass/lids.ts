/** Placements on lids from black to white, with cards whose paper is nearly as light as the lid, generated from one seed. */
import type { CardSide } from '#shared/domain/registration.ts';
import { dice, type Dice } from '#tests/support/cards/random.ts';
import type { CardKind } from '#tests/support/cards/people.ts';
import type { Shadow } from './canvas.ts';
import { castSeeds, type Face } from './faces.ts';
import {
  between,
  cutOff,
  glasses,
  ID1,
  somewhere,
  turnOf,
  type Lying,
  type Placement,
} from './placement.ts';

/** Grey levels. */
export const lidLevels = { black: 20, grey: 128, 'off-white': 235, white: 248 } as const;
export type Lid = keyof typeof lidLevels;

export type OnLid =
  | 'card'
  | 'cut-off card'
  | 'receipt'
  | 'passport photo'
  | 'sheet of text'
  | 'slip of A7'
  | 'nothing';

export interface LidWish {
  readonly what: OnLid;
  readonly lid: Lid;
  readonly kind?: CardKind;
  readonly side?: CardSide;
  /** Grey levels between the paper and the lid; null for the card's own paper and a common shadow. */
  readonly contrast: number | null;
}

/** Both signs, as far as there is room below white. */
const paperOf = (roll: Dice, lid: number, contrast: number): number => {
  const lighter = lid + contrast <= 252 && roll.next() < 0.5;
  return lighter ? lid + contrast : lid - contrast;
};

/** Falls away from the lamp: to one side of the sheet, or to two that meet; no trace on the others. */
const oneSidedShadow = (roll: Dice): Shadow => {
  const softMm = between(roll, 0.3, 0.9);
  const reach = softMm + between(roll, 0.3, 0.9);
  const [dx, dy] = roll.pick([
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
    dxMm: dx * reach,
    dyMm: dy * reach,
    softMm,
    insetMm: softMm,
    depth: between(roll, 0.02, 0.12),
  };
};

const commonShadow = (roll: Dice): Shadow => ({
  dxMm: between(roll, -0.2, 0.2),
  dyMm: between(roll, 0.2, 0.8),
  softMm: between(roll, 0.4, 1.6),
  depth: between(roll, 0.05, 0.35),
});

const sheetSizes = {
  receipt: (roll: Dice) => ({ widthMm: roll.pick([57, 80]), heightMm: between(roll, 70, 150) }),
  'sheet of text': (roll: Dice) =>
    roll.pick([
      { widthMm: 105, heightMm: 148 },
      { widthMm: 148, heightMm: 210 },
    ]),
  'slip of A7': () => ({ widthMm: 74, heightMm: 105 }),
} as const;

const lieOn = (roll: Dice, wish: LidWish, glass: Placement['glass'], turnDeg: number): Lying[] => {
  const face: Face = {
    seed: roll.pick(castSeeds),
    kind: wish.kind ?? roll.pick(['old', 'smart'] as const),
    side: wish.side ?? roll.pick(['front', 'back'] as const),
  };
  switch (wish.what) {
    case 'card':
      return [{ what: 'card', face, turnDeg, at: somewhere(roll, glass, ID1.w, ID1.h, turnDeg) }];
    case 'cut-off card':
      return [{ what: 'card', face, turnDeg, at: cutOff(roll, glass, turnDeg) }];
    case 'passport photo':
      return [
        { what: 'photo', seed: face.seed, turnDeg, at: somewhere(roll, glass, 35, 45, turnDeg) },
      ];
    case 'nothing':
      return [];
    default: {
      const size = sheetSizes[wish.what](roll);
      return [
        {
          what: wish.what === 'receipt' ? 'receipt' : 'page',
          ...size,
          turnDeg,
          at: somewhere(roll, glass, size.widthMm, size.heightMm, turnDeg),
        },
      ];
    }
  }
};

const isLarge = (what: OnLid): boolean =>
  what === 'receipt' || what === 'sheet of text' || what === 'slip of A7';

/** The same seed and wish give the same placement. */
export const inventLidPlacement = (seed: number, wish: LidWish): Placement => {
  const roll = dice(seed + 900_000);
  const any = roll.next() < 0.3;
  const glass = isLarge(wish.what) ? glasses.a5 : any ? glasses.square : glasses.card;
  const lid = lidLevels[wish.lid];
  const turnDeg = turnOf(roll, any && !isLarge(wish.what) ? 'any' : 'tilted');
  const paper = wish.contrast === null ? null : paperOf(roll, lid, wish.contrast);
  return {
    seed,
    dpi: roll.next() < 0.4 ? 300 : 200,
    glass,
    lid,
    lying: lieOn(roll, wish, glass, turnDeg),
    shadow: paper === null ? commonShadow(roll) : oneSidedShadow(roll),
    noise: between(roll, 1, 4),
    specks: roll.whole(0, 12),
    hairs: roll.whole(0, 5) === 0 ? 1 : 0,
    scratches: roll.whole(0, 4) === 0 ? 1 : 0,
    jpegQuality: roll.pick([75, 85, 90, 92, 95]),
    ...(paper === null ? {} : { pale: { paper: [paper, paper, paper] as const } }),
  };
};
