/** Faces and areas on a smart card for tests of portraits, as fractions of the picture. */
import { portraitZone, type Area } from '#shared/domain/card-zones.ts';
import type { FaceBox } from '#renderer/features/capture/face-messages.ts';

/** ISO/IEC 7810 ID-1. */
export const CARD_ASPECT = 85.6 / 53.98;
export const smartCardPortraitZone = portraitZone('smart')!;
export const faceInZone: FaceBox = { x: 0.1, y: 0.38, width: 0.11, height: 0.2 };
export const faceElsewhere: FaceBox = { x: 0.5, y: 0.5, width: 0.2, height: 0.3 };

/** Tolerance for rounding. */
const EPSILON = 1e-9;
export const isWithin = (inner: Area, outer: Area): boolean =>
  inner.x >= outer.x - EPSILON &&
  inner.y >= outer.y - EPSILON &&
  inner.x + inner.width <= outer.x + outer.width + EPSILON &&
  inner.y + inner.height <= outer.y + outer.height + EPSILON;
