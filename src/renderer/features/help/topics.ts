/** Topics of the help: which texts and keys belong to which screen. Also the content of the clerk's page on paper. */
import type { TextKey } from '#renderer/i18n/index.ts';

export interface HelpKey {
  /** As printed on the keycaps; several chords that do alike are separate entries of the list. */
  readonly keys: readonly string[];
  readonly action: TextKey;
}

export interface HelpTopic {
  readonly heading: TextKey;
  readonly points: readonly [TextKey, TextKey, TextKey];
  readonly keys: readonly HelpKey[];
}

const on = (action: TextKey, ...keys: readonly string[]): HelpKey => ({ keys, action });

const back = on('help.actions.back', 'Esc');
const next = on('help.actions.next', 'Ctrl Enter');
const goToStep = on('help.actions.goToStep', 'Ctrl 1–4');
const putAside = on('help.actions.putAside', 'Ctrl D');
const search = on('help.actions.search', 'Ctrl F');
const choose = on('help.actions.choose', '↑', '↓');
const open = on('help.actions.open', 'Enter');

export const helpTopics = {
  signIn: {
    heading: 'signIn.heading',
    points: ['help.topics.signIn.first', 'help.topics.signIn.second', 'help.topics.signIn.third'],
    keys: [on('help.actions.sendOtp', 'Enter'), on('help.actions.changeNumber', 'Esc')],
  },
  home: {
    heading: 'home.heading',
    points: ['help.topics.home.first', 'help.topics.home.second', 'help.topics.home.third'],
    keys: [choose, open],
  },
  card: {
    heading: 'help.screens.card',
    points: ['help.topics.card.first', 'help.topics.card.second', 'help.topics.card.third'],
    keys: [
      on('help.actions.scanFront', 'F'),
      on('help.actions.scanBack', 'B'),
      next,
      goToStep,
      putAside,
    ],
  },
  details: {
    heading: 'help.screens.details',
    points: [
      'help.topics.details.first',
      'help.topics.details.second',
      'help.topics.details.third',
    ],
    keys: [
      on('help.actions.nextField', 'Enter'),
      on('help.actions.nextProblem', 'F7'),
      on('help.actions.takeReading', 'Alt 1–4'),
      on('help.actions.sameAddress', 'Alt S'),
      next,
      back,
      goToStep,
      putAside,
    ],
  },
  photo: {
    heading: 'help.screens.photo',
    points: ['help.topics.photo.first', 'help.topics.photo.second', 'help.topics.photo.third'],
    keys: [on('help.actions.takePhoto', 'Space'), next, back, goToStep, putAside],
  },
  review: {
    heading: 'help.screens.review',
    points: ['help.topics.review.first', 'help.topics.review.second', 'help.topics.review.third'],
    keys: [
      on('help.actions.consent', 'Space'),
      on('help.actions.submit', 'Ctrl Enter'),
      back,
      goToStep,
      putAside,
    ],
  },
  done: {
    heading: 'help.screens.done',
    points: ['help.topics.done.first', 'help.topics.done.second', 'help.topics.done.third'],
    keys: [on('help.actions.nextCustomer', 'Enter')],
  },
  outbox: {
    heading: 'outbox.heading',
    points: ['help.topics.outbox.first', 'help.topics.outbox.second', 'help.topics.outbox.third'],
    keys: [
      choose,
      open,
      on('help.actions.checkNow', 'C'),
      on('help.actions.retry', 'R'),
      on('help.actions.hold', 'H'),
      on('help.actions.discard', 'Delete'),
      search,
      back,
    ],
  },
  verificationStatus: {
    heading: 'home.status',
    points: [
      'help.topics.verificationStatus.first',
      'help.topics.verificationStatus.second',
      'help.topics.verificationStatus.third',
    ],
    keys: [on('help.actions.search', 'Enter'), on('help.actions.correct', 'Ctrl Enter'), back],
  },
  verificationLog: {
    heading: 'home.log',
    points: [
      'help.topics.verificationLog.first',
      'help.topics.verificationLog.second',
      'help.topics.verificationLog.third',
    ],
    keys: [search, back],
  },
  dayClose: {
    heading: 'dayClose.heading',
    points: [
      'help.topics.dayClose.first',
      'help.topics.dayClose.second',
      'help.topics.dayClose.third',
    ],
    keys: [on('help.actions.otherDay', '←', '→'), on('help.actions.print', 'Ctrl Enter'), back],
  },
  diagnostics: {
    heading: 'diagnostics.heading',
    points: [
      'help.topics.diagnostics.first',
      'help.topics.diagnostics.second',
      'help.topics.diagnostics.third',
    ],
    keys: [back],
  },
  keys: {
    heading: 'keys.heading',
    points: ['help.topics.keys.first', 'help.topics.keys.second', 'help.topics.keys.third'],
    keys: [back],
  },
  settings: {
    heading: 'settings.heading',
    points: [
      'help.topics.settings.first',
      'help.topics.settings.second',
      'help.topics.settings.third',
    ],
    keys: [on('help.actions.save', 'Ctrl Enter'), back],
  },
  setup: {
    heading: 'setup.heading',
    points: ['help.topics.setup.first', 'help.topics.setup.second', 'help.topics.setup.third'],
    keys: [next, on('help.actions.goToStep', 'Ctrl 1–6'), on('help.actions.setupLater', 'Esc')],
  },
  lock: {
    heading: 'lock.heading',
    points: ['help.topics.lock.first', 'help.topics.lock.second', 'help.topics.lock.third'],
    keys: [on('help.actions.unlock', 'Enter')],
  },
} as const satisfies Readonly<Record<string, HelpTopic>>;

export type HelpTopicName = keyof typeof helpTopics;

/** Keys that act on every screen behind the sign-in. */
export const keysEverywhere: readonly HelpKey[] = [
  on('help.actions.help', 'F1'),
  on('help.actions.newRegistration', 'F2'),
  on('help.actions.status', 'F3'),
  on('help.actions.log', 'F4'),
  on('help.actions.outbox', 'F6'),
  on('help.actions.diagnostics', 'F8'),
  on('help.actions.settings', 'F9'),
  on('help.actions.lock', 'Ctrl L'),
];
