/** The traits from which a face is drawn: colours, proportions, clothes, hair and age. */
import type { Gender } from './people.ts';
import { createSeededRandom } from './random.ts';

/** Three shades of one colour: where light falls, the colour itself, and in shadow. */
export interface Shades {
  readonly light: string;
  readonly base: string;
  readonly dark: string;
}

export type Covering = 'none' | 'orna' | 'hijab';
export type Beard = 'none' | 'moustache' | 'full';

/** Everything that makes one drawn face differ from the next. */
export interface FaceTraits {
  readonly seed: number;
  readonly gender: Gender;
  readonly skin: Shades;
  readonly lip: string;
  readonly hair: Shades;
  readonly cloth: Shades;
  readonly scarf: Shades;
  readonly covering: Covering;
  readonly beard: Beard;
  readonly glasses: boolean;
  /** 0 (young) to 1 (old): strength of the lines in the face. */
  readonly lines: number;
  /** Width and height of the face against the standard head, near 1. */
  readonly wide: number;
  readonly tall: number;
  readonly browLift: number;
  readonly mouthWide: number;
  readonly noseWide: number;
}

const SKINS: readonly Shades[] = [
  { light: '#E3B68F', base: '#C58F66', dark: '#8A5838' },
  { light: '#D7A47A', base: '#B47B52', dark: '#78492C' },
  { light: '#C48D62', base: '#9C6640', dark: '#653A22' },
  { light: '#EAC4A2', base: '#D2A07A', dark: '#99694A' },
];
const LIPS = ['#A4574C', '#98503F', '#864637', '#B0625A'];
const BLACK: Shades = { light: '#4A413D', base: '#241E1C', dark: '#0F0C0B' };
const GREY: Shades = { light: '#A9A5A1', base: '#6D6966', dark: '#3F3C3A' };
const CLOTHS: readonly Shades[] = [
  { light: '#F4F5F3', base: '#DDE2E2', dark: '#A5AFB3' },
  { light: '#B4CBE2', base: '#7FA1C4', dark: '#4C6E93' },
  { light: '#D9C9A8', base: '#B9A377', dark: '#82704A' },
  { light: '#7C8E83', base: '#56695E', dark: '#34443B' },
];
const SCARVES: readonly Shades[] = [
  { light: '#5B9C90', base: '#337568', dark: '#1B4A41' },
  { light: '#C0708A', base: '#96455F', dark: '#632638' },
  { light: '#7C83BE', base: '#525A98', dark: '#313767' },
  { light: '#D9A85B', base: '#B5823A', dark: '#7B5520' },
];

/**
 * The traits of an invented face.
 * @param birthYear four digits; an early year greys the hair and deepens the lines
 */
export function faceTraits(seed: number, gender: Gender, birthYear: number): FaceTraits {
  const random = createSeededRandom(seed + 7_000);
  const lines = Math.min(1, Math.max(0, (2000 - birthYear) / 45));
  const tone = random.whole(0, SKINS.length - 1);
  const man = gender === 'Male';
  return {
    seed,
    gender,
    skin: SKINS[tone] ?? random.pick(SKINS),
    lip: LIPS[tone] ?? random.pick(LIPS),
    hair: birthYear < 1966 ? GREY : BLACK,
    cloth: random.pick(CLOTHS),
    scarf: random.pick(SCARVES),
    covering: man ? 'none' : random.pick<Covering>(['none', 'orna', 'orna', 'hijab']),
    beard: man ? random.pick<Beard>(['none', 'moustache', 'moustache', 'full']) : 'none',
    glasses: random.next() < 0.2,
    lines,
    wide: 0.96 + random.next() * 0.07,
    tall: 0.98 + random.next() * 0.04,
    browLift: random.whole(-4, 4),
    mouthWide: 0.92 + random.next() * 0.14,
    noseWide: 0.9 + random.next() * 0.2,
  };
}
