/**
 * Measures card detection and quality checks in generated flatbed scans over hundreds of seeded placements, against required
 * rates. Cards and scans are synthetic, so results with real ones will be worse.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedCard } from '#main/imaging/port.ts';
import { pictureChecks, type CardSide, type PictureCheck } from '#shared/domain/registration.ts';
import { describeCard, withPictureMeta } from '#main/registrations/picture-meta.ts';
import { blurred, darkened, glaring, moved, washedOut } from '#tests/support/cards/glass/faults.ts';
import { castFaces } from '#tests/support/cards/glass/faces.ts';
import { inventPlacement, type PlacementOptions } from '#tests/support/cards/glass/placement.ts';
import {
  scanGlass,
  type Fault,
  type Scan,
  type TrueCard,
} from '#tests/support/cards/glass/scan.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { printTable, quantile, shareOf, worstCornerMm } from './measure.ts';

const { card: prepare, stop } = startImagingProcess();
afterAll(stop);

const faces = await castFaces();

interface Case {
  readonly dpi: number;
  readonly name: string;
  readonly scan: Scan;
  readonly truth: TrueCard | null;
  readonly prepared: PreparedCard;
}

const NO_CARD: readonly PictureCheck[] = ['card-present', 'whole-card'];

let nextSeed = 1;

/** @param expectedSide the side that is asked for, from the side on the glass; defaults to the side on the glass. */
const scanOne = async (
  name: string,
  wish: PlacementOptions,
  fault?: Fault,
  expectedSide?: (side: CardSide) => CardSide,
): Promise<Case> => {
  const placement = inventPlacement(nextSeed++, wish);
  const scan = await scanGlass(placement, faces, fault);
  const truth = scan.cards[0] ?? null;
  const shownSide = truth?.face.side ?? 'front';
  const prepared = await prepare(scan.bytes, {
    side: expectedSide ? expectedSide(shownSide) : shownSide,
    dpi: scan.dpi,
  });
  // The pictures are not kept, to save memory.
  return {
    dpi: scan.dpi,
    name,
    scan: { ...scan, bytes: new Uint8Array() },
    truth,
    prepared: { ...prepared, source: { ...prepared.source, jpeg: new Uint8Array() } },
  };
};

const scanMany = async (
  count: number,
  name: string,
  wish: PlacementOptions,
  fault?: (n: number) => Fault,
  expectedSide?: (side: CardSide) => CardSide,
): Promise<Case[]> => {
  const cases: Case[] = [];
  for (let n = 0; n < count; n++) cases.push(await scanOne(name, wish, fault?.(n), expectedSide));
  return cases;
};

const wishes: readonly (readonly [string, number, PlacementOptions])[] = [
  ['within 5 degrees', 40, { dpi: 300 }],
  ['within 16 degrees', 12, { dpi: 300, turn: 'tilted' }],
  ['at any angle', 14, { dpi: 300, turn: 'any', glass: 'square' }],
  ['upside-down', 12, { dpi: 300, turn: 'over' }],
  ['flush in the corner', 14, { dpi: 300, lie: 'flush' }],
  ['flush, upside-down', 6, { dpi: 300, lie: 'flush', turn: 'over' }],
  ['pale back on a white lid', 6, { dpi: 300, lid: 248, face: { kind: 'smart', side: 'back' } }],
  ['laminated, film untrimmed', 10, { dpi: 300, lie: 'laminated', glass: 'square' }],
  ['two cards beside each other', 8, { dpi: 300, lie: 'beside', glass: 'square' }],
  ['two cards that touch', 8, { dpi: 300, lie: 'touching', glass: 'square' }],
  ['on the whole glass', 4, { dpi: 300, turn: 'any', glass: 'a4' }],
  ['within 16 degrees', 34, { dpi: 200, turn: 'tilted' }],
  ['at any angle', 12, { dpi: 200, turn: 'any', glass: 'square' }],
  ['two cards on the whole glass', 6, { dpi: 200, lie: 'beside', glass: 'a4' }],
  ['within 5 degrees', 20, { dpi: 600 }],
  ['flush in the corner', 6, { dpi: 600, lie: 'flush' }],
  ['on the whole glass', 1, { dpi: 600, turn: 'any', glass: 'a4' }],
];

const goodCases: Case[] = [];
for (const [name, count, wish] of wishes) goodCases.push(...(await scanMany(count, name, wish)));

const isFound = ({ prepared }: Case): boolean => prepared.foundBy === 'size';
const errorOf = ({ scan, truth, prepared }: Case): number =>
  truth ? worstCornerMm(scan, truth, prepared) : Number.NaN;

