/** Loads the values that the built-in service reads from the shipped sample cards. The people are invented. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { CardText } from './types.ts';

const people = v.array(
  v.object({
    card: v.picklist(['old', 'smart']),
    nid_no: v.string(),
    dob: v.string(),
    customer_name_ben: v.string(),
    customer_name_eng: v.string(),
    father_name: v.string(),
    mother_name: v.string(),
    address: v.string(),
  }),
);

/**
 * Values of the sample cards, the card of the given kind first.
 * @param folder `resources/samples`. Rejects when its people.json is missing or wrong.
 */
export const loadSampleCards = async (
  folder: string,
  first: 'old' | 'smart',
): Promise<CardText[]> => {
  const all = v.parse(people, JSON.parse(await readFile(path.join(folder, 'people.json'), 'utf8')));
  return all
    .toSorted((a, b) => Number(b.card === first) - Number(a.card === first))
    .map(({ card: _card, customer_name_ben, customer_name_eng, ...rest }) => ({
      ...rest,
      name_ben: customer_name_ben,
      name_eng: customer_name_eng,
    }));
};
