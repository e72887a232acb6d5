/** Loads the lists and the consent text that ship with the app. The app must not start when one is missing or invalid. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ConsentText, Lists } from '#shared/domain/lists.ts';
import { limits } from '#shared/limits.ts';

export interface Resources {
  readonly lists: Lists;
  readonly consent: ConsentText;
}

const label = v.pipe(v.string(), v.nonEmpty(), v.maxLength(limits.wire.text));

const list = v.pipe(
  v.array(v.object({ en: label, bn: label })),
  v.nonEmpty(),
  v.check(
    (choices) => new Set(choices.map((choice) => choice.en)).size === choices.length,
    'the same English label twice',
  ),
);

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const consentSchema = v.object({ version: v.pipe(text, v.maxLength(40)), en: text, bn: text });

const load = async <S extends v.GenericSchema>(
  file: string,
  schema: S,
): Promise<v.InferOutput<S>> => {
  try {
    return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(`The resource ${path.basename(file)} is missing or wrong`, { cause });
  }
};

/** @param folder the app's `resources` folder. Rejects with the name of the file that is missing or wrong. */
export const loadResources = async (folder: string): Promise<Resources> => {
  const listFile = (name: string): string => path.join(folder, 'lists', `${name}.json`);
  const [gender, profession, nomineeRelation, consent] = await Promise.all([
    load(listFile('gender'), list),
    load(listFile('profession'), list),
    load(listFile('nominee-relation'), list),
    load(path.join(folder, 'consent', 'consent.json'), consentSchema),
  ]);
  return { lists: { gender, profession, nomineeRelation }, consent };
};