describe('card detection', () => {
  const row = (name: string, cases: readonly Case[]) => {
    const errors = cases.filter(isFound).map(errorOf);
    const within = errors.filter((error) => error <= 1).length;
    const scores = cases.map(({ prepared }) => prepared.score ?? 0);
    return [
      name,
      cases.length,
      errors.length,
      within,
      quantile(errors, 0.5),
      quantile(errors, 0.95),
      Math.max(...errors),
      Math.min(...scores),
    ];
  };
  const head = [
    'placements',
    'n',
    'found',
    '≤ 1 mm',
    'median mm',
    'p95 mm',
    'max mm',
    'least score',
  ];

  it('finds at least 99 % of the cards, and the worst corner within 1 mm in at least 97 %', () => {
    printTable(
      'Finding by known size, by resolution (error of the worst corner; wrong way up counts as far off)',
      head,
      [
        ...[200, 300, 600].map((dpi) =>
          row(
            `${dpi} dpi`,
            goodCases.filter((result) => result.dpi === dpi),
          ),
        ),
        row('all', goodCases),
      ],
    );
    printTable(
      'Finding by known size, by placement',
      head,
      [...new Set(goodCases.map(({ name }) => name))].map((name) =>
        row(
          name,
          goodCases.filter((result) => result.name === name),
        ),
      ),
    );
    expect(goodCases.length).toBeGreaterThanOrEqual(200);
    expect(shareOf(goodCases, isFound)).toBeGreaterThanOrEqual(0.99);
    expect(
      shareOf(goodCases, (result) => isFound(result) && errorOf(result) <= 1),
    ).toBeGreaterThanOrEqual(0.97);
  });

  it('returns the expected side of two cards on the glass', () => {
    const pairs = goodCases.filter(({ name }) => name.startsWith('two cards'));
    expect(pairs.length).toBeGreaterThan(20);
    for (const result of pairs) {
      expect(result.prepared.recognisedSide, result.name).toBe(result.truth?.face.side);
      expect(errorOf(result), result.name).toBeLessThan(1);
    }
  });

  it('rotates cards upright', () => {
    expect(
      shareOf(goodCases, (result) => result.prepared.recognisedSide === result.truth?.face.side),
    ).toBeGreaterThanOrEqual(0.99);
    expect(shareOf(goodCases, (result) => errorOf(result) < 20)).toBeGreaterThanOrEqual(0.99);
  });

  it('rejects cut-off cards, photos, pages and an empty glass', async () => {
    const groups: readonly (readonly [string, number, PlacementOptions])[] = [
      ['cut off at the edge', 14, { lie: 'cut' }],
      ['cut off, at any angle', 8, { lie: 'cut', turn: 'any', glass: 'square' }],
      ['passport photo', 8, { lie: 'photo', turn: 'tilted' }],
      ['nothing but dust and hairs', 6, { lie: 'nothing' }],
      ['A5 page', 4, { lie: 'page', glass: 'a4', dpi: 200 }],
    ];
    const rows: (string | number)[][] = [];
    let accepted = 0;
    for (const [name, count, wish] of groups) {
      const cases = await scanMany(count, name, wish);
      const acceptedCount = cases.filter(
        ({ prepared }) =>
          prepared.foundBy !== 'nothing' ||
          !prepared.failedChecks.some((check) => NO_CARD.includes(check)),
      ).length;
      rows.push([name, count, acceptedCount]);
      accepted += acceptedCount;
    }
    printTable('Wrongly accepted placements', ['on the glass', 'n', 'accepted'], rows);
    expect(accepted).toBe(0);
  });
});

