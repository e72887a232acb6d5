/** Parses the ScannerCapabilities of a network scanner (Mopria eSCL) and selects the settings of a scan. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { findElement, findElements, numberOf, textOf, type XmlElement } from './xml.ts';

/** eSCL states sizes in 1/300 inch, independent of the resolution. */
const UNITS_PER_INCH = 300;

export type InputSource = 'Platen' | 'Feeder';

export interface Capabilities {
  readonly model: string | null;
  readonly serial: string | null;
  readonly source: InputSource;
  /** Limits of the scan area in units of 1/300 inch; 0 when not stated. */
  readonly min: { readonly width: number; readonly height: number };
  readonly max: { readonly width: number; readonly height: number };
  readonly formats: readonly string[];
  readonly colourModes: readonly string[];
  readonly resolutions: readonly number[];
  /** Range of supported resolutions; null for a device with discrete ones only. */
  readonly range: { readonly min: number; readonly max: number } | null;
}

export interface ScanSettings {
  readonly dpi: number;
  readonly format: string;
  /** ScanSettings document, sent to create the job. */
  readonly xml: string;
}

/** Resolutions that are available in both directions. Others are ignored, because their pixels are not square. */
const squareResolutions = (input: XmlElement): number[] =>
  findElements(input, 'DiscreteResolution').flatMap((entry) => {
    const [x, y] = [numberOf(entry, 'XResolution'), numberOf(entry, 'YResolution')];
    return x !== null && x === y ? [x] : [];
  });

const resolutionRange = (input: XmlElement): Capabilities['range'] => {
  const [x, y] = [findElement(input, 'XResolutionRange'), findElement(input, 'YResolutionRange')];
  if (!x || !y) return null;
  const min = Math.max(numberOf(x, 'Min') ?? 0, numberOf(y, 'Min') ?? 0);
  const max = Math.min(numberOf(x, 'Max') ?? 0, numberOf(y, 'Max') ?? 0);
  return max > 0 && min <= max ? { min, max } : null;
};

const distinctTexts = (input: XmlElement, name: string): string[] => [
  ...new Set(findElements(input, name).map(({ text }) => text.trim())),
];

/**
 * Parses the document.
 * @returns null when this is not a ScannerCapabilities document, or the device has neither glass nor feeder.
 */
export const parseScannerCapabilities = (root: XmlElement | null): Capabilities | null => {
  if (root?.name !== 'ScannerCapabilities') return null;
  const platen = findElement(root, 'PlatenInputCaps');
  const input = platen ?? findElement(root, 'AdfSimplexInputCaps');
  if (!input) return null;
  // Older devices list their setting profiles once, outside the element of the input.
  const profiles = findElement(input, 'SettingProfile')?.children.length ? input : root;
  return {
    model: textOf(root, 'MakeAndModel'),
    serial: textOf(root, 'SerialNumber'),
    source: platen ? 'Platen' : 'Feeder',
    min: { width: numberOf(input, 'MinWidth') ?? 0, height: numberOf(input, 'MinHeight') ?? 0 },
    max: { width: numberOf(input, 'MaxWidth') ?? 0, height: numberOf(input, 'MaxHeight') ?? 0 },
    formats: [
      ...new Set([
        ...distinctTexts(profiles, 'DocumentFormatExt'),
        ...distinctTexts(profiles, 'DocumentFormat'),
      ]),
    ],
    colourModes: distinctTexts(profiles, 'ColorMode'),
    resolutions: squareResolutions(profiles).sort((a, b) => a - b),
    range: resolutionRange(profiles),
  };
};

/** The requested resolution, otherwise the next higher one, otherwise the highest. */
const chooseDpi = ({ resolutions, range }: Capabilities, requested: number): number => {
  if (range && requested >= range.min && requested <= range.max) return requested;
  const available = [...resolutions, ...(range ? [range.min, range.max] : [])].sort(
    (a, b) => a - b,
  );
  return available.find((dpi) => dpi >= requested) ?? available.at(-1) ?? requested;
};

/** In order of preference. JPEG is first, because all eSCL clients use it and devices implement it best. */
const PREFERRED_FORMATS = ['image/jpeg', 'image/png', 'image/tiff', 'image/bmp'] as const;
const PREFERRED_COLOUR_MODES = ['RGB24', 'RGB48', 'Grayscale8'] as const;

const toUnits = (mm: number): number => Math.round((mm / MM_PER_INCH) * UNITS_PER_INCH);
const clamp = (requested: number, min: number, max: number): number =>
  Math.max(min, max > 0 ? Math.min(requested, max) : requested);
/** Used for a device that does not state the size of its glass. */
const A4 = { width: toUnits(210), height: toUnits(297) };

const chooseArea = (
  { source, min, max }: Capabilities,
  area: ScanArea,
): { width: number; height: number } => {
  // The whole area of a feeder is scanned, because its guides do not place the card at the corner.
  if (area === 'glass' || source === 'Feeder')
    return { width: max.width || A4.width, height: max.height || A4.height };
  return {
    width: clamp(toUnits(cardArea.widthMm), min.width, max.width),
    height: clamp(toUnits(cardArea.heightMm), min.height, max.height),
  };
};

/**
 * Selects the settings for a scan in the preferred format.
 * @returns null when the device supports none of the usable formats.
 */
export const chooseSettings = (
  caps: Capabilities,
  requested: { readonly dpi: number; readonly area: ScanArea },
): ScanSettings | null => {
  const format =
    PREFERRED_FORMATS.find((candidate) => caps.formats.includes(candidate)) ??
    (caps.formats.length === 0 ? PREFERRED_FORMATS[0] : null);
  if (!format) return null;
  const colour =
    PREFERRED_COLOUR_MODES.find((candidate) => caps.colourModes.includes(candidate)) ??
    PREFERRED_COLOUR_MODES[0];
  const dpi = chooseDpi(caps, requested.dpi);
  const { width, height } = chooseArea(caps, requested.area);
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">',
    // Version 2.0 covers all settings used here and is accepted by every device.
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
