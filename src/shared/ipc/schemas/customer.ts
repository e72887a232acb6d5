/** Schemas of the customer's own display: the values of Review, two portraits and the consent. */
import * as v from 'valibot';
import { perField } from '#shared/domain/fields.ts';
import { choiceLists, consentText } from './app-state.ts';
import { area, count, duration, id, locale, sha256 } from './primitives.ts';
import { consentView } from './registration.ts';
import { bilingual, displaySettings } from './settings.ts';

const portrait = v.variant('state', [
  v.strictObject({ state: v.picklist(['looking', 'whole', 'none']) }),
  v.strictObject({ state: v.literal('cut'), area }),
]);
const portraits = v.strictObject({ card: portrait, photo: portrait });

/** Input of `customer.show`. */
export const showInput = v.strictObject({
  id,
  /** Language of the values. */
  locale,
  consentLocale: locale,
  /** Whether the consent is given. */
  given: v.boolean(),
  portraits,
});

const picture = v.object({ url: v.nullable(v.string()), portrait });

export const customerView = v.object({
  /** Incremented with each change of the displayed content; the customer's answer refers to it. */
  number: count,
  bank: bilingual,
  locale,
  display: v.pick(displaySettings, ['textSize', 'contrast']),
  training: v.boolean(),
  /** Null while no customer data is displayed. */
  review: v.nullable(
    v.object({
      values: v.object(perField(() => v.string())),
      sameAddress: v.boolean(),
      card: picture,
      photo: picture,
      lists: choiceLists,
      consent: consentText,
      consentLocale: locale,
      given: v.boolean(),
    }),
  ),
});

export const agreeInput = v.strictObject({
  number: count,
  locale,
  textHash: sha256,
  shownMs: duration,
});
export const reportInput = v.strictObject({ number: count });

/** The customer's answer on their display. */
export const customerAnswer = v.object({
  id,
  /** Null: the customer reports an error. */
  consent: v.nullable(consentView),
});
