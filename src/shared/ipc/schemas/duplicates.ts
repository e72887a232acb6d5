/** Schema of possible duplicates of a registration. */
import * as v from 'valibot';
import { registrationStates } from '#shared/domain/registration.ts';
import { verdicts } from '#shared/domain/verification.ts';
import { epochMs } from './primitives.ts';

export const duplicates = v.array(
  v.object({
    foundIn: v.picklist(['outbox', 'log']),
    reference: v.nullable(v.string()),
    state: v.picklist([...registrationStates, ...verdicts, 'other']),
    at: v.nullable(epochMs),
    sameNid: v.boolean(),
    sameMobile: v.boolean(),
  }),
);
