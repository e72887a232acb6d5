/**
 * Recognises the side, orientation and kind of a cropped card from features that only one side has: a barcode across the
 * lower half (back of a laminated card), three lines of machine print along the lower edge (back of a smart card), a photo at
 * the left (fronts) and a chip at the right (front of a smart card).
 */
import { CARD_WIDTH_MM } from '#shared/domain/card-corners.ts';
import type { CardKind } from '#shared/domain/card-zones.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { incrementBin, quantile } from './gradient.ts';
import { thresholds } from './thresholds.ts';

export type LayoutFeature = 'photo' | 'barcode' | 'machine-print';

export interface Layout {
  /** The recognised feature; null when there is none or more than one. */
  readonly feature: LayoutFeature | null;
  readonly recognisedSide: CardSide | null;
  readonly upsideDown: boolean;
  /** Null when the side is unknown or its features match neither kind. */
  readonly kind: CardKind | null;
}

/** Working size: 10 pixels per millimetre resolve the modules of the barcode. */
export const LAYOUT_PX = { width: 856, height: 540 } as const;

export interface LayoutEvidence {
  /** Each pair is 0 to 1: of the card as it is, and of the card rotated by 180 degrees. */
  readonly photo: readonly [number, number];
  readonly barcode: readonly [number, number];
  readonly machinePrint: readonly [number, number];
  readonly chip: readonly [number, number];
}

interface InkMasks {
  readonly grey: Uint8Array;
  /** 1 where dark ink is printed. */
  readonly ink: Uint8Array;
  /** 1 where the colour differs from the paper. */
  readonly notPaper: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Threshold for ink: its distance from the grey level of the paper, as a share of the distance to the darkest level. */
const INK_SHARE = 0.45;

const inkMasksOf = ({ data, width, height }: Pixels): InkMasks => {
  const grey = new Uint8Array(width * height);
  const [reds, greens, blues, greys] = [
    new Uint32Array(256),
    new Uint32Array(256),
    new Uint32Array(256),
    new Uint32Array(256),
  ];
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const red = data[pixel * 3] ?? 0;
    const green = data[pixel * 3 + 1] ?? 0;
    const blue = data[pixel * 3 + 2] ?? 0;
    const value = (red * 77 + green * 150 + blue * 29) >> 8;
    grey[pixel] = value;
    incrementBin(reds, red);
    incrementBin(greens, green);
    incrementBin(blues, blue);
    incrementBin(greys, value);
  }
  const [red, green, blue] = [quantile(reds, 0.6), quantile(greens, 0.6), quantile(blues, 0.6)];
  const [paper, darkest] = [quantile(greys, 0.7), quantile(greys, 0.01)];
  const inkLevel = paper - (paper - darkest) * INK_SHARE;
  const minDifference = Math.max(10, 0.12 * (paper - darkest));
  const ink = new Uint8Array(grey.length);
  const notPaper = new Uint8Array(grey.length);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = pixel * 3;
    if ((grey[pixel] ?? 0) < inkLevel) ink[pixel] = 1;
    const difference = Math.max(
      Math.abs((data[at] ?? 0) - red),
      Math.abs((data[at + 1] ?? 0) - green),
      Math.abs((data[at + 2] ?? 0) - blue),
    );
    if (difference > minDifference) notPaper[pixel] = 1;
  }
  return { grey, ink, notPaper, width, height };
};

/** In fractions of the width and height. */
interface Zone {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const rotated180 = ({ left, top, right, bottom }: Zone): Zone => ({
  left: 1 - right,
  top: 1 - bottom,
  right: 1 - left,
  bottom: 1 - top,
});

const shareOfMaskIn = (bits: Uint8Array, width: number, height: number, zone: Zone): number => {
  const [left, right] = [Math.round(zone.left * width), Math.round(zone.right * width)];
  const [top, bottom] = [Math.round(zone.top * height), Math.round(zone.bottom * height)];
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) sum += bits[y * width + x] ?? 0;
  return sum / ((right - left) * (bottom - top));
};

