/** Computes corner errors and quantiles for the tests that measure detection rates, and prints their tables. */
import type { PreparedCard } from '#main/imaging/port.ts';
import { CARD_WIDTH_MM } from '#shared/domain/card-corners.ts';
import type { Scan, CardGroundTruth } from '#tests/support/cards/glass/scan.ts';

/**
 * Distance of the worst corner from its true position, in millimetres on the card. A card that was detected upside down gives a large
 * distance.
 */
export const worstCornerErrorMm = (
  { widthPx, heightPx }: Scan,
  { cornersPx }: CardGroundTruth,
  { corners }: PreparedCard,
): number => {
  const [a, b] = cornersPx;
  const pxPerMm = Math.hypot(b.x - a.x, b.y - a.y) / CARD_WIDTH_MM;
  return (
    Math.max(
      ...cornersPx.map(({ x, y }, index) =>
        Math.hypot(x - corners[index]!.x * widthPx, y - corners[index]!.y * heightPx),
      ),
    ) / pxPerMm
  );
};

/**
 * Mean distance of the four corners from their true positions, in millimetres on the card. A card that was detected upside down counts
 * as correct.
 */
export const meanCornerErrorMm = (
  { widthPx, heightPx }: Pick<Scan, 'widthPx' | 'heightPx'>,
  truth: readonly { readonly x: number; readonly y: number }[],
  { corners }: Pick<PreparedCard, 'corners'>,
): number => {
  const [a, b] = truth;
  if (!a || !b) return Number.NaN;
  const pxPerMm = Math.hypot(b.x - a.x, b.y - a.y) / CARD_WIDTH_MM;
  /** @param turn number of quarters by which the detected corners are rotated. */
  const meanPx = (turn: number): number =>
    truth.reduce((sum, { x, y }, index) => {
      const corner = corners[(index + turn) % 4]!;
      return sum + Math.hypot(x - corner.x * widthPx, y - corner.y * heightPx);
    }, 0) / truth.length;
  return Math.min(meanPx(0), meanPx(2)) / pxPerMm;
};

/** @param share from 0 to 1. @returns NaN without values. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const shareOf = <T>(items: readonly T[], predicate: (item: T) => boolean): number =>
  items.filter(predicate).length / items.length;

export const printTable = (
  title: string,
  columnTitles: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void => {
  const texts = [columnTitles, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? String(Math.round(cell * 100) / 100) : cell)),
  );
  const widths = columnTitles.map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  const lines = texts.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
};
