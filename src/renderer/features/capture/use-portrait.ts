/** The part of a picture that shows the person, for a component. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import { portraitZone, type Area, type CardKind } from '#shared/domain/card-zones.ts';
import { holderOf, isAcross, portraitAround, portraitOf } from './face-cut.ts';
import { startFaceWorker } from './start-face-worker.ts';
import { createStillFinder, type StillFaces } from './still-faces.ts';

/** `looking`: not known yet. `whole`: a portrait as it is. `none`: a picture of which no part is known to show a face. */
export type Portrait =
  { readonly state: 'looking' | 'whole' | 'none' } | { readonly state: 'cut'; readonly area: Area };

const finder = createStillFinder(startFaceWorker);

export interface PersonPicture {
  readonly url: string;
  /** `card`: it may be the whole front of a card. */
  readonly of: 'card' | 'photo';
  /** Of a card's front: which kind of card it is; null when nobody knows. */
  readonly kind: CardKind | null;
}

/**
 * What to show of a picture: the part around its face; without one, the place where a card of the kind has its portrait; what
 * is no card as a whole. Never the middle of a card.
 */
export const portraitIn = (
  found: StillFaces | null,
  { of, kind }: Pick<PersonPicture, 'of' | 'kind'>,
): Portrait => {
  if (!found) return { state: 'none' };
  const zone = kind && portraitZone(kind);
  const face = holderOf(found.faces ?? [], zone);
  if (face) return { state: 'cut', area: portraitAround(face, found.aspect, zone ?? undefined) };
  if (zone) return { state: 'cut', area: portraitOf(zone, found.aspect) };
  return { state: of === 'card' && isAcross(found.aspect) ? 'none' : 'whole' };
};

/** @param picture null while there is none. */
export const usePortrait = (
  picture: () => PersonPicture | null,
): Readonly<ShallowRef<Portrait>> => {
  const portrait = shallowRef<Portrait>({ state: 'looking' });
  watch(
    [() => picture()?.url, () => picture()?.kind],
    async () => {
      portrait.value = { state: 'looking' };
      const wanted = picture();
      if (!wanted) return;
      const found = await finder.find(wanted.url, wanted.kind && portraitZone(wanted.kind));
      const now = picture();
      // Another picture may have come while this one was looked at.
      if (now?.url === wanted.url && now.kind === wanted.kind)
        portrait.value = portraitIn(found, wanted);
    },
    { immediate: true },
  );
  return portrait;
};
