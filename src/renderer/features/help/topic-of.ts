/** Which topic of the help belongs to what is on the screen. */
import type { Step } from '#shared/domain/registration.ts';
import type { HelpTopicName } from './topics.ts';

const ofRoute: Readonly<Record<string, HelpTopicName>> = {
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

/** @param registrationStep of the open registration; null before it is loaded. */
export const topicOf = (screen: {
  readonly locked: boolean;
  readonly route: string;
  readonly registrationStep: Step | 'done' | null;
}): HelpTopicName => {
  if (screen.locked) return 'lock';
  if (screen.route === 'registration') return screen.registrationStep ?? 'card';
  return ofRoute[screen.route] ?? 'home';
};
