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
  const view = computed(() => registration.openState.value.view);
  const frontUrl = computed(() => view.value.pictures.front?.url ?? null);
  const photoUrl = computed(() => view.value.pictures.photo?.url ?? null);
  const cardPortrait = usePortrait(() =>
    frontUrl.value === null
      ? null
      : { url: frontUrl.value, source: 'card', kind: cardKindOf(view.value) },
  );
  const photoPortrait = usePortrait(() =>
    photoUrl.value === null ? null : { url: photoUrl.value, source: 'photo', kind: null },
  );
  return computed(() => ({
    card: { url: frontUrl.value, portrait: cardPortrait.value },
    photo: { url: photoUrl.value, portrait: photoPortrait.value },
  }));
};
