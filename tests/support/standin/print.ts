/** Prints a page of the stand-in host as a PDF into the folder that replaces the printer. */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebContentsPrintOptions } from 'electron';
import { textOf } from './cdp.ts';
import type { CdpObject, CdpSession } from './cdp.ts';
import { notImplemented } from './strict-partial.ts';

/** Width and height of Electron's named page sizes, in inches. */
const PAGE_SIZES_INCHES: Readonly<Record<string, readonly [number, number]>> = {
  A3: [11.7, 16.54],
  A4: [8.27, 11.7],
  A5: [5.83, 8.27],
  A6: [4.13, 5.83],
  Letter: [8.5, 11],
  Legal: [8.5, 14],
  Tabloid: [11, 17],
};
const MICRONS_PER_INCH = 25_400;

function paperOf(size: WebContentsPrintOptions['pageSize']): CdpObject {
  const name = typeof size === 'string' ? size : 'A4';
  const inches =
    typeof size === 'object'
      ? ([size.width / MICRONS_PER_INCH, size.height / MICRONS_PER_INCH] as const)
      : PAGE_SIZES_INCHES[name];
  if (inches === undefined) throw notImplemented(`webContents.print: the page size ${name}`);
  return { paperWidth: inches[0], paperHeight: inches[1] };
}

function marginsOf(margins: WebContentsPrintOptions['margins']): CdpObject {
  // Electron's custom margins are pixels of 1/96 inch.
  const toInches = (pixels: number | undefined): number => (pixels ?? 0) / 96;
  switch (margins?.marginType) {
    case 'none':
      return { marginTop: 0, marginBottom: 0, marginLeft: 0, marginRight: 0 };
    case 'custom':
      return {
        marginTop: toInches(margins.top),
        marginBottom: toInches(margins.bottom),
        marginLeft: toInches(margins.left),
        marginRight: toInches(margins.right),
      };
    default:
      return {};
  }
}

/** Converts the page to a PDF with the options of webContents.print. */
export async function pageAsPdf(
  session: CdpSession,
  options: WebContentsPrintOptions,
): Promise<Buffer> {
  const result = await session.send('Page.printToPDF', {
    landscape: options.landscape ?? false,
    printBackground: options.printBackground ?? false,
    preferCSSPageSize: false,
    ...paperOf(options.pageSize),
    ...marginsOf(options.margins),
  });
  return Buffer.from(textOf(result, 'data'), 'base64');
}

/** Writes a PDF to the folder that replaces the printer. It gets its final name when it is complete, because tests wait for the file. */
export function deliverPrint(folder: string, pdf: Buffer): void {
  mkdirSync(folder, { recursive: true });
  const printCount = readdirSync(folder).filter((name) => name.endsWith('.pdf')).length;
  const file = join(folder, `print-${String(printCount + 1).padStart(4, '0')}.pdf`);
  writeFileSync(`${file}.part`, pdf);
  renameSync(`${file}.part`, file);
}
