/** Provides the lists of the form at this counter: those of the settings, otherwise those shipped with the app. */
import type { ChoiceLists } from '#shared/domain/lists.ts';
import type { SettingsValues } from './schema.ts';

/** Creates lists whose properties are read at each access, so that services that store the object use the current values. */
export const createLiveLists = (
  shipped: ChoiceLists,
  settings: () => Pick<SettingsValues, 'professions' | 'nomineeRelations'>,
): ChoiceLists => ({
  gender: shipped.gender,
  get profession() {
    return settings().professions ?? shipped.profession;
  },
  get nomineeRelation() {
    return settings().nomineeRelations ?? shipped.nomineeRelation;
  },
});
