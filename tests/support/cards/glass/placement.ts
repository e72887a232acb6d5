/** Placement of sheets on a flatbed's glass and the scan settings, generated from one seed. */
import type { CardSide } from '#shared/domain/registration.ts';
import { createSeededRandom, type SeededRandom } from '#tests/support/cards/random.ts';
import { cardKinds, holderSeeds, type Face } from './faces.ts';
import type { Shadow } from './canvas.ts';

/** A position on the glass, in millimetres. */
interface PositionMm {
  readonly x: number;
  readonly y: number;
}

export type PlacedSheet =
  | {
      readonly what: 'card';
      readonly face: Face;
      readonly centre: PositionMm;
      readonly turnDeg: number;
      /** Width of the clear film beyond the card. */
      readonly filmMm?: { across: number; down: number };
    }
  | {
      readonly what: 'photo';
      readonly seed: number;
      readonly centre: PositionMm;
      readonly turnDeg: number;
    }
  | {
      readonly what: 'page' | 'receipt';
      readonly widthMm: number;
      readonly heightMm: number;
      readonly centre: PositionMm;
      readonly turnDeg: number;
    };

/** A card whose paper is nearly as light as the lid, so that only a faint edge and a shadow show its outline. */
export interface PaleCard {
  /** Colour of the paper and of an unprinted margin of 1.7 mm. The uneven light applies to it as to the lid. */
  readonly paper: readonly [number, number, number];
}

