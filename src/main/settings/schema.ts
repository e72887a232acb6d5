/** What a counter can be told, with what it does when nobody told it anything. */
import * as v from 'valibot';

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(120));
const bilingual = v.object({ en: name, bn: name });
const shortText = v.pipe(v.string(), v.trim(), v.maxLength(40));

export const dpiChoices = [300, 400, 600] as const;

/** Options of `scanimage` per SANE device: a feeder's source, the card's corner of the glass. */
export const saneOptions = v.record(v.string(), v.array(v.string()));

export const settingsSchema = v.object({
  /** Judged where it is used: an address nobody can use must be complained about, never replaced by another one. */
  serviceUrl: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(500)), 'https://ekyc.gigatechltd.com'),
  locale: v.optional(v.picklist(['bn', 'en']), 'bn'),
  bank: v.optional(bilingual, { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' }),
  branch: v.optional(bilingual, { en: 'Example Branch', bn: 'উদাহরণ শাখা' }),
  branchCode: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,10}$/)), '0142'),
  counter: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,10}$/)), '3'),
  helpline: v.optional(shortText, ''),
  scanner: v.optional(
    v.object({ id: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null), dpi: v.optional(v.picklist(dpiChoices), 400) }),
    { id: null, dpi: 400 },
  ),
  saneOptions: v.optional(saneOptions, {}),
  training: v.optional(v.boolean(), false),
});

export type SettingsValues = Readonly<v.InferOutput<typeof settingsSchema>>;
