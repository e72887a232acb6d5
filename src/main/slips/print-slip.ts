/**
 * Prints a slip or a page: the page lays it out for print, the printer gets the paper's size explicitly, because the
 * defaults of printer drivers print receipts too small or on A4.
 */
import { err, ok, type Result } from '#shared/result.ts';

/** 80 mm roll; the height is what the slip needs, in micrometres, as Electron requires. */
const SLIP_SIZE_MICRONS = { width: 80_000, height: 200_000 } as const;
export const A4_MICRONS = { width: 210_000, height: 297_000 } as const;

export const slipPaper = {
  '80mm': SLIP_SIZE_MICRONS,
  a4: A4_MICRONS,
} as const;

export interface PaperSize {
  readonly width: number;
  readonly height: number;
}

export interface SlipPrinter {
  /** @param paper in micrometres. */
  print(paper: PaperSize): Promise<Result<undefined>>;
}

/** The part of Electron's WebContents that prints. */
export interface PrintingContents {
  print(
    options: {
      silent: boolean;
      printBackground: boolean;
      pageSize: { width: number; height: number };
      margins: { marginType: 'none' };
    },
    done: (success: boolean, failureReason: string) => void,
  ): void;
}

export const createSlipPrinter = (contents: () => PrintingContents | null): SlipPrinter => ({
  print: (paper) =>
    new Promise((resolve) => {
      const page = contents();
      if (!page) return resolve(err('PRINT-FAILED'));
      const options = {
        silent: true,
        printBackground: true,
        pageSize: { ...paper },
        margins: { marginType: 'none' as const },
      };
      page.print(options, (success) => resolve(success ? ok(undefined) : err('PRINT-FAILED')));
    }),
});
