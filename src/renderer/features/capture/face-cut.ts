/** Where a portrait is cut from a picture in which a face was found. Areas are fractions of the picture. */
import type { Area } from '#shared/domain/card-zones.ts';
import type { FaceBox } from './face-messages.ts';

/** Width over height of every portrait on the screens. */
export const PORTRAIT_ASPECT = 3 / 4;
/** Height of a portrait over the height of the detector's frame, which runs from the brow to the chin: hair and shoulders show. */
const HEIGHT_PER_FACE = 2.1;
/** The detector's frame lies below the middle of the head. */
const FACE_MIDDLE = 0.52;

const WHOLE: Area = { x: 0, y: 0, width: 1, height: 1 };

const isInside = (x: number, y: number, area: Area): boolean =>
  x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;

const placed = (start: number, length: number, from: number, room: number): number =>
  Math.max(from, Math.min(start, from + room - length));

/**
 * The portrait around a face: as large as the face asks for and no larger than the bounds, moved into them.
 * @param aspect width over height of the picture, in pixels.
 * @param bounds the part in which the portrait must lie.
 */
export const portraitAround = (face: FaceBox, aspect: number, bounds: Area = WHOLE): Area => {
  const widthPerHeight = PORTRAIT_ASPECT / aspect;
  const height = Math.min(
    face.height * HEIGHT_PER_FACE,
    bounds.height,
    bounds.width / widthPerHeight,
  );
  const width = height * widthPerHeight;
  return {
    x: placed(face.x + face.width / 2 - width / 2, width, bounds.x, bounds.width),
    y: placed(face.y + face.height / 2 - height * FACE_MIDDLE, height, bounds.y, bounds.height),
    width,
    height,
  };
};

/** The largest portrait within a zone, from its top, for a zone in which no face was found. */
export const portraitOf = (zone: Area, aspect: number): Area =>
  portraitAround(
    { x: zone.x + zone.width / 2, y: zone.y, width: 0, height: zone.height },
    aspect,
    zone,
  );

/**
 * The face of the card's holder among those found: the largest in the zone of the portrait, where that is known.
 * @param faces largest first.
 */
export const holderOf = (faces: readonly FaceBox[], zone: Area | null): FaceBox | null =>
  faces.find(({ x, y, width, height }) => !zone || isInside(x + width / 2, y + height / 2, zone)) ??
  null;

/** A card lies across; a picture of this shape without a known face is no portrait. */
export const isAcross = (aspect: number): boolean => aspect > 1.3;
