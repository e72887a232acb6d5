/** Calculates the area of a portrait within a picture. Areas are fractions (0 to 1) of the picture. */
import type { Area } from '#shared/domain/card-zones.ts';
import type { FaceBox } from './face-messages.ts';

/** Aspect ratio (width over height) of portraits on the screens. */
export const PORTRAIT_ASPECT = 3 / 4;
/**
 * Height of a portrait relative to the detector's frame, which covers brow to chin, so that hair and shoulders are
 * included.
 */
const HEIGHT_PER_FACE = 2.1;
/** Vertical centre of the detector's frame in the portrait, as a fraction. It is below the centre of the head. */
const FACE_CENTRE = 0.52;

/** Below the aspect ratio of a card (85.6 : 54 mm, about 1.6), and above that of an upright picture. */
const MIN_LANDSCAPE_ASPECT = 1.3;

const WHOLE_PICTURE: Area = { x: 0, y: 0, width: 1, height: 1 };

const isInside = (x: number, y: number, area: Area): boolean =>
  x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;

const clampStart = (start: number, length: number, min: number, available: number): number =>
  Math.max(min, Math.min(start, min + available - length));

/**
 * The portrait around a face. Its size follows that of the face; it is shrunk and moved to be within the bounds.
 * @param aspect width over height of the picture, in pixels.
 * @param bounds area that contains the portrait; by default the whole picture.
 */
export const portraitAround = (
  face: FaceBox,
  aspect: number,
  bounds: Area = WHOLE_PICTURE,
): Area => {
  const widthPerHeight = PORTRAIT_ASPECT / aspect;
  const height = Math.min(
    face.height * HEIGHT_PER_FACE,
    bounds.height,
    bounds.width / widthPerHeight,
  );
  const width = height * widthPerHeight;
  return {
    x: clampStart(face.x + face.width / 2 - width / 2, width, bounds.x, bounds.width),
    y: clampStart(face.y + face.height / 2 - height * FACE_CENTRE, height, bounds.y, bounds.height),
    width,
    height,
  };
};

/** The largest portrait that fits into a zone, aligned to its top, for a zone in which no face was detected. */
export const portraitInZone = (zone: Area, aspect: number): Area =>
  portraitAround(
    { x: zone.x + zone.width / 2, y: zone.y, width: 0, height: zone.height },
    aspect,
    zone,
  );

/**
 * The face of the cardholder: the largest face whose centre is in the zone of the portrait.
 * @param faces largest first.
 * @param zone null when unknown; the largest face of the picture is returned then.
 */
export const cardholderFace = (faces: readonly FaceBox[], zone: Area | null): FaceBox | null =>
  faces.find(({ x, y, width, height }) => !zone || isInside(x + width / 2, y + height / 2, zone)) ??
  null;

/** Whether a picture has the landscape format of a card. Without a detected face such a picture is not a portrait. */
export const isLandscape = (aspect: number): boolean => aspect > MIN_LANDSCAPE_ASPECT;
