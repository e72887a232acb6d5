/**
 * Measures card detection and false detections on scanner lids from black to white, down to barely visible card edges. An edge of 4
 * grey levels is assumed to be visible to a person; at 2 levels only the shadow and the print are.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { CardSide } from '#shared/domain/registration.ts';
import type { CardKind } from '#tests/support/cards/people.ts';
import { drawHolderFaces } from '#tests/support/cards/glass/faces.ts';
import {
  inventLidPlacement,
  type Lid,
  type LidPlacementOptions,
  type LidContent,
} from '#tests/support/cards/glass/lids.ts';
import { renderScan } from '#tests/support/cards/glass/scan.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { meanCornerErrorMm, printTable, quantile } from './measure.ts';

/** Number of scans per cell with a faint edge, and per cell with the card's own paper. */
const SCANS_PER_FAINT_CELL = 2;
const SCANS_PER_PLAIN_CELL = 2;
/**
 * Difference in grey levels between paper and lid from which a person sees the edge on a screen: about 1.6 % of white. This is
 * an assumption, not a measurement.
 */
const VISIBLE_CONTRAST = 4;
const CONTRASTS = [2, 4, 8] as const;
const FAINT_LIDS: readonly Lid[] = ['off-white', 'white'];
const LIDS: readonly Lid[] = ['black', 'grey', ...FAINT_LIDS];
const CARDS: readonly (readonly [CardKind, CardSide])[] = [
  ['old', 'front'],
  ['old', 'back'],
  ['smart', 'front'],
  ['smart', 'back'],
];
const MIN_SHARE = 0.97;
const MAX_ERROR_MM = 1.5;

const processes = [startImagingProcess(), startImagingProcess()];
afterAll(async () => {
  await Promise.all(processes.map(({ stop }) => stop()));
});
const faces = await drawHolderFaces();

interface Outcome {
  readonly options: LidPlacementOptions;
  readonly isFound: boolean;
  /** Mean distance of the corners from the true ones in mm; NaN if nothing was found or there is no card. */
  readonly errorMm: number;
}

/** Scans placements and detects their cards. Two workers run, so that one scan is drawn while another is searched. */
const detectCards = async (
  placements: readonly LidPlacementOptions[],
  firstSeed: number,
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  let nextIndex = 0;
  const runWorker = async ({ card: prepare }: (typeof processes)[number]): Promise<void> => {
    for (let index = nextIndex++; index < placements.length; index = nextIndex++) {
      const options = placements[index]!;
      const scan = await renderScan(inventLidPlacement(firstSeed + index, options), faces);
      const prepared = await prepare(scan.bytes, { side: options.side ?? 'front', dpi: scan.dpi });
      const isFound = prepared.foundBy !== 'nothing';
      const trueCard = scan.cards[0];
      outcomes.push({
        options,
        isFound,
        errorMm:
          isFound && trueCard ? meanCornerErrorMm(scan, trueCard.cornersPx, prepared) : Number.NaN,
      });
    }
  };
  await Promise.all(processes.map(runWorker));
  return outcomes;
};

const repeat = <T>(value: T, count: number): T[] => Array.from({ length: count }, () => value);

const cardPlacements = (
  lids: readonly Lid[],
  contrasts: readonly (number | null)[],
  count: number,
): LidPlacementOptions[] =>
  lids.flatMap((lid) =>
    CARDS.flatMap(([kind, side]) =>
      contrasts.flatMap((contrast) =>
        repeat({ what: 'card' as const, lid, kind, side, contrast }, count),
      ),
    ),
  );

/** The results of all scans with the same lid, kind and side of card, and contrast. */
interface Cell {
  readonly options: LidPlacementOptions;
  readonly scanCount: number;
  /** Errors of the detected cards in mm. */
  readonly errors: readonly number[];
  readonly accurateCount: number;
}

const cellName = ({ lid, kind, side, contrast }: LidPlacementOptions): string =>
  `${lid} ${kind ?? ''} ${side ?? ''} ${contrast ?? 'own paper'}`;

const groupByCell = (outcomes: readonly Outcome[]): Cell[] =>
  [...Map.groupBy(outcomes, ({ options }) => cellName(options)).values()].map((cellOutcomes) => {
    const errors = cellOutcomes.filter(({ isFound }) => isFound).map(({ errorMm }) => errorMm);
    return {
      options: cellOutcomes[0]!.options,
      scanCount: cellOutcomes.length,
      errors,
      accurateCount: errors.filter((error) => error <= MAX_ERROR_MM).length,
    };
  });

const printCells = (title: string, cells: readonly Cell[]): void => {
  const rows = cells.map(({ options, scanCount, errors, accurateCount }) => [
    options.lid,
    `${options.kind} ${options.side}`,
    options.contrast ?? 'own paper',
    scanCount,
    errors.length,
    accurateCount,
    quantile(errors, 0.5),
    Math.max(...errors),
  ]);
  printTable(
    `${title} (mean corner error)`,
    ['lid', 'card', 'contrast', 'n', 'found', '≤ 1.5 mm', 'median mm', 'max mm'],
    rows,
  );
};

const expectRequiredShare = (cells: readonly Cell[]): void => {
  for (const cell of cells)
    expect(cell.accurateCount / cell.scanCount, cellName(cell.options)).toBeGreaterThanOrEqual(
      MIN_SHARE,
    );
};

describe('cards on lids from black to white', () => {
  it('finds at least 97 % of the cards of every kind with their own paper on every lid', async () => {
    const cells = groupByCell(
      await detectCards(cardPlacements(LIDS, [null], SCANS_PER_PLAIN_CELL), 10_000),
    );
    printCells('Cards with their own paper and a common shadow', cells);
    expectRequiredShare(cells);
  });

  it('finds at least 97 % of the cards with a visible edge, and none at a wrong place without one', async () => {
    const cells = groupByCell(
      await detectCards(cardPlacements(FAINT_LIDS, CONTRASTS, SCANS_PER_FAINT_CELL), 20_000),
    );
    printCells(
      'Cards with paper nearly as light as the lid and a shadow on one side or two',
      cells,
    );
    for (const { options, errors, accurateCount } of cells)
      expect(errors.length - accurateCount, `misplaced: ${cellName(options)}`).toBe(0);
    expectRequiredShare(cells.filter(({ options }) => (options.contrast ?? 0) >= VISIBLE_CONTRAST));
  });

  it('rejects papers, photos, cut-off cards and an empty glass', async () => {
    const groups: readonly (readonly [LidContent, number])[] = [
      ['receipt', 4],
      ['passport photo', 3],
      ['sheet of text', 3],
      ['slip of A7', 3],
      ['nothing', 3],
      ['cut-off card', 4],
    ];
    const placements = FAINT_LIDS.flatMap((lid) =>
      groups.flatMap(([what, count]) => repeat({ what, lid, contrast: 4 }, count)),
    );
    const outcomes = await detectCards(placements, 30_000);
    const rows = groups.map(([what]) => {
      const groupOutcomes = outcomes.filter(({ options }) => options.what === what);
      return [what, groupOutcomes.length, groupOutcomes.filter(({ isFound }) => isFound).length];
    });
    printTable(
      'Wrongly accepted objects on off-white and white lids',
      ['on the glass', 'n', 'accepted'],
      rows,
    );
    expect(outcomes.length).toBeGreaterThanOrEqual(40);
    expect(outcomes.filter(({ isFound }) => isFound)).toEqual([]);
  });
});
