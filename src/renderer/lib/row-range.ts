/** Computes which rows of a long list with rows of equal height are rendered. */

export interface RowRange {
  /** First row to render. */
  readonly from: number;
  /** The row after the last one to render. */
  readonly to: number;
}

/**
 * @param top scroll position, in the unit of `height` and `rowHeight`.
 * @param overscan rows rendered above and below the visible ones.
 */
export const computeRowRange = (
  top: number,
  height: number,
  rowHeight: number,
  total: number,
  overscan: number,
): RowRange => {
  const first = Math.floor(Math.max(0, top) / rowHeight);
  const end = Math.ceil((Math.max(0, top) + Math.max(0, height)) / rowHeight);
  const to = Math.min(total, end + overscan);
  return { from: Math.max(0, Math.min(first - overscan, to)), to };
};
