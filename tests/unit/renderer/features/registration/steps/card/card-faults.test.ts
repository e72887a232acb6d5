import { describe, expect, it } from 'vitest';
import { fieldZone, portraitZone } from '#shared/domain/card-zones.ts';
import { pictureChecks } from '#shared/domain/registration.ts';
import { cardFaults } from '#renderer/features/registration/steps/card/card-faults.ts';
import { createPicture } from '#tests/unit/renderer/features/registration/registration-view.ts';

const listFaultTexts = (...args: Parameters<typeof cardFaults>): string[] =>
  cardFaults(...args).map(({ textKey: text }) => text);

describe('cardFaults', () => {
  it('is empty for a picture without a fault', () => {
    expect(cardFaults(createPicture(), 'front', 'smart')).toEqual([]);
  });

  it('lists every fault, the most serious first', () => {
    const picture = createPicture({ failedChecks: ['wide-enough', 'sharp', 'right-side'] });
    expect(listFaultTexts(picture, 'front', 'smart')).toEqual([
      'backInsteadOfFront',
      'blurred',
      'narrow',
    ]);
    expect(listFaultTexts(picture, 'back', 'smart')[0]).toBe('frontInsteadOfBack');
  });

  it('has a text for every check', () => {
    const faultTexts = listFaultTexts(
      createPicture({ failedChecks: [...pictureChecks] }),
      'front',
      null,
    );
    expect(new Set(faultTexts).size).toBe(pictureChecks.length);
  });

  it('mentions the glass only for a picture of a scanner', () => {
    expect(listFaultTexts(createPicture({ failedChecks: ['card-present'] }), 'back', null)).toEqual(
      ['noCardOnGlass'],
    );
    expect(
      listFaultTexts(
        createPicture({ failedChecks: ['card-present'], origin: 'camera' }),
        'back',
        null,
      ),
    ).toEqual(['noCardInPicture']);
  });

  it('names the zone that a glare covers', () => {
    const createGlarePicture = (glareArea: ReturnType<typeof portraitZone>) =>
      createPicture({ failedChecks: ['no-glare'], glareArea });
    const address = createGlarePicture(fieldZone('old', 'pres_address'));
    expect(cardFaults(address, 'back', 'old')).toEqual([
      { check: 'no-glare', textKey: 'glareOn', coveredZone: 'pres_address' },
    ]);
    expect(
      cardFaults(createGlarePicture(portraitZone('smart')), 'front', 'smart')[0]?.coveredZone,
    ).toBe('portrait');
    expect(cardFaults(address, 'back', null)).toEqual([
      { check: 'no-glare', textKey: 'glare', coveredZone: null },
    ]);
  });

  it('names no zone when the side is wrong or the card is not whole', () => {
    const glareArea = fieldZone('old', 'pres_address');
    for (const check of ['right-side', 'whole-card'] as const)
      expect(
        listFaultTexts(
          createPicture({ failedChecks: [check, 'no-glare'], glareArea }),
          'back',
          'old',
        ),
      ).toContain('glare');
  });
});
