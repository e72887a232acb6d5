/** What the Election Commission said. */
import type { Verification } from '../../verification/verification.ts';
import type { Handlers } from '../answer.ts';

export const verificationHandlers = (verification: Verification) =>
  ({
    'verification.status': ({ mobile }) => verification.status(mobile),
    'verification.log': ({ filter, page }) => verification.log(filter, page),
  }) satisfies Partial<Handlers>;
