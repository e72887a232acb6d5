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

/** The traits in which drawn faces differ. */
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
  readonly widthScale: number;
  readonly heightScale: number;
  /** Height of the brows above those of the standard head, user units. */
  readonly browLift: number;
  readonly mouthScale: number;
  readonly noseScale: number;
}

const SKIN_COLOURS: readonly Shades[] = [
  { light: '#E3B68F', base: '#C58F66', dark: '#8A5838' },
  { light: '#D7A47A', base: '#B47B52', dark: '#78492C' },
  { light: '#C48D62', base: '#9C6640', dark: '#653A22' },
  { light: '#EAC4A2', base: '#D2A07A', dark: '#99694A' },
];
const LIP_COLOURS = ['#A4574C', '#98503F', '#864637', '#B0625A'];
const BLACK_HAIR: Shades = { light: '#4A413D', base: '#241E1C', dark: '#0F0C0B' };
const GREY_HAIR: Shades = { light: '#A9A5A1', base: '#6D6966', dark: '#3F3C3A' };
const CLOTH_COLOURS: readonly Shades[] = [
  { light: '#F4F5F3', base: '#DDE2E2', dark: '#A5AFB3' },
  { light: '#B4CBE2', base: '#7FA1C4', dark: '#4C6E93' },
  { light: '#D9C9A8', base: '#B9A377', dark: '#82704A' },
  { light: '#7C8E83', base: '#56695E', dark: '#34443B' },
];
const SCARF_COLOURS: readonly Shades[] = [
  { light: '#5B9C90', base: '#337568', dark: '#1B4A41' },
  { light: '#C0708A', base: '#96455F', dark: '#632638' },
  { light: '#7C83BE', base: '#525A98', dark: '#313767' },
  { light: '#D9A85B', base: '#B5823A', dark: '#7B5520' },
];

/** Faces of people born in this year or later have no lines; those born 45 years earlier have the strongest. */
const YEAR_WITHOUT_LINES = 2000;
const YEARS_TO_FULL_LINES = 45;
const FIRST_YEAR_WITH_BLACK_HAIR = 1966;

/**
 * The traits of an invented face.
 * @param birthYear four digits; an early year greys the hair and deepens the lines
 */
export function inventFaceTraits(seed: number, gender: Gender, birthYear: number): FaceTraits {
  const random = createSeededRandom(seed + 7_000);
  const lines = Math.min(1, Math.max(0, (YEAR_WITHOUT_LINES - birthYear) / YEARS_TO_FULL_LINES));
  const tone = random.integer(0, SKIN_COLOURS.length - 1);
  const isMale = gender === 'Male';
  return {
    seed,
    gender,
    skin: SKIN_COLOURS[tone] ?? random.pick(SKIN_COLOURS),
    lip: LIP_COLOURS[tone] ?? random.pick(LIP_COLOURS),
    hair: birthYear < FIRST_YEAR_WITH_BLACK_HAIR ? GREY_HAIR : BLACK_HAIR,
    cloth: random.pick(CLOTH_COLOURS),
    scarf: random.pick(SCARF_COLOURS),
    covering: isMale ? 'none' : random.pick<Covering>(['none', 'orna', 'orna', 'hijab']),
    beard: isMale ? random.pick<Beard>(['none', 'moustache', 'moustache', 'full']) : 'none',
    glasses: random.next() < 0.2,
    lines,
    widthScale: 0.96 + random.next() * 0.07,
    heightScale: 0.98 + random.next() * 0.04,
    browLift: random.integer(-4, 4),
    mouthScale: 0.92 + random.next() * 0.14,
    noseScale: 0.9 + random.next() * 0.2,
  };
}
