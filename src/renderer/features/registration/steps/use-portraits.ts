/** The two portraits of the open registration: the face on the card and the customer's photo. */
import { computed, type ComputedRef } from 'vue';
import { usePortrait } from '#renderer/features/capture/use-portrait.ts';
import { useRegistration } from '#renderer/features/registration/state/use-registration.ts';
import { cardKindOf } from '#shared/domain/card-zones.ts';
import type { Portrait } from '#shared/domain/portrait.ts';

export interface PictureWithPortrait {
  /** Address of the picture; null when there is none. */
  readonly url: string | null;
  readonly portrait: Portrait;
}

export const usePortraits = (): ComputedRef<{
  card: PictureWithPortrait;
  photo: PictureWithPortrait;
}> => {
  const registration = useRegistration();
  const view = computed(() => registration.open.value.view);
  const front = computed(() => view.value.pictures.front?.url ?? null);
  const photo = computed(() => view.value.pictures.photo?.url ?? null);
  const cardPortrait = usePortrait(() =>
    front.value === null
      ? null
      : { url: front.value, source: 'card', kind: cardKindOf(view.value) },
  );
  const photoPortrait = usePortrait(() =>
    photo.value === null ? null : { url: photo.value, source: 'photo', kind: null },
  );
  return computed(() => ({
    card: { url: front.value, portrait: cardPortrait.value },
    photo: { url: photo.value, portrait: photoPortrait.value },
  }));
};
