import { describe, expect, it } from 'vitest';
import { choosePrinter, isVirtualPrinter } from '#main/slips/choose-printer.ts';
import {
  A4_MICRONS,
  createSlipPrinter,
  type PrintingContents,
  type SlipPrinterDeps,
} from '#main/slips/print-slip.ts';
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
  it('takes the named printer when it is installed', () => {
    expect(choosePrinter('HP LaserJet P1102', REAL)).toEqual(ok('HP LaserJet P1102'));
  });
  it('refuses a virtual printer although it is named and installed', () => {
    const answer = choosePrinter('Microsoft Print to PDF', [...REAL, 'Microsoft Print to PDF']);
    expect(answer).toEqual(err('PRINT-VIRTUAL', { params: { cause: 'Microsoft Print to PDF' } }));
  });
  it('takes no other printer in the place of a named one that is gone', () => {
    const answer = choosePrinter('Gone', ['HP LaserJet P1102']);
    expect(answer).toEqual(err('PRINT-NO-PRINTER', { params: { cause: 'Gone' } }));
  });
  it('takes the only real printer when none is named', () => {
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

/** A page that answers a print as the test says. */
const setUp = (
  answer: (done: (success: boolean, reason: string) => void) => void,
  deps: Partial<SlipPrinterDeps> = {},
) => {
  const printed: Parameters<PrintingContents['print']>[0][] = [];
  const printer = createSlipPrinter({
    contents: () => ({
      print: (options, done) => {
        printed.push(options);
        answer(done);
      },
    }),
    printers: async () => ['Receipt'],
    named: () => 'Receipt',
    limitMs: 5_000,
    ...deps,
  });
  return { printer, printed };
};

describe('createSlipPrinter', () => {
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
    const { printer } = setUp(() => undefined, { limitMs: 20 });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-TIMEOUT'));
  });
  it('returns PRINT-TIMEOUT when the list of printers never comes', async () => {
    const { printer, printed } = setUp((done) => done(true, ''), {
      limitMs: 20,
      printers: () => new Promise(() => undefined),
    });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-TIMEOUT'));
    expect(printed).toEqual([]);
  });
  it('hands nothing to a virtual printer', async () => {
    const { printer, printed } = setUp((done) => done(true, ''), {
      printers: async () => ['Fax'],
      named: () => 'Fax',
    });
    expect(await printer.print(A4_MICRONS)).toMatchObject({ error: { code: 'PRINT-VIRTUAL' } });
    expect(printed).toEqual([]);
  });
  it('returns PRINT-FAILED without a window', async () => {
    const { printer } = setUp((done) => done(true, ''), { printers: () => null });
    expect(await printer.print(A4_MICRONS)).toEqual(err('PRINT-FAILED'));
  });
});
