/**
 * Prints the content of the window without a dialog: slips, the day close, forms and the recovery key. The paper size is passed
 * explicitly, because with the defaults of printer drivers a slip is too small or on A4. The printer is passed explicitly, because
 * the system's default printer may be virtual.
 */
import { err, ok, type Result } from '#shared/result.ts';
import type { SettingsValues } from '#main/settings/schema.ts';
import { choosePrinter } from './choose-printer.ts';

/** In micrometres, as Electron requires. */
export interface PaperSize {
  readonly width: number;
  readonly height: number;
}

export const A4_MICRONS: PaperSize = { width: 210_000, height: 297_000 };

const ROLL_WIDTH_MICRONS = 80_000;
const MICRONS_PER_MM = 1_000;

/**
 * Paper of a slip: A4, or an 80 mm roll cut to the length of the slip.
 * @param lengthMm measured length of the slip; unused for A4.
 */
export const slipPaperSize = (size: SettingsValues['slipSize'], lengthMm: number): PaperSize =>
  size === 'a4' ? A4_MICRONS : { width: ROLL_WIDTH_MICRONS, height: lengthMm * MICRONS_PER_MM };

export interface PagePrinter {
  /** Failures: those of `choosePrinter`, PRINT-FAILED, PRINT-TIMEOUT. */
  print(paper: PaperSize): Promise<Result<undefined>>;
}

/** The method of Electron's WebContents that is used. */
export interface PrintableWebContents {
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

export interface PagePrinterDeps {
  readonly webContents: () => PrintableWebContents | null;
  /** Names of the machine's printers; null while there is no window. */
  readonly listPrinters: () => Promise<readonly string[]> | null;
  /** The printer of the settings; null when none is set. */
  readonly configuredPrinter: () => string | null;
  readonly timeoutMs?: number;
}

/** A timeout is needed, because a driver that waits for paper or shows a dialog never calls back. */
const PRINT_TIMEOUT_MS = 45_000;

export const createPagePrinter = ({
  webContents,
  listPrinters,
  configuredPrinter,
  timeoutMs = PRINT_TIMEOUT_MS,
}: PagePrinterDeps): PagePrinter => {
  const printOn = (deviceName: string, paper: PaperSize): Promise<Result<undefined>> =>
    new Promise((resolve) => {
      const target = webContents();
      if (!target) return resolve(err('PRINT-FAILED'));
      const options = {
        silent: true,
        deviceName,
        printBackground: true,
        pageSize: { ...paper },
        margins: { marginType: 'none' as const },
      };
      target.print(options, (success) => resolve(success ? ok(undefined) : err('PRINT-FAILED')));
    });

  const chooseAndPrint = async (paper: PaperSize): Promise<Result<undefined>> => {
    const installed = await listPrinters();
    if (installed === null) return err('PRINT-FAILED');
    const chosen = choosePrinter(configuredPrinter(), installed);
    return chosen.ok ? printOn(chosen.data, paper) : chosen;
  };

  return {
    print: async (paper) => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<Result<undefined>>((resolve) => {
        timer = setTimeout(() => resolve(err('PRINT-TIMEOUT')), timeoutMs);
      });
      try {
        return await Promise.race([chooseAndPrint(paper), timeout]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};
