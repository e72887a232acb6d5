/**
 * Prints the slip: the page lays it out for print, the printer gets the page size explicitly, because drivers that are
 * left to choose print receipts tiny or on A4.
 */
import { err, ok, type Result } from '#shared/result.ts';

/** 80 mm roll; the height is what the slip needs, in micrometres as Electron wants it. */
export const SLIP_SIZE_MICRONS = { width: 80_000, height: 200_000 } as const;

export interface SlipPrinter {
  print(): Promise<Result<undefined>>;
}

/** The part of Electron's WebContents that prints. */
export interface PrintingContents {
  print(
    options: { silent: boolean; printBackground: boolean; pageSize: { width: number; height: number }; margins: { marginType: 'none' } },
    done: (success: boolean, failureReason: string) => void,
  ): void;
}

export const createSlipPrinter = (contents: () => PrintingContents | null): SlipPrinter => ({
  print: () =>
    new Promise((resolve) => {
      const page = contents();
      if (!page) return resolve(err('PRINT-FAILED'));
      const options = { silent: true, printBackground: true, pageSize: SLIP_SIZE_MICRONS, margins: { marginType: 'none' as const } };
      page.print(options, (success) => resolve(success ? ok(undefined) : err('PRINT-FAILED')));
    }),
});
