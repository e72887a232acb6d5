/** Schemas of a clerk's decisions about a registration and of possible duplicates. */
import * as v from 'valibot';
import { decisions, registrationStates } from '#shared/domain/registration.ts';
import { verdicts } from '#shared/domain/verification.ts';
import { epochMs, id, text } from './registration.ts';

const NOTE_MOST = 200;

export const decideInput = v.strictObject({
  id,
  decision: v.picklist(decisions),
  note: text(NOTE_MOST),
});

export const duplicates = v.array(
  v.object({
    where: v.picklist(['outbox', 'log']),
    reference: v.nullable(v.string()),
    state: v.picklist([...registrationStates, ...verdicts, 'other']),
    at: v.nullable(epochMs),
    sameNid: v.boolean(),
    sameMobile: v.boolean(),
  }),
);
