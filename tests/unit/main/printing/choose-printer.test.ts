import { describe, expect, it } from 'vitest';
import { choosePrinter, isVirtualPrinter } from '#main/printing/choose-printer.ts';
import { err, ok } from '#shared/result.ts';

const VIRTUAL_PRINTERS = [
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
const PHYSICAL_PRINTERS = [
  'EPSON TM-T20III Receipt',
  'HP LaserJet P1102',
  'Brother_QL_820NWB',
  'Canon Faxless',
];

describe('isVirtualPrinter', () => {
  it.each(VIRTUAL_PRINTERS)('is true for %s', (name) => expect(isVirtualPrinter(name)).toBe(true));
  it.each(PHYSICAL_PRINTERS)('is false for %s', (name) =>
    expect(isVirtualPrinter(name)).toBe(false),
  );
});

describe('choosePrinter', () => {
  it('returns the named printer when it is installed', () => {
    expect(choosePrinter('HP LaserJet P1102', PHYSICAL_PRINTERS)).toEqual(ok('HP LaserJet P1102'));
  });
  it('returns PRINT-VIRTUAL for a virtual printer that is named and installed', () => {
    const result = choosePrinter('Microsoft Print to PDF', [
      ...PHYSICAL_PRINTERS,
      'Microsoft Print to PDF',
    ]);
    expect(result).toEqual(err('PRINT-VIRTUAL', { params: { cause: 'Microsoft Print to PDF' } }));
  });
  it('returns PRINT-NO-PRINTER when the named printer is missing', () => {
    const result = choosePrinter('Gone', ['HP LaserJet P1102']);
    expect(result).toEqual(err('PRINT-NO-PRINTER', { params: { cause: 'Gone' } }));
  });
  it('returns the only real printer when none is named', () => {
    expect(choosePrinter(null, [...VIRTUAL_PRINTERS, 'HP LaserJet P1102'])).toEqual(
      ok('HP LaserJet P1102'),
    );
  });
  it('returns PRINT-NO-PRINTER when all printers are virtual', () => {
    expect(choosePrinter(null, VIRTUAL_PRINTERS)).toEqual(err('PRINT-NO-PRINTER'));
  });
  it('returns PRINT-NOT-SET with the names when there are several and none is named', () => {
    expect(choosePrinter(null, ['A', 'B', 'Fax'])).toEqual(
      err('PRINT-NOT-SET', { params: { cause: 'A, B' } }),
    );
  });
});