/** Area covered by the photo on the fronts of both kinds of card. */
const PHOTO: Zone = { left: 0.065, top: 0.3, right: 0.26, bottom: 0.7 };

/** Inner area of the chip on the front of a smart card. On old cards only long names extend into it. */
const CHIP: Zone = { left: 0.84, top: 0.29, right: 0.945, bottom: 0.41 };

/** Share of a zone that differs from the colour of the paper. */
const notPaperShareIn = ({ notPaper, width, height }: InkMasks, zone: Zone): number =>
  shareOfMaskIn(notPaper, width, height, zone);

const BARCODE: Zone = { left: 0.06, top: 0.6, right: 0.94, bottom: 0.95 };
/** Smallest number of transitions between dark and light in a row through the barcode, and range of the share of dark pixels. */
const MIN_BARCODE_TRANSITIONS = 70;
const BARCODE_DARK_SHARES = [0.3, 0.7] as const;
/** Difference from the mean of the row at which a pixel counts as dark or light, in grey levels. */
const HYSTERESIS = 12;

/** Share of the rows of a zone that look like a row of a barcode. */
const barcodeShareIn = ({ grey, width, height }: InkMasks, zone: Zone): number => {
  const [left, right] = [Math.round(zone.left * width), Math.round(zone.right * width)];
  const [top, bottom] = [Math.round(zone.top * height), Math.round(zone.bottom * height)];
  let rows = 0;
  for (let y = top; y < bottom; y++) {
    const row = grey.subarray(y * width + left, y * width + right);
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    let [transitions, dark, state] = [0, 0, 0];
    for (const value of row) {
      if (value < mean) dark += 1;
      // The hysteresis suppresses noise on blank paper.
      const next = value < mean - HYSTERESIS ? 1 : value > mean + HYSTERESIS ? 2 : state;
      if (state !== 0 && next !== state) transitions += 1;
      state = next;
    }
    const share = dark / row.length;
    if (
      transitions >= MIN_BARCODE_TRANSITIONS &&
      share > BARCODE_DARK_SHARES[0] &&
      share < BARCODE_DARK_SHARES[1]
    )
      rows += 1;
  }
  return rows / (bottom - top);
};

/** Area of the three lines of a TD1 zone (ICAO 9303-5), with a margin for inexact crops. */
const MACHINE_PRINT: Zone = { left: 0.02, top: 0.64, right: 0.98, bottom: 1 };
/** Part of the width in which the rows of a line are detected, and the smallest share of ink in such a row. */
const LINE_EXTENT = { left: 0.04, right: 0.96 } as const;
const MIN_INK_SHARE = 0.02;
const MRZ_LINES = 3;
/** Range of line heights. OCR-B is 2.4 mm high; its lines are 4.2 to 4.8 mm apart. */
const LINE_HEIGHT_MM = [1.6, 3.9] as const;
/** Smallest number of separate characters. A line has 30, but some merge in blurred pictures. */
const MIN_CHARACTERS = 20;
/** Smallest share of the width that a line spans. */
const MIN_SPAN = 0.8;

const charactersIn = (
  { ink, width }: InkMasks,
  top: number,
  bottom: number,
  left: number,
  right: number,
): { characters: number; span: number } => {
  let [characters, first, last, isInside] = [0, -1, -1, false];
  for (let x = left; x < right; x++) {
    let dark = 0;
    for (let y = top; y < bottom; y++) dark += ink[y * width + x] ?? 0;
    if (dark > 0 && !isInside) characters += 1;
    isInside = dark > 0;
    if (!isInside) continue;
    if (first < 0) first = x;
    last = x;
  }
  return { characters, span: first < 0 ? 0 : (last - first) / (right - left) };
};

