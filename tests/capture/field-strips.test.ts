/**
 * Measures whether the strip of the card beside a field contains the field's whole text. Cards of many people are drawn, placed at an
 * angle on a generated scan, detected and cropped; the drawn position of each text is then mapped into the crop.
 */
import { afterAll, expect, it } from 'vitest';
import { CARD_HEIGHT_MM, CARD_WIDTH_MM, type CardCorners } from '#shared/domain/card-corners.ts';
import { cardKinds, fieldZone, type Area, type CardKind } from '#shared/domain/card-zones.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import { launchBrowser } from '#tests/support/cards/browser.ts';
import { drawCard } from '#tests/support/cards/draw.ts';
import { drawFaces } from '#tests/support/cards/glass/faces.ts';
import { inventPlacement } from '#tests/support/cards/glass/placement.ts';
import { renderScan, type CardGroundTruth } from '#tests/support/cards/glass/scan.ts';
import { inventPerson } from '#tests/support/cards/people.ts';
import { measureFieldBoxes, type FieldBox } from '#tests/support/cards/render.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { printTable, shareOf } from './measure.ts';

/** Number of people, each with both sides of a card of one kind. */
const CARDS = 64;
const FIRST_SEED = 500;
const MIN_FIELDS_PER_CARD = 7;
const REQUIRED_SHARE = 0.99;
const SIDES: readonly CardSide[] = ['front', 'back'];
/** Ranges of the rotation angle: within 5 degrees, and within 16. */
const TURNS = ['small', 'tilted'] as const;

const { card: prepare, stop } = startImagingProcess();
afterAll(stop);

interface SideResult {
  readonly kind: CardKind;
  readonly side: CardSide;
  readonly isFound: boolean;
  /** The detected kind. */
  readonly cardKind: CardKind | null;
  /** Whether the strip of each field contains its whole text. */
  readonly fields: readonly { readonly field: string; readonly isComplete: boolean }[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Maps a point of the scan to fractions of the cropped card. A card on a flatbed is a parallelogram, so the mapping is affine. */
const toCrop = ({ x, y }: Point, [a, b, , d]: CardCorners, scanSize: Point): Point => {
  const toPixels = (corner: Point): Point => ({
    x: corner.x * scanSize.x,
    y: corner.y * scanSize.y,
  });
  const [origin, right, down] = [toPixels(a), toPixels(b), toPixels(d)];
  const [ux, uy] = [right.x - origin.x, right.y - origin.y];
  const [vx, vy] = [down.x - origin.x, down.y - origin.y];
  const [dx, dy] = [x - origin.x, y - origin.y];
  const area = ux * vy - uy * vx;
  return { x: (dx * vy - dy * vx) / area, y: (ux * dy - uy * dx) / area };
};

/** The corners of a text in the scan, from the true position of the card. */
const textCorners = (
  { leftMm, topMm, rightMm, bottomMm }: FieldBox,
  { cornersPx: [a, b, , d] }: CardGroundTruth,
): Point[] =>
  [
    [leftMm, topMm],
    [rightMm, topMm],
    [rightMm, bottomMm],
    [leftMm, bottomMm],
  ].map(([across = 0, down = 0]) => {
    const [u, v] = [across / CARD_WIDTH_MM, down / CARD_HEIGHT_MM];
    return {
      x: a.x + u * (b.x - a.x) + v * (d.x - a.x),
      y: a.y + u * (b.y - a.y) + v * (d.y - a.y),
    };
  });

const contains = ({ x, y, width, height }: Area, point: Point): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;

const measureSide = async (
  seed: number,
  kind: CardKind,
  side: CardSide,
  turn: (typeof TURNS)[number],
  places: readonly FieldBox[],
): Promise<SideResult> => {
  const face = { seed, kind, side };
  // Loads the drawn sides of one person at a time, because those of all people do not fit into memory.
  const scan = await renderScan(inventPlacement(seed, { turn, face }), await drawFaces([face]));
  const trueCard = scan.cards[0]!;
  const prepared = await prepare(scan.bytes, { side, dpi: scan.dpi });
  const scanSize = { x: scan.widthPx, y: scan.heightPx };
  return {
    kind,
    side,
    isFound: prepared.foundBy === 'size',
    cardKind: prepared.cardKind,
    fields: places.map((place) => {
      const zone = prepared.cardKind && fieldZone(prepared.cardKind, place.field);
      // The strip is dimmed outside the zone, so the text must lie within the zone.
      const isComplete =
        zone !== null &&
        textCorners(place, trueCard).every((point) =>
          contains(zone, toCrop(point, prepared.corners, scanSize)),
        );
      return { field: place.field, isComplete };
    }),
  };
};

it('shows the whole text of a field in at least 99 % of the strips, on both kinds of card and both sides', async () => {
  const people = Array.from({ length: CARDS }, (_, index) => ({
    seed: FIRST_SEED + index,
    kind: cardKinds[index % cardKinds.length]!,
    turn: TURNS[Math.floor(index / cardKinds.length) % TURNS.length]!,
  }));
  await drawFaces(people.flatMap(({ seed, kind }) => SIDES.map((side) => ({ seed, kind, side }))));
  const browser = await launchBrowser();
  const results: SideResult[] = [];
  try {
    for (const { seed, kind, turn } of people) {
      const drawn = await drawCard(inventPerson(seed), kind);
      for (const side of SIDES)
        results.push(
          await measureSide(seed, kind, side, turn, await measureFieldBoxes(browser, drawn[side])),
        );
    }
  } finally {
    await browser.close();
  }
  const rows = cardKinds.flatMap((kind) =>
    SIDES.map((side) => {
      const cases = results.filter((result) => result.kind === kind && result.side === side);
      const fields = cases.flatMap((result) => result.fields);
      const cutFields = fields.filter(({ isComplete }) => !isComplete).map(({ field }) => field);
      return [
        `${kind} ${side}`,
        cases.length,
        cases.filter(({ isFound }) => isFound).length,
        cases.filter(({ cardKind }) => cardKind === kind).length,
        fields.length,
        fields.length - cutFields.length,
        [...new Set(cutFields)].join(', '),
      ];
    }),
  );
  printTable(
    'Strips of the card beside the fields',
    ['side', 'cards', 'found', 'kind known', 'fields', 'whole', 'cut off'],
    rows,
  );
  const fields = results.flatMap((result) => result.fields);
  expect(fields.length).toBeGreaterThanOrEqual(MIN_FIELDS_PER_CARD * CARDS);
  expect(shareOf(results, ({ kind, cardKind }) => cardKind === kind)).toBeGreaterThanOrEqual(
    REQUIRED_SHARE,
  );
  expect(shareOf(fields, ({ isComplete }) => isComplete)).toBeGreaterThanOrEqual(REQUIRED_SHARE);
});
