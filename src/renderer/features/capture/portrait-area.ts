/** Area of a portrait in a picture with a detected face. Areas are fractions of the picture. */
import type { Area } from '#shared/domain/card-zones.ts';
import type { FaceBox } from './face-messages.ts';

/** Aspect ratio (width over height) of portraits on the screens. */
export const PORTRAIT_ASPECT = 3 / 4;
/**
 * Height of a portrait relative to the detector's frame, which covers brow to chin, so that hair and shoulders are
 * included.
 */
const HEIGHT_PER_FACE = 2.1;
/** Vertical position of the face in the portrait. The centre of the detector's frame is below that of the head. */
const FACE_CENTRE = 0.52;

const WHOLE_PICTURE: Area = { x: 0, y: 0, width: 1, height: 1 };

const isInside = (x: number, y: number, area: Area): boolean =>
  x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;

const clampStart = (start: number, length: number, min: number, available: number): number =>
  Math.max(min, Math.min(start, min + available - length));

/**
 * The portrait around a face: as large as the face requires, limited to the bounds and moved into them.
 * @param aspect width over height of the picture, in pixels.
 * @param bounds area that must contain the portrait.
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

/** The largest portrait in a zone without a detected face, aligned to its top. */
export const portraitInZone = (zone: Area, aspect: number): Area =>
  portraitAround(
    { x: zone.x + zone.width / 2, y: zone.y, width: 0, height: zone.height },
    aspect,
    zone,
  );

/**
 * The face of the cardholder: the largest face in the portrait's zone, if the zone is known.
 * @param faces largest first.
 */
export const cardholderFace = (faces: readonly FaceBox[], zone: Area | null): FaceBox | null =>
  faces.find(({ x, y, width, height }) => !zone || isInside(x + width / 2, y + height / 2, zone)) ??
  null;

/** Whether a picture has the landscape format of a card. Without a detected face such a picture is not a portrait. */
export const isLandscape = (aspect: number): boolean => aspect > 1.3;
