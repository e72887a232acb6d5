import { describe, expect, it } from 'vitest';
import {
  PORTRAIT_ASPECT,
  cardholderFace,
  portraitAround,
  portraitInZone,
} from '#renderer/features/capture/portrait-area.ts';
import {
  CARD_ASPECT,
  faceElsewhere,
  faceInZone,
  isWithin,
  smartCardPortraitZone,
} from '#tests/unit/renderer/features/capture/smart-card-faces.ts';

describe('portraitAround', () => {
  it('has the aspect ratio of a portrait, with the face in its horizontal centre', () => {
    const area = portraitAround({ x: 0.4, y: 0.4, width: 0.1, height: 0.2 }, 1);
    expect(area.width / area.height).toBeCloseTo(PORTRAIT_ASPECT, 6);
    expect(area.x + area.width / 2).toBeCloseTo(0.45, 6);
    expect(area.height).toBeGreaterThan(0.4);
  });

  it('stays within the picture, and within the zone of a card', () => {
    const atCorner = portraitAround({ x: 0, y: 0, width: 0.3, height: 0.4 }, 1);
    expect(isWithin(atCorner, { x: 0, y: 0, width: 1, height: 1 })).toBe(true);
    const onCard = portraitAround(faceInZone, CARD_ASPECT, smartCardPortraitZone);
    expect(isWithin(onCard, smartCardPortraitZone)).toBe(true);
    const large = portraitAround(
      { ...faceInZone, height: 0.6 },
      CARD_ASPECT,
      smartCardPortraitZone,
    );
    expect(isWithin(large, smartCardPortraitZone)).toBe(true);
    expect((large.width * CARD_ASPECT) / large.height).toBeCloseTo(PORTRAIT_ASPECT, 6);
  });
});

describe('portraitInZone', () => {
  it('is as large as the zone and the shape of a portrait allow', () => {
    const area = portraitInZone(smartCardPortraitZone, CARD_ASPECT);
    expect(isWithin(area, smartCardPortraitZone)).toBe(true);
    expect(
      Math.max(
        area.width / smartCardPortraitZone.width,
        area.height / smartCardPortraitZone.height,
      ),
    ).toBeCloseTo(1, 6);
  });
});

describe('cardholderFace', () => {
  it('returns the face in the portrait’s zone, or any face when no zone is known', () => {
    expect(cardholderFace([faceElsewhere, faceInZone], smartCardPortraitZone)).toBe(faceInZone);
    expect(cardholderFace([faceElsewhere, faceInZone], null)).toBe(faceElsewhere);
    expect(cardholderFace([faceElsewhere], smartCardPortraitZone)).toBeNull();
  });
});
