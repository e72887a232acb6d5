/** Locates the zone of a field in the pictures of the card. */
import { computed, type ComputedRef } from 'vue';
import {
  cardKindOf,
  fieldZone,
  hasCardZones,
  type Area,
  type CardKind,
} from '#shared/domain/card-zones.ts';
import { fieldRow, type FieldName } from '#shared/domain/fields.ts';
import type { CardSide, PictureView } from '#shared/domain/registration.ts';
import { useRegistration } from '#renderer/features/registration/state/use-registration.ts';

export interface CardZone {
  readonly side: CardSide;
  readonly picture: PictureView;
  readonly zone: Area;
}

/** The kind of card of the open registration; null when it is unknown. */
export const useCardKind = (): ComputedRef<CardKind | null> => {
  const registration = useRegistration();
  return computed(() => cardKindOf(registration.openState.value.view));
};

/** @returns null when the field is not printed on the card, when its side has no picture, and while its zone is unknown. */
export const useCardZone = (field: () => FieldName): ComputedRef<CardZone | null> => {
  const registration = useRegistration();
  const cardKind = useCardKind();
  return computed(() => {
    const { side } = fieldRow(field());
    const picture = side && registration.openState.value.view.pictures[side];
    if (!picture || !cardKind.value || !hasCardZones(picture)) return null;
    const zone = fieldZone(cardKind.value, field());
    return zone && { side, picture, zone };
  });
};
