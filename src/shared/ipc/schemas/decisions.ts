/** Schema of a clerk's decision about a registration. */
import * as v from 'valibot';
import { decisions } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { id, text } from './primitives.ts';

export const decideInput = v.strictObject({
  id,
  decision: v.picklist(decisions),
  note: text(limits.noteMaxChars),
});
