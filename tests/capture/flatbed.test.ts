/**
 * Measures card detection and quality checks in generated flatbed scans over hundreds of seeded placements, against required
 * rates. Cards and scans are synthetic, so results with real ones will be worse.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedCard } from '#main/imaging/port.ts';
import { pictureChecks, type CardSide, type PictureCheck } from '#shared/domain/registration.ts';
import { describeCard, withPictureMeta } from '#main/registrations/picture-meta.ts';
import { blurred, darkened, glaring, moved, washedOut } from '#tests/support/cards/glass/faults.ts';
import { drawHolderFaces } from '#tests/support/cards/glass/faces.ts';
import { inventPlacement, type PlacementOptions } from '#tests/support/cards/glass/placement.ts';
import {
  renderScan,
  type Fault,
  type Scan,
  type CardGroundTruth,
} from '#tests/support/cards/glass/scan.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { printTable, quantile, shareOf, worstCornerErrorMm } from './measure.ts';

const { card: prepare, stop } = startImagingProcess();
afterAll(stop);

const faces = await drawHolderFaces();

interface Case {
  readonly dpi: number;
  readonly name: string;
  readonly scan: Scan;
  readonly trueCard: CardGroundTruth | null;
  readonly prepared: PreparedCard;
}

const MAX_ERROR_MM = 1;
/** Checks that report that the picture has no complete card. */
const NO_CARD_CHECKS: readonly PictureCheck[] = ['card-present', 'whole-card'];

let nextSeed = 1;

/**
 * Scans a generated placement and detects the card.
 *
 * @param expectedSide returns the side that the detection expects, from the side on the glass; by default the side on the glass.
 */
const scanAndDetect = async (
  name: string,
  options: PlacementOptions,
  fault?: Fault,
  expectedSide?: (side: CardSide) => CardSide,
): Promise<Case> => {
  const placement = inventPlacement(nextSeed++, options);
  const scan = await renderScan(placement, faces, fault);
  const trueCard = scan.cards[0] ?? null;
  const shownSide = trueCard?.face.side ?? 'front';
  const prepared = await prepare(scan.bytes, {
    side: expectedSide ? expectedSide(shownSide) : shownSide,
    dpi: scan.dpi,
  });
  // The pictures are not kept, to save memory.
  return {
    dpi: scan.dpi,
    name,
    scan: { ...scan, bytes: new Uint8Array() },
    trueCard,
    prepared: { ...prepared, source: { ...prepared.source, jpeg: new Uint8Array() } },
  };
};

const scanAndDetectMany = async (
  count: number,
  name: string,
  options: PlacementOptions,
  fault?: (index: number) => Fault,
  expectedSide?: (side: CardSide) => CardSide,
): Promise<Case[]> => {
  const cases: Case[] = [];
  for (let index = 0; index < count; index++)
    cases.push(await scanAndDetect(name, options, fault?.(index), expectedSide));
  return cases;
};

/** Name, number of scans and options of each group of placements with a complete card. */
const placementGroups: readonly (readonly [string, number, PlacementOptions])[] = [
  ['within 5 degrees', 40, { dpi: 300 }],
  ['within 16 degrees', 12, { dpi: 300, turn: 'tilted' }],
  ['at any angle', 14, { dpi: 300, turn: 'any', glass: 'square' }],
  ['upside-down', 12, { dpi: 300, turn: 'over' }],
  ['flush in the corner', 14, { dpi: 300, arrangement: 'flush' }],
  ['flush, upside-down', 6, { dpi: 300, arrangement: 'flush', turn: 'over' }],
  ['pale back on a white lid', 6, { dpi: 300, lid: 248, face: { kind: 'smart', side: 'back' } }],
  ['laminated, film untrimmed', 10, { dpi: 300, arrangement: 'laminated', glass: 'square' }],
  ['two cards beside each other', 8, { dpi: 300, arrangement: 'beside', glass: 'square' }],
  ['two cards that touch', 8, { dpi: 300, arrangement: 'touching', glass: 'square' }],
  ['on the whole glass', 4, { dpi: 300, turn: 'any', glass: 'a4' }],
  ['within 16 degrees', 34, { dpi: 200, turn: 'tilted' }],
  ['at any angle', 12, { dpi: 200, turn: 'any', glass: 'square' }],
  ['two cards on the whole glass', 6, { dpi: 200, arrangement: 'beside', glass: 'a4' }],
  ['within 5 degrees', 20, { dpi: 600 }],
  ['flush in the corner', 6, { dpi: 600, arrangement: 'flush' }],
  ['on the whole glass', 1, { dpi: 600, turn: 'any', glass: 'a4' }],
];

const goodCases: Case[] = [];
for (const [name, count, options] of placementGroups)
  goodCases.push(...(await scanAndDetectMany(count, name, options)));

