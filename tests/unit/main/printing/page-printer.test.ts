import { describe, expect, it } from 'vitest';
import { choosePrinter, isVirtualPrinter } from '#main/printing/choose-printer.ts';
import {
  A4_MICRONS,
  createPagePrinter,
  slipPaperSize,
  type PrintableWebContents,
  type PagePrinterDeps,
} from '#main/printing/page-printer.ts';
import { err, ok } from '#shared/result.ts';

const VIRTUAL = [
  'Microsoft Print to PDF',
  'Microsoft XPS Document Writer',
  'OneNote (Desktop)',
  'Send To OneNote 2016',
  'Fax',
  'Adobe PDF',
  'CutePDF Writer',
  'CUPS-PDF',
  'Cups_PDF',
  'Print_to_File',
  'HP LaserJet (redirected 3)',
  'AnyDesk Printer',
];
const REAL = ['EPSON TM-T20III Receipt', 'HP LaserJet P1102', 'Brother_QL_820NWB', 'Canon Faxless'];

describe('isVirtualPrinter', () => {
  it.each(VIRTUAL)('is true for %s', (name) => expect(isVirtualPrinter(name)).toBe(true));
  it.each(REAL)('is false for %s', (name) => expect(isVirtualPrinter(name)).toBe(false));
});

describe('choosePrinter', () => {
  it('returns the named printer when it is installed', () => {
    expect(choosePrinter('HP LaserJet P1102', REAL)).toEqual(ok('HP LaserJet P1102'));
  });
  it('returns PRINT-VIRTUAL for a virtual printer that is named and installed', () => {
    const answer = choosePrinter('Microsoft Print to PDF', [...REAL, 'Microsoft Print to PDF']);
    expect(answer).toEqual(err('PRINT-VIRTUAL', { params: { cause: 'Microsoft Print to PDF' } }));
  });
  it('returns PRINT-NO-PRINTER when the named printer is missing', () => {
    const answer = choosePrinter('Gone', ['HP LaserJet P1102']);
    expect(answer).toEqual(err('PRINT-NO-PRINTER', { params: { cause: 'Gone' } }));
  });
  it('returns the only real printer when none is named', () => {
    expect(choosePrinter(null, [...VIRTUAL, 'HP LaserJet P1102'])).toEqual(ok('HP LaserJet P1102'));
  });
  it('returns PRINT-NO-PRINTER when all printers are virtual', () => {
    expect(choosePrinter(null, VIRTUAL)).toEqual(err('PRINT-NO-PRINTER'));
  });
  it('returns PRINT-NOT-SET with the names when there are several and none is named', () => {
    expect(choosePrinter(null, ['A', 'B', 'Fax'])).toEqual(
      err('PRINT-NOT-SET', { params: { cause: 'A, B' } }),
    );
  });
});

/** Creates a page printer whose web contents answer every print with `answer`. */
const setUp = (
  answer: (done: (success: boolean, reason: string) => void) => void,
  deps: Partial<PagePrinterDeps> = {},
) => {
  const printed: Parameters<PrintableWebContents['print']>[0][] = [];
  const printer = createPagePrinter({
    webContents: () => ({
      print: (options, done) => {
        printed.push(options);
        answer(done);
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
  it('returns a piece of the roll, 80 mm wide and as long as the slip', () =>
    expect(slipPaperSize('80mm', 143)).toEqual({ width: 80_000, height: 143_000 }));
  it('returns a whole A4 sheet for any length of the slip', () =>
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