export interface Placement {
  readonly seed: number;
  readonly dpi: number;
  readonly glass: { readonly widthMm: number; readonly heightMm: number };
  /** Grey of the lid: 246 is white, 20 a black mat. */
  readonly lid: number;
  readonly placedSheets: readonly PlacedSheet[];
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

export const glassAreas = {
  a4: { widthMm: 210, heightMm: 297 },
  /** The card area of the scan settings. */
  card: { widthMm: 110, heightMm: 80 },
  a5: { widthMm: 148, heightMm: 210 },
  /** Room for a card at any angle. */
  square: { widthMm: 125, heightMm: 125 },
} as const;

export const whiteLids = [248, 246, 235, 205] as const;
export const darkLids = [70, 20] as const;

export interface PlacementOptions {
  readonly dpi?: number;
  readonly glass?: keyof typeof glassAreas;
  readonly lid?: number;
  readonly face?: Partial<Face>;
  /** `flush`: in the corner of the glass. `cut`: partly beyond the glass. `beside`, `touching`: front and back together. */
  readonly arrangement?:
    'free' | 'flush' | 'cut' | 'beside' | 'touching' | 'laminated' | 'photo' | 'page' | 'nothing';
  /** `small`: up to 5 degrees. `tilted`: up to 16 degrees. `any`: any angle. `over`: upside-down. */
  readonly turn?: 'small' | 'tilted' | 'any' | 'over';
}

export const ID1 = { w: 85.6, h: 53.98 };

export const randomBetween = (random: SeededRandom, low: number, high: number): number =>
  low + random.next() * (high - low);

export const randomTurn = (random: SeededRandom, turn: PlacementOptions['turn']): number => {
  switch (turn ?? 'small') {
    case 'small':
      return randomBetween(random, -5, 5);
    case 'tilted':
      return randomBetween(random, -16, 16);
    case 'any':
      return randomBetween(random, -180, 180);
    case 'over':
      return 180 + randomBetween(random, -5, 5);
  }
};

/** Half the width and height of a rotated sheet's bounding box. */
const halfExtent = (w: number, h: number, turnDeg: number): PositionMm => {
  const [c, s] = [
    Math.abs(Math.cos((turnDeg * Math.PI) / 180)),
    Math.abs(Math.sin((turnDeg * Math.PI) / 180)),
  ];
  return { x: (w * c + h * s) / 2, y: (w * s + h * c) / 2 };
};

export const randomPosition = (
  random: SeededRandom,
  glass: Placement['glass'],
  w: number,
  h: number,
  turnDeg: number,
): PositionMm => {
  const { x, y } = halfExtent(w, h, turnDeg);
  const freeSpace = { x: glass.widthMm - 2 * x - 3, y: glass.heightMm - 2 * y - 3 };
  return {
    x: x + 1.5 + Math.max(0, freeSpace.x) * random.next(),
    y: y + 1.5 + Math.max(0, freeSpace.y) * random.next(),
  };
};

export const cutOffPosition = (
  random: SeededRandom,
  glass: Placement['glass'],
  turnDeg: number,
): PositionMm => {
  const { x, y } = halfExtent(ID1.w, ID1.h, turnDeg);
  const overhangMm = randomBetween(random, 4, 28);
  const inside = randomPosition(random, glass, ID1.w, ID1.h, turnDeg);
  switch (random.integer(0, 3)) {
    case 0:
      return { ...inside, x: x - overhangMm };
    case 1:
      return { ...inside, x: glass.widthMm - x + overhangMm };
    case 2:
      return { ...inside, y: y - overhangMm };
    default:
      return { ...inside, y: glass.heightMm - y + overhangMm };
  }
};

const sheetsOnGlass = (
  random: SeededRandom,
  glass: Placement['glass'],
  face: Face,
  options: PlacementOptions,
): PlacedSheet[] => {
  const turnDeg = randomTurn(random, options.turn);
  switch (options.arrangement ?? 'free') {
    case 'free':
      return [
        {
          what: 'card',
          face,
          turnDeg,
          centre: randomPosition(random, glass, ID1.w, ID1.h, turnDeg),
        },
      ];
    case 'flush': {
      const straightTurnDeg =
        randomBetween(random, -0.3, 0.3) + (options.turn === 'over' ? 180 : 0);
      const { x, y } = halfExtent(ID1.w, ID1.h, straightTurnDeg);
      const gapMm = { x: randomBetween(random, -0.1, 0.6), y: randomBetween(random, -0.1, 0.6) };
      const isAtRight = random.integer(0, 1) === 1;
      return [
        {
          what: 'card',
          face,
          turnDeg: straightTurnDeg,
          centre: { x: isAtRight ? glass.widthMm - x - gapMm.x : x + gapMm.x, y: y + gapMm.y },
        },
      ];
    }
    case 'cut':
      return [{ what: 'card', face, turnDeg, centre: cutOffPosition(random, glass, turnDeg) }];
    case 'beside': {
      const otherSide: Face = { ...face, side: face.side === 'front' ? 'back' : 'front' };
      const pair = random.integer(0, 1) === 0 ? [face, otherSide] : [otherSide, face];
      const isWide = glass.widthMm > 180;
      return pair.map((cardFace, index) => ({
        what: 'card',
        face: cardFace,
        turnDeg: randomBetween(random, -2, 2) + (options.turn === 'over' ? 180 : 0),
        centre: isWide
          ? {
              x: 50 + index * randomBetween(random, 92, 105),
              y: 60 + randomBetween(random, -10, 60),
            }
          : {
              x: glass.widthMm / 2 + randomBetween(random, -8, 8),
              y: 31 + index * randomBetween(random, 60, 62),
            },
      }));
    }
    case 'touching': {
      const otherSide: Face = { ...face, side: face.side === 'front' ? 'back' : 'front' };
      const pair = random.integer(0, 1) === 0 ? [face, otherSide] : [otherSide, face];
      const [turn, gapMm] = [randomBetween(random, -4, 4), randomBetween(random, 0.1, 1.5)];
      const centreDistance = (gapMm + ID1.h) / 2;
      return pair.map((cardFace, index) => ({
        what: 'card',
        face: cardFace,
        turnDeg: turn + randomBetween(random, -0.05, 0.05),
        centre: {
          x:
            glass.widthMm / 2 - (index * 2 - 1) * centreDistance * Math.sin((turn * Math.PI) / 180),
          y:
            glass.heightMm / 2 +
            (index * 2 - 1) * centreDistance * Math.cos((turn * Math.PI) / 180),
        },
      }));
    }
    case 'laminated': {
      // Commercial film sizes: 60 × 90 mm and 65 × 95 mm.
      const filmMm =
        random.integer(0, 1) === 0 ? { across: 2.2, down: 3 } : { across: 4.7, down: 5.5 };
      const at = randomPosition(
        random,
        glass,
        ID1.w + 2 * filmMm.across,
        ID1.h + 2 * filmMm.down,
        turnDeg,
      );
      return [{ what: 'card', face: { ...face, kind: 'old' }, turnDeg, filmMm, centre: at }];
    }
    case 'photo':
      return [
        {
          what: 'photo',
          seed: face.seed,
          turnDeg,
          centre: randomPosition(random, glass, 35, 45, turnDeg),
        },
      ];
    case 'page':
      return [
        {
          what: 'page',
          widthMm: 148,
          heightMm: 210,
          turnDeg,
          centre: { x: glass.widthMm / 2, y: glass.heightMm / 2 },
        },
      ];
    case 'nothing':
      return [];
  }
};

/** The same seed and options give the same placement. */
export const inventPlacement = (seed: number, options: PlacementOptions = {}): Placement => {
  const random = createSeededRandom(seed + 5_000);
  const side: CardSide = options.face?.side ?? random.pick<CardSide>(['front', 'back']);
  const face: Face = {
    seed: options.face?.seed ?? random.pick(holderSeeds),
    kind: options.face?.kind ?? random.pick(cardKinds),
    side,
  };
  const glass = glassAreas[options.glass ?? 'card'];
  const lid = options.lid ?? random.pick([...whiteLids, ...whiteLids, ...darkLids]);
  const placedSheets = sheetsOnGlass(random, glass, face, options);
  return {
    seed,
    dpi: options.dpi ?? 300,
    glass,
    lid,
    placedSheets,
    // The lamp is in front of or behind the sensor, so the shadow falls along the carriage's direction of travel.
    shadow: {
      dxMm: randomBetween(random, -0.2, 0.2),
      dyMm: randomBetween(random, 0.2, 0.8),
      softMm: randomBetween(random, 0.4, 1.6),
      depth: randomBetween(random, 0.05, 0.35),
    },
    noise: randomBetween(random, 1, 4),
    specks: random.integer(0, 12),
    hairs: random.integer(0, 5) === 0 ? 1 : 0,
    scratches: random.integer(0, 4) === 0 ? random.integer(1, 2) : 0,
    jpegQuality: random.pick([75, 85, 90, 92, 95]),
  };
};
