/**
 * Validates a scan against its request and determines its real resolution. Some drivers change the request silently and
 * report success.
 */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import { pictureDensity } from './picture-density.ts';
import { pictureSize, type PictureSize } from './picture-size.ts';
import type { RawScan, ScanArea } from '#main/scanner/port.ts';

/** ID-1, the size of both kinds of national ID card. */
const CARD_LONG_MM = 85.6;
const CARD_SHORT_MM = 53.98;
/** A scan may be cropped to the card and lose its margin, but never this much of it. */
const LEAST_PART = 0.7;
/** Longer than any glass or feeder a counter has. */
const LONGEST_INCHES = 20;
/** Below this the small print cannot be read whatever the size. */
const LEAST_DPI = 150;
/** A device without the resolution asked for takes the next one it has; less than half of it was not a choice but a fault. */
const LEAST_OF_ASKED = 0.5;
/** Pixels are square but for rounding. */
const MOST_SKEW = 0.05;
/** Devices round the area to whole steps of their motor. */
const AREA_TOLERANCE = 0.03;

const near = (value: number, wanted: number, tolerance: number): boolean =>
  Math.abs(value - wanted) <= wanted * tolerance;

/** Whether the picture has just the pixels that the card's corner has at this resolution. */
const isCardArea = ({ width, height }: PictureSize, dpi: number): boolean =>
  near(width, (cardArea.widthMm * dpi) / MM_PER_INCH, AREA_TOLERANCE) &&
  near(height, (cardArea.heightMm * dpi) / MM_PER_INCH, AREA_TOLERANCE);

const holdsCard = ({ width, height }: PictureSize, dpi: number): boolean => {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const whole =
    long >= (LEAST_PART * CARD_LONG_MM * dpi) / MM_PER_INCH &&
    short >= (LEAST_PART * CARD_SHORT_MM * dpi) / MM_PER_INCH;
  return whole && long <= LONGEST_INCHES * dpi;
};

/**
 * @returns the scan with its real resolution, or null when it is not plausible. The pixels of the area that was asked for
 * are the best witness, then the file's own word, then the driver's.
 */
export const checkScan = (
  scan: RawScan,
  asked: { readonly dpi: number; readonly area?: ScanArea },
): RawScan | null => {
  const size = pictureSize(scan.bytes);
  if (!size) return null;
  const stated = pictureDensity(scan.bytes);
  if (stated && !near(stated.x, stated.y, MOST_SKEW)) return null;
  const words = [...(stated ? [Math.min(stated.x, stated.y)] : []), scan.dpi];
  const witnessed = asked.area === 'glass' ? undefined : words.find((dpi) => isCardArea(size, dpi));
  const dpi = witnessed ?? words[0] ?? scan.dpi;
  if (dpi < LEAST_DPI || dpi < asked.dpi * LEAST_OF_ASKED) return null;
  return holdsCard(size, dpi) ? { ...scan, dpi } : null;
};
