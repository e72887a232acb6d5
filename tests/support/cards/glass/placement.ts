/** Placement of sheets on a flatbed's glass and the scan settings, generated from one seed. */
import type { CardSide } from '#shared/domain/registration.ts';
import { dice, type Dice } from '#tests/support/cards/random.ts';
import { cardKinds, castSeeds, type Face } from './faces.ts';
import type { Shadow } from './canvas.ts';

/** Millimetres. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export type Lying =
  | {
      readonly what: 'card';
      readonly face: Face;
      readonly at: Place;
      readonly turnDeg: number;
      /** Clear film beyond the card. */ readonly filmMm?: { across: number; down: number };
    }
  | { readonly what: 'photo'; readonly seed: number; readonly at: Place; readonly turnDeg: number }
  | {
      readonly what: 'page' | 'receipt';
      readonly widthMm: number;
      readonly heightMm: number;
      readonly at: Place;
      readonly turnDeg: number;
    };

/** A card whose paper is nearly as light as the lid: nothing but a faint edge and a shadow shows where it ends. */
export interface PaleCard {
  /** Colour of the paper, and of an unprinted margin of 1.7 mm. The light's unevenness falls on it as on the lid. */
  readonly paper: readonly [number, number, number];
}

export interface Placement {
  readonly seed: number;
  readonly dpi: number;
  readonly glass: { readonly widthMm: number; readonly heightMm: number };
  /** Grey of the lid: 246 is white, 20 a black mat. */
  readonly lid: number;
  readonly lying: readonly Lying[];
  readonly shadow: Shadow;
  /** Standard deviation of the sensor's noise, grey levels. */
  readonly noise: number;
  readonly specks: number;
  readonly hairs: number;
  /** Scratches on the first sheet. */
  readonly scratches: number;
  readonly jpegQuality: number;
  readonly pale?: PaleCard;
}

export const glasses = {
  a4: { widthMm: 210, heightMm: 297 },
  /** The card area of the scan settings. */
  card: { widthMm: 110, heightMm: 80 },
  a5: { widthMm: 148, heightMm: 210 },
  /** Room for a card at any angle. */
  square: { widthMm: 125, heightMm: 125 },
} as const;

export const whiteLids = [248, 246, 235, 205] as const;
export const darkLids = [70, 20] as const;

export interface PlacementWish {
  readonly dpi?: number;
  readonly glass?: keyof typeof glasses;
  readonly lid?: number;
  readonly face?: Partial<Face>;
  /** `flush`: in the corner of the glass. `cut`: partly beyond the glass. `beside`, `touching`: front and back together. */
  readonly lie?:
    'free' | 'flush' | 'cut' | 'beside' | 'touching' | 'laminated' | 'photo' | 'page' | 'nothing';
  /** `small`: within 5 degrees. `any`: all round. `over`: upside-down. */
  readonly turn?: 'small' | 'tilted' | 'any' | 'over';
}

export const ID1 = { w: 85.6, h: 53.98 };

export const between = (roll: Dice, low: number, high: number): number =>
  low + roll.next() * (high - low);

export const turnOf = (roll: Dice, turn: PlacementWish['turn']): number => {
  switch (turn ?? 'small') {
    case 'small':
      return between(roll, -5, 5);
    case 'tilted':
      return between(roll, -16, 16);
    case 'any':
      return between(roll, -180, 180);
    case 'over':
      return 180 + between(roll, -5, 5);
  }
};

/** Half the width and height that a turned sheet takes up. */
const reach = (w: number, h: number, turnDeg: number): Place => {
  const [c, s] = [
    Math.abs(Math.cos((turnDeg * Math.PI) / 180)),
    Math.abs(Math.sin((turnDeg * Math.PI) / 180)),
  ];
  return { x: (w * c + h * s) / 2, y: (w * s + h * c) / 2 };
};

export const somewhere = (
  roll: Dice,
  glass: Placement['glass'],
  w: number,
  h: number,
  turnDeg: number,
): Place => {
  const { x, y } = reach(w, h, turnDeg);
  const room = { x: glass.widthMm - 2 * x - 3, y: glass.heightMm - 2 * y - 3 };
  return {
    x: x + 1.5 + Math.max(0, room.x) * roll.next(),
    y: y + 1.5 + Math.max(0, room.y) * roll.next(),
  };
};

export const cutOff = (roll: Dice, glass: Placement['glass'], turnDeg: number): Place => {
  const { x, y } = reach(ID1.w, ID1.h, turnDeg);
  const beyond = between(roll, 4, 28);
  const inside = somewhere(roll, glass, ID1.w, ID1.h, turnDeg);
  switch (roll.whole(0, 3)) {
    case 0:
      return { ...inside, x: x - beyond };
    case 1:
      return { ...inside, x: glass.widthMm - x + beyond };
    case 2:
      return { ...inside, y: y - beyond };
    default:
      return { ...inside, y: glass.heightMm - y + beyond };
  }
};

