import { describe, expect, it } from 'vitest';
import type { FaceBox } from '#renderer/features/capture/face-messages.ts';
import { portraitInZone } from '#renderer/features/capture/portrait-area.ts';
import { portraitIn } from '#renderer/features/capture/use-portrait.ts';
import {
  CARD_ASPECT,
  faceElsewhere,
  faceInZone,
  isWithin,
  smartCardPortraitZone,
} from '#tests/unit/renderer/features/capture/smart-card-faces.ts';

describe('portraitIn', () => {
  const smartCard = { source: 'card', kind: 'smart' } as const;
  const createFaces = (faces: readonly FaceBox[] | null, aspect = CARD_ASPECT) => ({
    aspect,
    faces,
  });

  it('cuts the face of a card within its portrait', () => {
    const portrait = portraitIn(createFaces([faceInZone]), smartCard);
    expect(portrait.state === 'cut' && isWithin(portrait.area, smartCardPortraitZone)).toBe(true);
  });

  it('returns the zone of the portrait when no face is found there or no detector is available', () => {
    const expected = { state: 'cut', area: portraitInZone(smartCardPortraitZone, CARD_ASPECT) };
    expect(portraitIn(createFaces([faceElsewhere]), smartCard)).toEqual(expected);
    expect(portraitIn(createFaces(null), smartCard)).toEqual(expected);
  });

  it('never shows a part of a card of unknown kind without a face', () => {
    expect(portraitIn(createFaces([]), { source: 'card', kind: null })).toEqual({ state: 'none' });
    expect(portraitIn(createFaces([], 0.75), { source: 'card', kind: null })).toEqual({
      state: 'whole',
    });
  });

  it('returns the whole photo when no face is known, regardless of its shape', () => {
    expect(portraitIn(createFaces([], 16 / 9), { source: 'photo', kind: null })).toEqual({
      state: 'whole',
    });
    expect(portraitIn(null, { source: 'photo', kind: null })).toEqual({ state: 'none' });
  });
});