const isFound = ({ prepared }: Case): boolean => prepared.foundBy === 'size';
/** The error of the worst corner in mm; NaN if there is no card. */
const errorMm = ({ scan, trueCard, prepared }: Case): number =>
  trueCard ? worstCornerErrorMm(scan, trueCard, prepared) : Number.NaN;

describe('card detection', () => {
  const createRow = (name: string, cases: readonly Case[]) => {
    const errors = cases.filter(isFound).map(errorMm);
    const accurateCount = errors.filter((error) => error <= MAX_ERROR_MM).length;
    const scores = cases.map(({ prepared }) => prepared.score ?? 0);
    return [
      name,
      cases.length,
      errors.length,
      accurateCount,
      quantile(errors, 0.5),
      quantile(errors, 0.95),
      Math.max(...errors),
      Math.min(...scores),
    ];
  };
  const columnTitles = [
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
      columnTitles,
      [
        ...[200, 300, 600].map((dpi) =>
          createRow(
            `${dpi} dpi`,
            goodCases.filter((result) => result.dpi === dpi),
          ),
        ),
        createRow('all', goodCases),
      ],
    );
    printTable(
      'Finding by known size, by placement',
      columnTitles,
      [...new Set(goodCases.map(({ name }) => name))].map((name) =>
        createRow(
          name,
          goodCases.filter((result) => result.name === name),
        ),
      ),
    );
    expect(goodCases.length).toBeGreaterThanOrEqual(200);
    expect(shareOf(goodCases, isFound)).toBeGreaterThanOrEqual(0.99);
    expect(
      shareOf(goodCases, (result) => isFound(result) && errorMm(result) <= MAX_ERROR_MM),
    ).toBeGreaterThanOrEqual(0.97);
  });

  it('returns the expected side of two cards on the glass', () => {
    const twoCardCases = goodCases.filter(({ name }) => name.startsWith('two cards'));
    expect(twoCardCases.length).toBeGreaterThan(20);
    for (const result of twoCardCases) {
      expect(result.prepared.recognisedSide, result.name).toBe(result.trueCard?.face.side);
      expect(errorMm(result), result.name).toBeLessThan(1);
    }
  });

  it('rotates cards upright', () => {
    expect(
      shareOf(goodCases, (result) => result.prepared.recognisedSide === result.trueCard?.face.side),
    ).toBeGreaterThanOrEqual(0.99);
    expect(shareOf(goodCases, (result) => errorMm(result) < 20)).toBeGreaterThanOrEqual(0.99);
  });

  it('rejects cut-off cards, photos, pages and an empty glass', async () => {
    const invalidGroups: readonly (readonly [string, number, PlacementOptions])[] = [
      ['cut off at the edge', 14, { arrangement: 'cut' }],
      ['cut off, at any angle', 8, { arrangement: 'cut', turn: 'any', glass: 'square' }],
      ['passport photo', 8, { arrangement: 'photo', turn: 'tilted' }],
      ['nothing but dust and hairs', 6, { arrangement: 'nothing' }],
      ['A5 page', 4, { arrangement: 'page', glass: 'a4', dpi: 200 }],
    ];
    const rows: (string | number)[][] = [];
    let accepted = 0;
    for (const [name, count, options] of invalidGroups) {
      const cases = await scanAndDetectMany(count, name, options);
      const acceptedCount = cases.filter(
        ({ prepared }) =>
          prepared.foundBy !== 'nothing' ||
          !prepared.failedChecks.some((check) => NO_CARD_CHECKS.includes(check)),
      ).length;
      rows.push([name, count, acceptedCount]);
      accepted += acceptedCount;
    }
    printTable('Wrongly accepted placements', ['on the glass', 'n', 'accepted'], rows);
    expect(accepted).toBe(0);
  });
});