const lieOnGlass = (
  roll: Dice,
  glass: Placement['glass'],
  face: Face,
  wish: PlacementWish,
): Lying[] => {
  const turnDeg = turnOf(roll, wish.turn);
  switch (wish.lie ?? 'free') {
    case 'free':
      return [{ what: 'card', face, turnDeg, at: somewhere(roll, glass, ID1.w, ID1.h, turnDeg) }];
    case 'flush': {
      const straight = between(roll, -0.3, 0.3) + (wish.turn === 'over' ? 180 : 0);
      const { x, y } = reach(ID1.w, ID1.h, straight);
      const gap = { x: between(roll, -0.1, 0.6), y: between(roll, -0.1, 0.6) };
      const right = roll.whole(0, 1) === 1;
      return [
        {
          what: 'card',
          face,
          turnDeg: straight,
          at: { x: right ? glass.widthMm - x - gap.x : x + gap.x, y: y + gap.y },
        },
      ];
    }
    case 'cut':
      return [{ what: 'card', face, turnDeg, at: cutOff(roll, glass, turnDeg) }];
    case 'beside': {
      const other: Face = { ...face, side: face.side === 'front' ? 'back' : 'front' };
      const pair = roll.whole(0, 1) === 0 ? [face, other] : [other, face];
      const along = glass.widthMm > 180;
      return pair.map((one, index) => ({
        what: 'card',
        face: one,
        turnDeg: between(roll, -2, 2) + (wish.turn === 'over' ? 180 : 0),
        at: along
          ? { x: 50 + index * between(roll, 92, 105), y: 60 + between(roll, -10, 60) }
          : { x: glass.widthMm / 2 + between(roll, -8, 8), y: 31 + index * between(roll, 60, 62) },
      }));
    }
    case 'touching': {
      const other: Face = { ...face, side: face.side === 'front' ? 'back' : 'front' };
      const pair = roll.whole(0, 1) === 0 ? [face, other] : [other, face];
      const [turn, gap] = [between(roll, -4, 4), between(roll, 0.1, 1.5)];
      const away = (gap + ID1.h) / 2;
      return pair.map((one, index) => ({
        what: 'card',
        face: one,
        turnDeg: turn + between(roll, -0.05, 0.05),
        at: {
          x: glass.widthMm / 2 - (index * 2 - 1) * away * Math.sin((turn * Math.PI) / 180),
          y: glass.heightMm / 2 + (index * 2 - 1) * away * Math.cos((turn * Math.PI) / 180),
        },
      }));
    }
    case 'laminated': {
      // Films as they are sold: 60 × 90 mm and 65 × 95 mm.
      const filmMm = roll.whole(0, 1) === 0 ? { across: 2.2, down: 3 } : { across: 4.7, down: 5.5 };
      const at = somewhere(
        roll,
        glass,
        ID1.w + 2 * filmMm.across,
        ID1.h + 2 * filmMm.down,
        turnDeg,
      );
      return [{ what: 'card', face: { ...face, kind: 'old' }, turnDeg, filmMm, at }];
    }
    case 'photo':
      return [
        { what: 'photo', seed: face.seed, turnDeg, at: somewhere(roll, glass, 35, 45, turnDeg) },
      ];
    case 'page':
      return [
        {
          what: 'page',
          widthMm: 148,
          heightMm: 210,
          turnDeg,
          at: { x: glass.widthMm / 2, y: glass.heightMm / 2 },
        },
      ];
    case 'nothing':
      return [];
  }
};

/** The same seed and wish give the same placement. */
export const inventPlacement = (seed: number, wish: PlacementWish = {}): Placement => {
  const roll = dice(seed + 5_000);
  const side: CardSide = wish.face?.side ?? roll.pick<CardSide>(['front', 'back']);
  const face: Face = {
    seed: wish.face?.seed ?? roll.pick(castSeeds),
    kind: wish.face?.kind ?? roll.pick(cardKinds),
    side,
  };
  const glass = glasses[wish.glass ?? 'card'];
  const lid = wish.lid ?? roll.pick([...whiteLids, ...whiteLids, ...darkLids]);
  const lying = lieOnGlass(roll, glass, face, wish);
  return {
    seed,
    dpi: wish.dpi ?? 300,
    glass,
    lid,
    lying,
    // The lamp runs before or behind the sensor: the shadow falls along the way of the carriage.
    shadow: {
      dxMm: between(roll, -0.2, 0.2),
      dyMm: between(roll, 0.2, 0.8),
      softMm: between(roll, 0.4, 1.6),
      depth: between(roll, 0.05, 0.35),
    },
    noise: between(roll, 1, 4),
    specks: roll.whole(0, 12),
    hairs: roll.whole(0, 5) === 0 ? 1 : 0,
    scratches: roll.whole(0, 4) === 0 ? roll.whole(1, 2) : 0,
    jpegQuality: roll.pick([75, 85, 90, 92, 95]),
  };
};
