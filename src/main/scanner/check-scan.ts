/** Whether what a scanner gave can be what it was asked for. Some drivers change the request silently and report success. */
import type { RawScan } from './port.ts';
import { pictureSize } from './picture-size.ts';

const MM_PER_INCH = 25.4;
/** ID-1, the size of both kinds of national ID card. */
const CARD_LONG_MM = 85.6;
const CARD_SHORT_MM = 53.98;
/** A scan may be cropped to the card and lose its margin, but never this much of it. */
const LEAST_PART = 0.7;
/** Longer than any glass or feeder a counter has. */
const LONGEST_INCHES = 20;
/** Below this the small print cannot be read whatever the size. */
const LEAST_DPI = 150;

export const isPlausible = ({ bytes, dpi }: RawScan): boolean => {
  const size = pictureSize(bytes);
  if (!size || dpi < LEAST_DPI) return false;
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  const holdsCard = long >= (LEAST_PART * CARD_LONG_MM * dpi) / MM_PER_INCH && short >= (LEAST_PART * CARD_SHORT_MM * dpi) / MM_PER_INCH;
  return holdsCard && long <= LONGEST_INCHES * dpi;
};
