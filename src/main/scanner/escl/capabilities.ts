/** Parses the ScannerCapabilities of a network scanner and selects the settings for scanning a card. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { find, findAll, numberOf, textOf, type XmlElement } from './xml.ts';

/** eSCL measures the glass in these, whatever the resolution. */
const UNITS_PER_INCH = 300;

export type InputSource = 'Platen' | 'Feeder';

export interface Capabilities {
  readonly model: string | null;
  readonly serial: string | null;
  readonly source: InputSource;
  /** In units of 1/300 inch; 0 where the device does not say. */
  readonly least: { readonly width: number; readonly height: number };
  readonly most: { readonly width: number; readonly height: number };
  readonly formats: readonly string[];
  readonly colourModes: readonly string[];
  readonly resolutions: readonly number[];
  /** Where every resolution between two is possible. */
  readonly range: { readonly min: number; readonly max: number } | null;
}

export interface ScanSettings {
  readonly dpi: number;
  readonly format: string;
  /** The body of the job. */
  readonly xml: string;
}

/** Both directions must have it: a picture with oblong pixels helps nobody. */
const squareResolutions = (input: XmlElement): number[] =>
  findAll(input, 'DiscreteResolution').flatMap((entry) => {
    const [x, y] = [numberOf(entry, 'XResolution'), numberOf(entry, 'YResolution')];
    return x !== null && x === y ? [x] : [];
  });

const resolutionRange = (input: XmlElement): Capabilities['range'] => {
  const [x, y] = [find(input, 'XResolutionRange'), find(input, 'YResolutionRange')];
  if (!x || !y) return null;
  const min = Math.max(numberOf(x, 'Min') ?? 0, numberOf(y, 'Min') ?? 0);
  const max = Math.min(numberOf(x, 'Max') ?? 0, numberOf(y, 'Max') ?? 0);
  return max > 0 && min <= max ? { min, max } : null;
};

const texts = (input: XmlElement, name: string): string[] => [
  ...new Set(findAll(input, name).map(({ text }) => text.trim())),
];

/** @returns null when this is no scanner's description, or the scanner has neither glass nor feeder. */
export const readCapabilities = (root: XmlElement | null): Capabilities | null => {
  if (root?.name !== 'ScannerCapabilities') return null;
  const platen = find(root, 'PlatenInputCaps');
  const input = platen ?? find(root, 'AdfSimplexInputCaps');
  if (!input) return null;
  // Older devices describe their profiles once and refer to them.
  const profiles = find(input, 'SettingProfile')?.children.length ? input : root;
  return {
    model: textOf(root, 'MakeAndModel'),
    serial: textOf(root, 'SerialNumber'),
    source: platen ? 'Platen' : 'Feeder',
    least: { width: numberOf(input, 'MinWidth') ?? 0, height: numberOf(input, 'MinHeight') ?? 0 },
    most: { width: numberOf(input, 'MaxWidth') ?? 0, height: numberOf(input, 'MaxHeight') ?? 0 },
    formats: [
      ...new Set([...texts(profiles, 'DocumentFormatExt'), ...texts(profiles, 'DocumentFormat')]),
    ],
    colourModes: texts(profiles, 'ColorMode'),
    resolutions: squareResolutions(profiles).sort((one, other) => one - other),
    range: resolutionRange(profiles),
  };
};

/** The resolution asked for, or the next better one, or the best there is. */
const chooseDpi = ({ resolutions, range }: Capabilities, asked: number): number => {
  if (range && asked >= range.min && asked <= range.max) return asked;
  const all = [...resolutions, ...(range ? [range.min, range.max] : [])].sort(
    (one, other) => one - other,
  );
  return all.find((dpi) => dpi >= asked) ?? all.at(-1) ?? asked;
};

/** JPEG first: it is what every device does best, because every other program asks for it. */
const FORMATS = ['image/jpeg', 'image/png', 'image/tiff', 'image/bmp'] as const;
const COLOURS = ['RGB24', 'RGB48', 'Grayscale8'] as const;

const units = (mm: number): number => Math.round((mm / MM_PER_INCH) * UNITS_PER_INCH);
const within = (wanted: number, least: number, most: number): number =>
  Math.max(least, most > 0 ? Math.min(wanted, most) : wanted);
/** A4 on glass, for a device that keeps its size to itself. */
const PAGE = { width: units(210), height: units(297) };

const chooseArea = (
  { source, least, most }: Capabilities,
  area: ScanArea,
): { width: number; height: number } => {
  // A feeder draws the card in where its guides are, which is not the corner.
  if (area === 'glass' || source === 'Feeder')
    return { width: most.width || PAGE.width, height: most.height || PAGE.height };
  return {
    width: within(units(cardArea.widthMm), least.width, most.width),
    height: within(units(cardArea.heightMm), least.height, most.height),
  };
};

/** @returns null when the device gives no kind of picture that can be used. */
export const chooseSettings = (
  caps: Capabilities,
  asked: { readonly dpi: number; readonly area: ScanArea },
): ScanSettings | null => {
  const format =
    FORMATS.find((candidate) => caps.formats.includes(candidate)) ??
    (caps.formats.length === 0 ? FORMATS[0] : null);
  if (!format) return null;
  const colour = COLOURS.find((candidate) => caps.colourModes.includes(candidate)) ?? COLOURS[0];
  const dpi = chooseDpi(caps, asked.dpi);
  const { width, height } = chooseArea(caps, asked.area);
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">',
    // The first version knows all that is asked for here, and every device takes it.
    '<pwg:Version>2.0</pwg:Version>',
    '<pwg:ScanRegions pwg:MustHonor="false"><pwg:ScanRegion>',
    `<pwg:Height>${height}</pwg:Height>`,
    '<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>',
    `<pwg:Width>${width}</pwg:Width>`,
    '<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>',
    '</pwg:ScanRegion></pwg:ScanRegions>',
    `<pwg:InputSource>${caps.source}</pwg:InputSource>`,
    `<scan:ColorMode>${colour}</scan:ColorMode>`,
    `<pwg:DocumentFormat>${format}</pwg:DocumentFormat>`,
    `<scan:DocumentFormatExt>${format}</scan:DocumentFormatExt>`,
    `<scan:XResolution>${dpi}</scan:XResolution><scan:YResolution>${dpi}</scan:YResolution>`,
    '</scan:ScanSettings>',
  ].join('');
  return { dpi, format, xml };
};
