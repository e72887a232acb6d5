/** The lists of the form at this counter: those of the settings, otherwise those shipped with the app. */
import type { Lists } from '#shared/domain/lists.ts';
import type { SettingsValues } from './schema.ts';

/** @param values called at each access, so that a change of the settings takes effect immediately. */
export const listsAtCounter = (
  shipped: Lists,
  values: () => Pick<SettingsValues, 'professions' | 'nomineeRelations'>,
): Lists => ({
  gender: shipped.gender,
  get profession() {
    return values().professions ?? shipped.profession;
  },
  get nomineeRelation() {
    return values().nomineeRelations ?? shipped.nomineeRelation;
  },
});
