import { common } from './common.ts';
import { dayClose } from './day-close.ts';
import { diagnostics } from './diagnostics.ts';
import { errors } from './errors.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { keys } from './keys.ts';
import { lock } from './lock.ts';
import { outbox } from './outbox.ts';
import { registration } from './registration.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { signIn } from './sign-in.ts';
import { states } from './states.ts';
import { verification } from './verification.ts';

export const en = {
  common,
  dayClose,
  diagnostics,
  errors,
  help,
  home,
  keys,
  lock,
  outbox,
  registration,
  settings,
  setup,
  signIn,
  states,
  verification,
};