/** Share of the three lines of machine print that a zone contains. */
const machinePrintShareIn = (picture: InkMasks, zone: Zone): number => {
  const { ink, width, height } = picture;
  const [left, right] = [Math.round(zone.left * width), Math.round(zone.right * width)];
  const [top, bottom] = [Math.round(zone.top * height), Math.round(zone.bottom * height)];
  const pxPerMm = width / CARD_WIDTH_MM;
  let [lines, lineTop] = [0, -1];
  for (let y = top; y <= bottom; y++) {
    const isPrinted =
      y < bottom &&
      shareOfMaskIn(ink, width, height, {
        left: LINE_EXTENT.left,
        right: LINE_EXTENT.right,
        top: y / height,
        bottom: (y + 1) / height,
      }) > MIN_INK_SHARE;
    if (isPrinted && lineTop < 0) lineTop = y;
    if (isPrinted || lineTop < 0) continue;
    const heightMm = (y - lineTop) / pxPerMm;
    const { characters, span } = charactersIn(picture, lineTop, y, left, right);
    const isTextLine =
      heightMm >= LINE_HEIGHT_MM[0] &&
      heightMm <= LINE_HEIGHT_MM[1] &&
      characters >= MIN_CHARACTERS &&
      span >= MIN_SPAN;
    if (isTextLine) lines += 1;
    lineTop = -1;
  }
  return Math.min(1, lines / MRZ_LINES);
};

/** Measures the evidence for each feature. @param card the card in the size `LAYOUT_PX`. */
export const layoutEvidenceOf = (card: Pixels): LayoutEvidence => {
  const ink = inkMasksOf(card);
  const inBothOrientations = (measure: (picture: InkMasks, zone: Zone) => number, zone: Zone) =>
    [measure(ink, zone), measure(ink, rotated180(zone))] as const;
  return {
    photo: inBothOrientations(notPaperShareIn, PHOTO),
    barcode: inBothOrientations(barcodeShareIn, BARCODE),
    machinePrint: inBothOrientations(machinePrintShareIn, MACHINE_PRINT),
    chip: inBothOrientations(notPaperShareIn, CHIP),
  };
};

const unknownLayout: Layout = {
  feature: null,
  recognisedSide: null,
  upsideDown: false,
  kind: null,
};

/** The orientation with at least the evidence `min` and at least `lead` more than the other one, or null. */
const orientationOf = (
  [upright, rotated]: readonly [number, number],
  { min, lead }: { min: number; lead: number },
): 'up' | 'down' | null => {
  if (Math.max(upright, rotated) < min || Math.abs(upright - rotated) < lead) return null;
  return upright > rotated ? 'up' : 'down';
};

/** @param share share of the chip area of the upright card that differs from the paper. */
const kindByChip = (share: number): CardKind | null => {
  if (share >= thresholds.layout.chip.smartMin) return 'smart';
  return share <= thresholds.layout.chip.oldMax ? 'old' : null;
};

/** Recognises the layout. @param card the card in the size `LAYOUT_PX`, upright or rotated by 180 degrees. */
export const layoutOf = (card: Pixels): Layout => {
  const { photo, barcode, machinePrint, chip } = layoutEvidenceOf(card);
  // The barcode is unambiguous; machine print and photo may be confused with text and dark corners.
  const barcodeOrientation = orientationOf(barcode, thresholds.layout.barcode);
  const machinePrintOrientation = orientationOf(machinePrint, thresholds.layout.machinePrint);
  // Smart cards have a barcode too, above their machine print.
  if (barcodeOrientation)
    return {
      feature: 'barcode',
      recognisedSide: 'back',
      upsideDown: barcodeOrientation === 'down',
      kind: machinePrintOrientation === barcodeOrientation ? 'smart' : 'old',
    };
  const photoOrientation = orientationOf(photo, thresholds.layout.photo);
  if (machinePrintOrientation && !photoOrientation)
    return {
      feature: 'machine-print',
      recognisedSide: 'back',
      upsideDown: machinePrintOrientation === 'down',
      kind: 'smart',
    };
  if (photoOrientation && !machinePrintOrientation)
    return {
      feature: 'photo',
      recognisedSide: 'front',
      upsideDown: photoOrientation === 'down',
      kind: kindByChip(chip[photoOrientation === 'up' ? 0 : 1]),
    };
  return unknownLayout;
};
