/** Handlers for verification by the Election Commission. */
import type { Verification } from '#main/verification/verification.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const verificationHandlers = (verification: Verification) =>
  ({
    'verification.status': ({ mobile }) => verification.status(mobile),
    'verification.log': ({ filter, page }) => verification.log(filter, page),
  }) satisfies Partial<Handlers>;
