import { expect, it } from 'vitest';
import { createLiveLists } from '#main/settings/lists.ts';
import type { SettingsValues } from '#main/settings/schema.ts';

const shipped = {
  gender: [{ en: 'Female', bn: 'নারী' }],
  profession: [{ en: 'Farmer', bn: 'কৃষক' }],
  nomineeRelation: [{ en: 'Son', bn: 'পুত্র' }],
};

it('createLiveLists returns the current lists of the settings, and the shipped list where none is set', () => {
  let values: Pick<SettingsValues, 'professions' | 'nomineeRelations'> = {
    professions: null,
    nomineeRelations: null,
  };
  const lists = createLiveLists(shipped, () => values);
  expect({ ...lists }).toEqual(shipped);
  values = { professions: [{ en: 'Nurse', bn: 'নার্স' }], nomineeRelations: null };
  expect(lists.profession).toEqual([{ en: 'Nurse', bn: 'নার্স' }]);
  expect(lists.nomineeRelation).toEqual(shipped.nomineeRelation);
});
