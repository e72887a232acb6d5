/** Determines the portrait of a person within a picture, for a component. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import { portraitZone, type CardKind } from '#shared/domain/card-zones.ts';
import type { Portrait } from '#shared/domain/portrait.ts';
import { cardholderFace, isLandscape, portraitAround, portraitInZone } from './portrait-area.ts';
import { startFaceWorker } from './start-face-worker.ts';
import { createStillFaceFinder, type StillFaces } from './still-faces.ts';

const finder = createStillFaceFinder(startFaceWorker);

export interface PersonPicture {
  readonly url: string;
  /** `card`: the picture may be the whole front of a card. */
  readonly source: 'card' | 'photo';
  /** Kind of card, for the front of a card; null when unknown. */
  readonly kind: CardKind | null;
}

/**
 * The portrait is the area around the detected face. Without a face it is the zone of the card's portrait, or, if the
 * kind of card is unknown, the whole picture, unless the picture has the format of a card.
 */
export const portraitIn = (
  stillFaces: StillFaces | null,
  { source, kind }: Pick<PersonPicture, 'source' | 'kind'>,
): Portrait => {
  if (!stillFaces) return { state: 'none' };
  const zone = kind && portraitZone(kind);
  const face = cardholderFace(stillFaces.faces ?? [], zone);
  if (face)
    return { state: 'cut', area: portraitAround(face, stillFaces.aspect, zone ?? undefined) };
  if (zone) return { state: 'cut', area: portraitInZone(zone, stillFaces.aspect) };
  return { state: source === 'card' && isLandscape(stillFaces.aspect) ? 'none' : 'whole' };
};

/** @param picture returns the picture; null while there is none. The portrait then remains `looking`. */
export const usePortrait = (
  picture: () => PersonPicture | null,
): Readonly<ShallowRef<Portrait>> => {
  const portrait = shallowRef<Portrait>({ state: 'looking' });
  watch(
    [() => picture()?.url, () => picture()?.kind],
    async () => {
      portrait.value = { state: 'looking' };
      const requested = picture();
      if (!requested) return;
      const stillFaces = await finder.find(
        requested.url,
        requested.kind && portraitZone(requested.kind),
      );
      const current = picture();
      // The picture may have changed during the detection.
      if (current?.url === requested.url && current.kind === requested.kind)
        portrait.value = portraitIn(stillFaces, requested);
    },
    { immediate: true },
  );
  return portrait;
};
