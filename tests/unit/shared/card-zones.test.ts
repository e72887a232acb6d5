import { describe, expect, it } from 'vitest';
import { CARD_HEIGHT_MM, CARD_WIDTH_MM } from '#shared/domain/card-corners.ts';
import {
  cardKindOf,
  cardKinds,
  fieldZone,
  zoneCoveredBy,
  portraitZone,
  hasCardZones,
  STRIP_ASPECT,
  stripOf,
  areaWithin,
  type Area,
} from '#shared/domain/card-zones.ts';
import { fieldNames, fieldRow } from '#shared/domain/fields.ts';
import {
  createPicture,
  createView,
  createReadField,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const contains = (outer: Area, inner: Area): boolean =>
  outer.x <= inner.x + 1e-9 &&
  outer.y <= inner.y + 1e-9 &&
  outer.x + outer.width >= inner.x + inner.width - 1e-9 &&
  outer.y + outer.height >= inner.y + inner.height - 1e-9;
const CARD: Area = { x: 0, y: 0, width: 1, height: 1 };

describe.each(cardKinds)('the zones of the %s card', (kind) => {
  it('exist for every field that is printed on a card, and for no other', () => {
    for (const field of fieldNames)
      expect(fieldZone(kind, field) !== null, field).toBe(fieldRow(field).side !== null);
  });

  it('lie on the card, the fields of the front beside the portrait', () => {
    const portrait = portraitZone(kind)!;
    expect(contains(CARD, portrait)).toBe(true);
    for (const field of fieldNames) {
      const zone = fieldZone(kind, field);
      if (!zone) continue;
      expect(contains(CARD, zone), field).toBe(true);
      if (fieldRow(field).side === 'front')
        expect(zone.x, field).toBeGreaterThan(portrait.x + portrait.width);
    }
  });

  it('make strips of one shape that contain their zone and stay on the card', () => {
    for (const field of fieldNames) {
      const zone = fieldZone(kind, field);
      if (!zone) continue;
      const strip = stripOf(zone);
      expect(contains(strip, zone), field).toBe(true);
      expect(contains(CARD, strip), field).toBe(true);
      expect((strip.width * CARD_WIDTH_MM) / (strip.height * CARD_HEIGHT_MM), field).toBeCloseTo(
        STRIP_ASPECT,
        5,
      );
    }
  });
});

describe('stripOf', () => {
  it('keeps a zone at the edge of the card within the card', () => {
    const strip = stripOf({ x: 0.5, y: 0.95, width: 0.5, height: 0.05 });
    expect(contains(CARD, strip)).toBe(true);
    expect(contains(strip, { x: 0.5, y: 0.95, width: 0.5, height: 0.05 })).toBe(true);
  });
});

describe('areaWithin', () => {
  it('returns an area in fractions of another area', () => {
    expect(
      areaWithin(
        { x: 0.5, y: 0.25, width: 0.25, height: 0.25 },
        { x: 0.5, y: 0, width: 0.5, height: 0.5 },
      ),
    ).toEqual({ x: 0, y: 0.5, width: 0.5, height: 0.5 });
  });
});

describe('zoneCoveredBy', () => {
  it('returns the zone that an area covers most', () => {
    const address = fieldZone('smart', 'pres_address')!;
    expect(zoneCoveredBy('smart', 'back', address)).toBe('pres_address');
    expect(zoneCoveredBy('smart', 'back', { x: 0, y: 0.1, width: 0.2, height: 0.9 })).toBe('mrz');
    expect(zoneCoveredBy('old', 'back', { x: 0.2, y: 0.7, width: 0.2, height: 0.2 })).toBe(
      'barcode',
    );
    expect(zoneCoveredBy('old', 'front', portraitZone('old')!)).toBe('portrait');
  });

  it('returns null for an area without a zone', () => {
    expect(
      zoneCoveredBy('smart', 'front', { x: 0.9, y: 0.9, width: 0.05, height: 0.05 }),
    ).toBeNull();
  });
});

describe('cardKindOf', () => {
  const createFront = (cardKind: 'old' | 'smart' | null) => createPicture({ cardKind });
  const kindOf = (overrides: Parameters<typeof createView>[0]) => cardKindOf(createView(overrides));

  it('is smart when a machine-readable zone was read, whatever was detected on the pictures', () => {
    expect(
      kindOf({
        code: { state: 'read', sources: ['mrz'] },
        pictures: { front: createFront('old'), back: null, photo: null },
      }),
    ).toBe('smart');
  });

  it('is the kind detected on either side', () => {
    expect(
      kindOf({ pictures: { front: createFront('old'), back: createFront(null), photo: null } }),
    ).toBe('old');
    expect(
      kindOf({ pictures: { front: createFront(null), back: createFront('smart'), photo: null } }),
    ).toBe('smart');
  });

  it('is unknown when the sides are of different kinds', () => {
    expect(
      kindOf({ pictures: { front: createFront('old'), back: createFront('smart'), photo: null } }),
    ).toBeNull();
  });

  it('is derived from the number that the service read when no picture shows it', () => {
    expect(kindOf({ fields: { nid_no: createReadField('012 345 6789') } })).toBe('smart');
    expect(kindOf({ fields: { nid_no: createReadField('0123456789012') } })).toBe('old');
    expect(kindOf({ fields: { nid_no: createReadField('19840123456789012') } })).toBe('old');
    expect(kindOf({ fields: { nid_no: createReadField('12345') } })).toBeNull();
    expect(kindOf({})).toBeNull();
  });
});

describe('hasCardZones', () => {
  it('is false for a picture without a card and for the other side', () => {
    const crop = {
      url: 'x',
      widthPx: 1,
      heightPx: 1,
      foundBy: 'nothing' as const,
      corners: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
        { x: 0, y: 1 },
      ] as const,
    };
    expect(hasCardZones(createPicture({ crop }))).toBe(false);
    expect(hasCardZones(createPicture({ crop: { ...crop, foundBy: 'hand' } }))).toBe(true);
    expect(hasCardZones(createPicture({ failedChecks: ['right-side'] }))).toBe(false);
    expect(hasCardZones(createPicture({ failedChecks: ['sharp'] }))).toBe(true);
  });
});
