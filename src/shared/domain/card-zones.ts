/**
 * Zones in which the two kinds of national ID card print fields, and areas of a card's picture derived from them. The
 * zones match the drawn cards of the tests with a margin of 1 mm; no real card has been measured yet.
 */
import { CARD_HEIGHT_MM, CARD_WIDTH_MM } from './card-corners.ts';
import { fieldRow, type fieldTable, type FieldName } from './fields.ts';
import type { CardSide, PictureView, RegistrationView } from './registration.ts';

/** `old`: laminated, since 2006. `smart`: with a chip, since 2016. */
export const cardKinds = ['old', 'smart'] as const;
export type CardKind = (typeof cardKinds)[number];

/** A rectangle in a picture, in fractions of its width and height. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type PrintedField = {
  [Name in FieldName]: (typeof fieldTable)[Name]['side'] extends null ? never : Name;
}[FieldName];

/** Name of a zone: a printed field, the portrait, or a machine-readable code. */
export type CardZoneName = PrintedField | 'portrait' | 'barcode' | 'mrz';

/** Left, top, right and bottom edge, millimetres from the top left corner of an ID-1 card. */
type ZoneMm = readonly [left: number, top: number, right: number, bottom: number];
type SideZones = Readonly<Partial<Record<CardZoneName, ZoneMm>>>;

/** Zones include label and value. On the old card of a married woman, the father's line names her husband. */
const zonesMm: Readonly<Record<CardKind, Readonly<Record<CardSide, SideZones>>>> = {
  old: {
    front: {
      portrait: [4.2, 15.2, 23, 40.3],
      applicant_name_ben: [25, 15, 82.6, 20],
      applicant_name_eng: [25, 19.7, 82.6, 24.8],
      father_name: [25, 24.7, 82.6, 29.8],
      spouse_name: [25, 24.7, 82.6, 29.8],
      mother_name: [25, 29.5, 82.6, 34.7],
      dob: [25, 34.5, 66, 39.8],
      nid_no: [25, 39.6, 79, 45.6],
    },
    back: {
      pres_address: [3, 8.8, 82.6, 21.2],
      perm_address: [3, 8.8, 82.6, 21.2],
      barcode: [3, 32.5, 82.6, 51],
    },
  },
  smart: {
    front: {
      portrait: [3.6, 12.8, 23.6, 39.5],
      applicant_name_ben: [25, 11.2, 69.8, 18.5],
      applicant_name_eng: [25, 17.4, 69.8, 24.5],
      father_name: [25, 23.8, 80.4, 30.9],
      spouse_name: [25, 23.8, 80.4, 30.9],
      mother_name: [25, 30.2, 80.4, 37.4],
      dob: [25, 37.9, 60, 43],
      nid_no: [25, 42.4, 70, 48.8],
    },
    back: {
      pres_address: [2.8, 2.5, 82.6, 15],
      perm_address: [2.8, 2.5, 82.6, 15],
      mrz: [2, 35, 83.6, 53.5],
    },
  },
};

const toArea = ([left, top, right, bottom]: ZoneMm): Area => ({
  x: left / CARD_WIDTH_MM,
  y: top / CARD_HEIGHT_MM,
  width: (right - left) / CARD_WIDTH_MM,
  height: (bottom - top) / CARD_HEIGHT_MM,
});

/** The zone of a field on the side that `fieldTable` names; null for fields that are not printed on the card. */
export const fieldZone = (kind: CardKind, field: FieldName): Area | null => {
  const { side } = fieldRow(field);
  const zones: Readonly<Partial<Record<string, ZoneMm>>> = side ? zonesMm[kind][side] : {};
  const zone = zones[field];
  return zone ? toArea(zone) : null;
};

/** The zone of the cardholder's portrait on the front. */
export const portraitZone = (kind: CardKind): Area | null => {
  const zone = zonesMm[kind].front.portrait;
  return zone ? toArea(zone) : null;
};