describe('quality checks', () => {
  const highResolutionCases = goodCases.filter(({ dpi }) => dpi >= 300);
  const CARDS_PER_FAULT = 20;
  /** @returns the value of this card, from the lowest for the first to the highest for the last. */
  const interpolate = (index: number, low: number, high: number): number =>
    low + ((high - low) * index) / (CARDS_PER_FAULT - 1);
  const otherSide = (side: CardSide): CardSide => (side === 'front' ? 'back' : 'front');
  /** Alternates optical blur and motion blur. */
  const blurFault = (index: number): Fault =>
    index % 2 === 0
      ? blurred(interpolate(index, 0.15, 0.3))
      : moved(interpolate(index, 1.2, 2.4), index % 4 === 1);
  const faults: readonly (readonly [
    string,
    PictureCheck,
    PlacementOptions,
    ((index: number) => Fault) | undefined,
    ((side: CardSide) => CardSide)?,
  ])[] = [
    ['blur 0.15 to 0.3 mm, motion 1.2 to 2.4 mm', 'sharp', {}, blurFault],
    [
      '35 to 55 % of the light',
      'not-dark',
      {},
      (index) => darkened(interpolate(index, 0.35, 0.55)),
    ],
    [
      '25 to 60 levels too bright',
      'not-washed-out',
      {},
      (index) => washedOut(1, interpolate(index, 25, 60)),
    ],
    ['glare of 12 to 28 mm across', 'no-glare', {}, (index) => glaring(interpolate(index, 6, 14))],
    ['150 dpi', 'wide-enough', { dpi: 150, turn: 'tilted' }, undefined],
    ['the other side', 'right-side', {}, undefined, otherSide],
    ['cut off', 'whole-card', { arrangement: 'cut' }, undefined],
  ];

  it('report each defect on at least 95 % of the cards that have it', async () => {
    const rows: (string | number)[][] = [];
    const shares: number[] = [];
    for (const [name, check, options, fault, expectedSide] of faults) {
      const cases = await scanAndDetectMany(CARDS_PER_FAULT, name, options, fault, expectedSide);
      const reported = cases.filter(({ prepared }) => prepared.failedChecks.includes(check)).length;
      const otherChecks = pictureChecks.filter(
        (other) =>
          other !== check && cases.some(({ prepared }) => prepared.failedChecks.includes(other)),
      );
      const otherCounts = otherChecks.map(
        (other) =>
          `${other} ${cases.filter(({ prepared }) => prepared.failedChecks.includes(other)).length}`,
      );
      rows.push([name, check, cases.length, reported, otherCounts.join(', ')]);
      shares.push(reported / cases.length);
    }
    printTable('Faults', ['what is wrong', 'check', 'n', 'named', 'named as well'], rows);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('report defects on fewer than 2 % of the good cards', () => {
    const falseAlarms = highResolutionCases.filter(
      ({ prepared }) => prepared.failedChecks.length > 0,
    );
    const rows = pictureChecks.map((check) => [
      check,
      falseAlarms.filter(({ prepared }) => prepared.failedChecks.includes(check)).length,
    ]);
    printTable(
      `False alarms on ${highResolutionCases.length} good scans of 300 and 600 dpi`,
      ['check', 'n'],
      rows,
    );
    expect(highResolutionCases.length).toBeGreaterThanOrEqual(100);
    expect(falseAlarms.length / highResolutionCases.length).toBeLessThan(0.02);
  });

  it('distinguish the same side scanned twice from front and back', () => {
    const casesOfFace = (seed: number, kind: string, side: CardSide): Case[] =>
      highResolutionCases.filter(
        ({ trueCard, name }) =>
          trueCard?.face.seed === seed &&
          trueCard.face.kind === kind &&
          trueCard.face.side === side &&
          !name.startsWith('laminated'),
      );
    const noPictures = { front: null, back: null, photo: null };
    const metaOf = (result: Case, at: number) =>
      describeCard(result.prepared, 'scanner', result.dpi, at);
    const isReportedAsSameSide = (first: Case, second: Case): boolean => {
      const emptyBody = { pictures: noPictures } as unknown as Parameters<
        typeof withPictureMeta
      >[0];
      const bodyWithBoth = withPictureMeta(
        withPictureMeta(emptyBody, 'front', metaOf(first, 1)),
        'back',
        metaOf(second, 2),
      );
      return bodyWithBoth.pictures.back?.failedChecks.includes('two-different-sides') ?? false;
    };
    let [sameSidePairs, reportedSameSidePairs] = [0, 0];
    let [differentSidePairs, reportedDifferentSidePairs] = [0, 0];
    for (const seed of new Set(highResolutionCases.map(({ trueCard }) => trueCard!.face.seed))) {
      for (const kind of ['old', 'smart']) {
        const [fronts, backs] = [casesOfFace(seed, kind, 'front'), casesOfFace(seed, kind, 'back')];
        for (const casesOfSide of [fronts, backs]) {
          casesOfSide.slice(1).forEach((second, index) => {
            sameSidePairs += 1;
            if (isReportedAsSameSide(casesOfSide[index]!, second)) reportedSameSidePairs += 1;
          });
        }
        fronts.forEach((front, index) => {
          const back = backs[index];
          if (!back) return;
          differentSidePairs += 1;
          if (isReportedAsSameSide(front, back)) reportedDifferentSidePairs += 1;
        });
      }
    }
    printTable(
      'Two pictures of one card, by their difference hash',
      ['pictures', 'n', 'named'],
      [
        ['the same side twice', sameSidePairs, reportedSameSidePairs],
        ['front and back', differentSidePairs, reportedDifferentSidePairs],
      ],
    );
    expect(sameSidePairs).toBeGreaterThanOrEqual(40);
    expect(reportedSameSidePairs / sameSidePairs).toBeGreaterThanOrEqual(0.95);
    expect(differentSidePairs).toBeGreaterThanOrEqual(30);
    expect(reportedDifferentSidePairs / differentSidePairs).toBeLessThan(0.02);
  });
});
