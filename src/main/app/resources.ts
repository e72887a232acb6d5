/** Loads the lists and the consent text that are shipped with the app. The app must not start unless all are valid. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ConsentText } from '#shared/domain/consent.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { choiceList } from '#shared/ipc/schemas/settings.ts';

export interface Resources {
  readonly lists: ChoiceLists;
  readonly consent: ConsentText;
}

const nonEmptyText = v.pipe(v.string(), v.trim(), v.nonEmpty());
const consentSchema = v.object({
  version: v.pipe(nonEmptyText, v.maxLength(40)),
  en: nonEmptyText,
  bn: nonEmptyText,
});

const loadJson = async <S extends v.GenericSchema>(
  file: string,
  schema: S,
): Promise<v.InferOutput<S>> => {
  try {
    return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(`The resource ${path.basename(file)} is missing or wrong`, { cause });
  }
};

/** @param folder the app's `resources` folder. Rejects with an error that names the missing or invalid file. */
export const loadResources = async (folder: string): Promise<Resources> => {
  const listFile = (name: string): string => path.join(folder, 'lists', `${name}.json`);
  const [gender, profession, nomineeRelation, consent] = await Promise.all([
    loadJson(listFile('gender'), choiceList),
    loadJson(listFile('profession'), choiceList),
    loadJson(listFile('nominee-relation'), choiceList),
    loadJson(path.join(folder, 'consent', 'consent.json'), consentSchema),
  ]);
  return { lists: { gender, profession, nomineeRelation }, consent };
};