/** Aspect ratio (width over height) of the strip in the lens. */
export const STRIP_ASPECT = 5.1;
/** Aspect ratio of the strip when three readings are below it; sufficient for fields of one line. */
export const LOW_STRIP_ASPECT = 6.5;
/** Minimum margin around the zone in a strip. */
const STRIP_MARGIN_MM = 0.5;

const clamp = (start: number, length: number, max: number): number =>
  Math.max(0, Math.min(start, max - length));

/** The area that the lens enlarges for a zone: the zone with its margin, extended to `aspect` as far as the card allows. */
export const stripOf = (zone: Area, aspect: number = STRIP_ASPECT): Area => {
  const widthMm = zone.width * CARD_WIDTH_MM + 2 * STRIP_MARGIN_MM;
  const heightMm = zone.height * CARD_HEIGHT_MM + 2 * STRIP_MARGIN_MM;
  const stripWidthMm = Math.min(CARD_WIDTH_MM, Math.max(widthMm, heightMm * aspect));
  const stripHeightMm = Math.min(CARD_HEIGHT_MM, Math.max(heightMm, stripWidthMm / aspect));
  // Printed lines start at the left edge of their zone, so the area is extended to the right.
  const left = clamp(zone.x * CARD_WIDTH_MM - STRIP_MARGIN_MM, stripWidthMm, CARD_WIDTH_MM);
  const middle = (zone.y + zone.height / 2) * CARD_HEIGHT_MM;
  const top = clamp(middle - stripHeightMm / 2, stripHeightMm, CARD_HEIGHT_MM);
  return toArea([left, top, left + stripWidthMm, top + stripHeightMm]);
};

/** Converts an area to fractions of a part of the picture, for drawing over the enlarged part. */
export const areaWithin = (area: Area, part: Area): Area => ({
  x: (area.x - part.x) / part.width,
  y: (area.y - part.y) / part.height,
  width: area.width / part.width,
  height: area.height / part.height,
});

const overlap = (a: Area, b: Area): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** The zone that an area covers most; null when it covers none. */
export const zoneCoveredBy = (kind: CardKind, side: CardSide, area: Area): CardZoneName | null => {
  const zones = Object.entries(zonesMm[kind][side]) as [CardZoneName, ZoneMm][];
  const covered = zones
    .map(([name, zone]) => ({ name, coveredArea: overlap(toArea(zone), area) }))
    .filter(({ coveredArea }) => coveredArea > 0);
  // The first zone with the maximum is used, because two fields can be printed on one line.
  return covered.reduce(
    (max, candidate) => (candidate.coveredArea > max.coveredArea ? candidate : max),
    {
      name: null as CardZoneName | null,
      coveredArea: 0,
    },
  ).name;
};

const OLD_NID_DIGITS: readonly number[] = [13, 17];
const SMART_NID_DIGITS = 10;

/** Derives the kind of card from the number of digits that the service read, because each kind prints its own scheme. */
const kindByNid = (nidReading: string | undefined): CardKind | null => {
  const digits = (nidReading ?? '').replaceAll(/\D/g, '').length;
  if (digits === SMART_NID_DIGITS) return 'smart';
  return OLD_NID_DIGITS.includes(digits) ? 'old' : null;
};

/**
 * Determines the kind of the captured card. A machine-readable zone proves a smart card, followed in precedence by the
 * detection on both pictures and by the number that the service read. Null when nothing indicates a kind, and when the
 * two sides are of different cards.
 */
export const cardKindOf = ({
  pictures,
  code,
  fields,
}: Pick<RegistrationView, 'pictures' | 'code' | 'fields'>): CardKind | null => {
  if (code.sources.includes('mrz')) return 'smart';
  const front = pictures.front?.cardKind ?? null;
  const back = pictures.back?.cardKind ?? null;
  if (front && back && front !== back) return null;
  return front ?? back ?? kindByNid(fields.nid_no.readings.service);
};

/** Whether zones are valid for a picture, which requires a completely cropped card. */
export const hasCardZones = ({ crop, failedChecks }: PictureView): boolean =>
  crop?.foundBy !== 'nothing' && !failedChecks.includes('right-side');
