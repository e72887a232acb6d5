/**
 * Validates a scan against its request and determines its real resolution. This is necessary, because some drivers change the
 * requested settings without reporting it.
 */
import { CARD_HEIGHT_MM, CARD_WIDTH_MM, MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import { readPictureDensity } from './picture-density.ts';
import { readPictureSize, type PictureSize } from './picture-size.ts';
import type { RawScan, ScanArea } from '#main/scanner/port.ts';

/** Smallest share of the card's size that a scan cropped by the device may have. */
const MIN_CARD_SHARE = 0.7;
/** Largest plausible length of a scan, which is longer than the glass or feeder of any counter scanner. */
const MAX_INCHES = 20;
/** Smallest resolution. Below it the small print is illegible. */
const MIN_DPI = 150;
/** Smallest share of the requested resolution. Devices may use the next available resolution, but less than half is a fault. */
const MIN_SHARE_OF_REQUESTED = 0.5;
/** Relative tolerance when the horizontal and the vertical resolution are compared, because files round them. */
const MAX_ASPECT_ERROR = 0.05;
/** Relative tolerance for the size of the area, because devices round it to steps of their motor. */
const AREA_TOLERANCE = 0.03;

const isNear = (value: number, expected: number, tolerance: number): boolean =>
  Math.abs(value - expected) <= expected * tolerance;

/** Whether the picture has the size of the card area at this resolution. */
const isCardArea = ({ width, height }: PictureSize, dpi: number): boolean =>
  isNear(width, (cardArea.widthMm * dpi) / MM_PER_INCH, AREA_TOLERANCE) &&
  isNear(height, (cardArea.heightMm * dpi) / MM_PER_INCH, AREA_TOLERANCE);

const canContainCard = ({ width, height }: PictureSize, dpi: number): boolean => {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const isLargeEnough =
    long >= (MIN_CARD_SHARE * CARD_WIDTH_MM * dpi) / MM_PER_INCH &&
    short >= (MIN_CARD_SHARE * CARD_HEIGHT_MM * dpi) / MM_PER_INCH;
  return isLargeEnough && long <= MAX_INCHES * dpi;
};

/**
 * Validates a scan.
 * @returns the scan with its real resolution, or null when the scan is implausible. The resolution is the one that matches the size
 * of the requested area, otherwise the one stated in the file, otherwise the one reported by the driver.
 */
export const checkScan = (
  scan: RawScan,
  requested: { readonly dpi: number; readonly area?: ScanArea },
): RawScan | null => {
  const size = readPictureSize(scan.bytes);
  if (!size) return null;
  const stated = readPictureDensity(scan.bytes);
  if (stated && !isNear(stated.x, stated.y, MAX_ASPECT_ERROR)) return null;
  const candidateDpis = [...(stated ? [Math.min(stated.x, stated.y)] : []), scan.dpi];
  const confirmedDpi =
    requested.area === 'glass' ? undefined : candidateDpis.find((dpi) => isCardArea(size, dpi));
  const dpi = confirmedDpi ?? candidateDpis[0] ?? scan.dpi;
  if (dpi < MIN_DPI || dpi < requested.dpi * MIN_SHARE_OF_REQUESTED) return null;
  return canContainCard(size, dpi) ? { ...scan, dpi } : null;
};
