import { describe, expect, it } from 'vitest';
import {
  A4_MICRONS,
  createPagePrinter,
  slipPaperSize,
  type PrintableWebContents,
  type PagePrinterDeps,
} from '#main/printing/page-printer.ts';
import { err, ok } from '#shared/result.ts';

/** Creates a page printer whose web contents answer every print through `respond`. */
const setUp = (
  respond: (done: (success: boolean, reason: string) => void) => void,
  deps: Partial<PagePrinterDeps> = {},
) => {
  const printed: Parameters<PrintableWebContents['print']>[0][] = [];
  const printer = createPagePrinter({
    webContents: () => ({
      print: (options, done) => {
        printed.push(options);
        respond(done);
      },
    }),
    listPrinters: async () => ['Receipt'],
    configuredPrinter: () => 'Receipt',
    timeoutMs: 5_000,
    ...deps,
  });
  return { printer, printed };
};

describe('slipPaperSize', () => {
  it('returns paper of the roll, 80 mm wide and as long as the slip', () =>
    expect(slipPaperSize('80mm', 143)).toEqual({ width: 80_000, height: 143_000 }));
  it('returns an A4 sheet for any length of the slip', () =>
    expect(slipPaperSize('a4', 143)).toEqual(A4_MICRONS));
});

describe('createPagePrinter', () => {
  it('prints silently to the named printer with the size of the paper', async () => {
    const { printer, printed } = setUp((done) => done(true, ''));
    expect(await printer.print(A4_MICRONS)).toEqual(ok(undefined));
    expect(printed).toMatchObject([{ silent: true, deviceName: 'Receipt', pageSize: A4_MICRONS }]);
  });
  it('returns PRINT-FAILED when the driver refuses', async () => {
    const { printer } = setUp((done) => done(false, 'Print job canceled'));
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-FAILED'));
  });
  it('returns PRINT-TIMEOUT when the driver never answers', async () => {
    const { printer } = setUp(() => undefined, { timeoutMs: 20 });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-TIMEOUT'));
  });
  it('returns PRINT-TIMEOUT when the list of printers does not arrive', async () => {
    const { printer, printed } = setUp((done) => done(true, ''), {
      timeoutMs: 20,
      listPrinters: () => new Promise(() => undefined),
    });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-TIMEOUT'));
    expect(printed).toEqual([]);
  });
  it('sends nothing to a virtual printer', async () => {
    const { printer, printed } = setUp((done) => done(true, ''), {
      listPrinters: async () => ['Fax'],
      configuredPrinter: () => 'Fax',
    });
    expect(await printer.print(A4_MICRONS)).toMatchObject({ error: { code: 'PRINT-VIRTUAL' } });
    expect(printed).toEqual([]);
  });
  it('returns PRINT-FAILED without a window', async () => {
    const { printer } = setUp((done) => done(true, ''), { listPrinters: () => null });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-FAILED'));
  });
});