describe('quality checks', () => {
  const sharpEnough = goodCases.filter(({ dpi }) => dpi >= 300);
  const interpolate = (n: number, count: number, low: number, high: number): number =>
    low + ((high - low) * n) / (count - 1);
  const COUNT = 20;
  const otherSide = (side: CardSide): CardSide => (side === 'front' ? 'back' : 'front');
  /** Alternates optical blur and motion blur. */
  const blurFault = (n: number): Fault =>
    n % 2 === 0
      ? blurred(interpolate(n, COUNT, 0.15, 0.3))
      : moved(interpolate(n, COUNT, 1.2, 2.4), n % 4 === 1);
  const faults: readonly (readonly [
    string,
    PictureCheck,
    PlacementOptions,
    ((n: number) => Fault) | undefined,
    ((side: CardSide) => CardSide)?,
  ])[] = [
    ['blur 0.15 to 0.3 mm, motion 1.2 to 2.4 mm', 'sharp', {}, blurFault],
    ['35 to 55 % of the light', 'not-dark', {}, (n) => darkened(interpolate(n, COUNT, 0.35, 0.55))],
    [
      '25 to 60 levels too bright',
      'not-washed-out',
      {},
      (n) => washedOut(1, interpolate(n, COUNT, 25, 60)),
    ],
    ['glare of 12 to 28 mm across', 'no-glare', {}, (n) => glaring(interpolate(n, COUNT, 6, 14))],
    ['150 dpi', 'wide-enough', { dpi: 150, turn: 'tilted' }, undefined],
    ['the other side', 'right-side', {}, undefined, otherSide],
    ['cut off', 'whole-card', { lie: 'cut' }, undefined],
  ];

  it('report each defect on at least 95 % of the cards that have it', async () => {
    const rows: (string | number)[][] = [];
    const shares: number[] = [];
    for (const [name, check, wish, fault, expectedSide] of faults) {
      const cases = await scanMany(COUNT, name, wish, fault, expectedSide);
      const reported = cases.filter(({ prepared }) => prepared.failedChecks.includes(check)).length;
      const others = pictureChecks.filter(
        (other) =>
          other !== check && cases.some(({ prepared }) => prepared.failedChecks.includes(other)),
      );
      const counts = others.map(
        (other) =>
          `${other} ${cases.filter(({ prepared }) => prepared.failedChecks.includes(other)).length}`,
      );
      rows.push([name, check, cases.length, reported, counts.join(', ')]);
      shares.push(reported / cases.length);
    }
    printTable('Faults', ['what is wrong', 'check', 'n', 'named', 'named as well'], rows);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('report defects on fewer than 2 % of the good cards', () => {
    const falseAlarms = sharpEnough.filter(({ prepared }) => prepared.failedChecks.length > 0);
    const rows = pictureChecks.map((check) => [
      check,
      falseAlarms.filter(({ prepared }) => prepared.failedChecks.includes(check)).length,
    ]);
    printTable(
      `False alarms on ${sharpEnough.length} good scans of 300 and 600 dpi`,
      ['check', 'n'],
      rows,
    );
    expect(sharpEnough.length).toBeGreaterThanOrEqual(100);
    expect(falseAlarms.length / sharpEnough.length).toBeLessThan(0.02);
  });

  it('distinguish the same side scanned twice from front and back', () => {
    const casesOfFace = (seed: number, kind: string, side: CardSide): Case[] =>
      sharpEnough.filter(
        ({ truth, name }) =>
          truth?.face.seed === seed &&
          truth.face.kind === kind &&
          truth.face.side === side &&
          !name.startsWith('laminated'),
      );
    const noPictures = { front: null, back: null, photo: null };
    const metaOf = (result: Case, at: number) =>
      describeCard(result.prepared, 'scanner', result.dpi, at);
    const isReportedAsSameSide = (first: Case, second: Case): boolean => {
      const body = { pictures: noPictures } as unknown as Parameters<typeof withPictureMeta>[0];
      const placed = withPictureMeta(
        withPictureMeta(body, 'front', metaOf(first, 1)),
        'back',
        metaOf(second, 2),
      );
      return placed.pictures.back?.failedChecks.includes('two-different-sides') ?? false;
    };
    let [same, sameNamed, different, differentNamed] = [0, 0, 0, 0];
    for (const seed of new Set(sharpEnough.map(({ truth }) => truth!.face.seed))) {
      for (const kind of ['old', 'smart']) {
        const [fronts, backs] = [casesOfFace(seed, kind, 'front'), casesOfFace(seed, kind, 'back')];
        for (const side of [fronts, backs]) {
          side.slice(1).forEach((second, index) => {
            same += 1;
            if (isReportedAsSameSide(side[index]!, second)) sameNamed += 1;
          });
        }
        fronts.forEach((front, index) => {
          const back = backs[index];
          if (!back) return;
          different += 1;
          if (isReportedAsSameSide(front, back)) differentNamed += 1;
        });
      }
    }
    printTable(
      'Two pictures of one card, by their difference hash',
      ['pictures', 'n', 'named'],
      [
        ['the same side twice', same, sameNamed],
        ['front and back', different, differentNamed],
      ],
    );
    expect(same).toBeGreaterThanOrEqual(40);
    expect(sameNamed / same).toBeGreaterThanOrEqual(0.95);
    expect(different).toBeGreaterThanOrEqual(30);
    expect(differentNamed / different).toBeLessThan(0.02);
  });
});
