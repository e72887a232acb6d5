/** Collects the English texts of all screens. */
import { common } from './common.ts';
import { dayClose } from './day-close.ts';
import { diagnostics } from './diagnostics.ts';
import { errors } from './errors.ts';
import { files } from './files.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { keyboard } from './keyboard.ts';
import { keys } from './keys.ts';
import { lock } from './lock.ts';
import { outbox } from './outbox.ts';
import { paper } from './paper.ts';
import { registration } from './registration.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { signIn } from './sign-in.ts';
import { states } from './states.ts';
import { training } from './training.ts';
import { verification } from './verification.ts';

export const en = {
  common,
  dayClose,
  diagnostics,
  errors,
  files,
  help,
  home,
  keyboard,
  keys,
  lock,
  outbox,
  paper,
  registration,
  settings,
  setup,
  signIn,
  states,
  training,
  verification,
};
