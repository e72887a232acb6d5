/** Selects the help topic for the current screen. */
import type { Step } from '#shared/domain/registration.ts';
import type { HelpTopicName } from './topics.ts';

const TOPIC_BY_ROUTE: Readonly<Record<string, HelpTopicName>> = {
  'sign-in': 'signIn',
  home: 'home',
  outbox: 'outbox',
  'verification-status': 'verificationStatus',
  'verification-log': 'verificationLog',
  'day-close': 'dayClose',
  diagnostics: 'diagnostics',
  keys: 'keys',
  settings: 'settings',
  setup: 'setup',
};

/** @param screen `registrationStep` is the step of the open registration; null before the registration is loaded. */
export const helpTopicOf = (screen: {
  readonly locked: boolean;
  readonly route: string;
  readonly registrationStep: Step | 'done' | null;
}): HelpTopicName => {
  if (screen.locked) return 'lock';
  if (screen.route === 'registration') return screen.registrationStep ?? 'card';
  return TOPIC_BY_ROUTE[screen.route] ?? 'home';
};
