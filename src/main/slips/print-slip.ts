/**
 * Prints a slip or a page: the page lays it out for print, the printer gets the paper's size explicitly, because the
 * defaults of printer drivers print receipts too small or on A4. The printer is named, because the default one may be virtual.
 */
import { err, ok, type Result } from '#shared/result.ts';
import { choosePrinter } from './choose-printer.ts';

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
  /** @param paper in micrometres. Failures: those of `choosePrinter`, PRINT-FAILED, PRINT-TIMEOUT. */
  print(paper: PaperSize): Promise<Result<undefined>>;
}

/** The part of Electron's WebContents that prints. */
export interface PrintingContents {
  print(
    options: {
      silent: boolean;
      deviceName: string;
      printBackground: boolean;
      pageSize: { width: number; height: number };
      margins: { marginType: 'none' };
    },
    done: (success: boolean, failureReason: string) => void,
  ): void;
}

export interface SlipPrinterDeps {
  readonly contents: () => PrintingContents | null;
  /** Names of the machine's printers; null while there is no window to ask. */
  readonly printers: () => Promise<readonly string[]> | null;
  /** The printer that the settings name. */
  readonly named: () => string | null;
  readonly limitMs?: number;
}

/** A driver that waits for paper or for a dialog never answers. */
const LIMIT_MS = 45_000;

export const createSlipPrinter = ({
  contents,
  printers,
  named,
  limitMs = LIMIT_MS,
}: SlipPrinterDeps): SlipPrinter => {
  const printOn = (deviceName: string, paper: PaperSize): Promise<Result<undefined>> =>
    new Promise((resolve) => {
      const page = contents();
      if (!page) return resolve(err('PRINT-FAILED'));
      const options = {
        silent: true,
        deviceName,
        printBackground: true,
        pageSize: { ...paper },
        margins: { marginType: 'none' as const },
      };
      page.print(options, (success) => resolve(success ? ok(undefined) : err('PRINT-FAILED')));
    });

  const chooseAndPrint = async (paper: PaperSize): Promise<Result<undefined>> => {
    const installed = await printers();
    if (installed === null) return err('PRINT-FAILED');
    const chosen = choosePrinter(named(), installed);
    return chosen.ok ? printOn(chosen.data, paper) : chosen;
  };

  return {
    print: async (paper) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Result<undefined>>((resolve) => {
        timer = setTimeout(() => resolve(err('PRINT-TIMEOUT')), limitMs);
      });
      try {
        return await Promise.race([chooseAndPrint(paper), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};
