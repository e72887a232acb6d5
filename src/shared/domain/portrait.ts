/** Position of a person's portrait within a picture. */
import type { Area } from './card-zones.ts';

/**
 * `looking`: detection is in progress. `whole`: the picture itself is a portrait. `cut`: `area` contains the portrait.
 * `none`: no part of the picture is known to contain a face.
 */
export type Portrait =
  { readonly state: 'looking' | 'whole' | 'none' } | { readonly state: 'cut'; readonly area: Area };
