/** Defines the topics of the help: the texts and keys of each screen. The printed manual for clerks uses them as well. */
import type { TextKey } from '#renderer/i18n/index.ts';

export interface HelpKey {
  /** Labels as printed on the keycaps; alternative chords for one action are separate elements. */
  readonly keys: readonly string[];
  readonly action: TextKey;
}

export interface HelpTopic {
  readonly heading: TextKey;
  /** Three sentences about the purpose of the screen. */
  readonly points: readonly [TextKey, TextKey, TextKey];
  readonly keys: readonly HelpKey[];
}

const helpKey = (action: TextKey, ...keys: readonly string[]): HelpKey => ({ keys, action });

const back = helpKey('help.actions.back', 'Esc');
const next = helpKey('help.actions.next', 'Ctrl Enter');
const goToStep = helpKey('help.actions.goToStep', 'Ctrl 1–4');
const putAside = helpKey('help.actions.putAside', 'Ctrl D');
const search = helpKey('help.actions.search', 'Ctrl F');
const choose = helpKey('help.actions.choose', '↑', '↓');
const open = helpKey('help.actions.open', 'Enter');

export const helpTopics = {
  signIn: {
    heading: 'signIn.heading',
    points: ['help.topics.signIn.first', 'help.topics.signIn.second', 'help.topics.signIn.third'],
    keys: [helpKey('help.actions.sendOtp', 'Enter'), helpKey('help.actions.changeNumber', 'Esc')],
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
      helpKey('help.actions.scanFront', 'F'),
      helpKey('help.actions.scanBack', 'B'),
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
      helpKey('help.actions.nextField', 'Enter'),
      helpKey('help.actions.nextProblem', 'F7'),
      helpKey('help.actions.takeReading', 'Alt 1–4'),
      helpKey('help.actions.sameAddress', 'Alt S'),
      next,
      back,
      goToStep,
      putAside,
    ],
  },
  photo: {
    heading: 'help.screens.photo',
    points: ['help.topics.photo.first', 'help.topics.photo.second', 'help.topics.photo.third'],
    keys: [helpKey('help.actions.takePhoto', 'Space'), next, back, goToStep, putAside],
  },
  review: {
    heading: 'help.screens.review',
    points: ['help.topics.review.first', 'help.topics.review.second', 'help.topics.review.third'],
    keys: [
      helpKey('help.actions.showToCustomer', 'F7'),
      helpKey('help.actions.consent', 'Space'),
      helpKey('help.actions.submit', 'Ctrl Enter'),
      back,
      goToStep,
      putAside,
    ],
  },
  done: {
    heading: 'help.screens.done',
    points: ['help.topics.done.first', 'help.topics.done.second', 'help.topics.done.third'],
    keys: [helpKey('help.actions.nextCustomer', 'Enter')],
  },
  outbox: {
    heading: 'outbox.heading',
    points: ['help.topics.outbox.first', 'help.topics.outbox.second', 'help.topics.outbox.third'],
    keys: [
      choose,
      open,
      helpKey('help.actions.checkNow', 'C'),
      helpKey('help.actions.retry', 'R'),
      helpKey('help.actions.hold', 'H'),
      helpKey('outbox.actions.take-over', 'T'),
      helpKey('help.actions.discard', 'Delete'),
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
    keys: [
      helpKey('help.actions.search', 'Enter'),
      helpKey('help.actions.correct', 'Ctrl Enter'),
      back,
    ],
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
    keys: [
      helpKey('help.actions.otherDay', '←', '→'),
      helpKey('help.actions.allClerks', 'A'),
      helpKey('help.actions.print', 'Ctrl Enter'),
      back,
    ],
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
    keys: [helpKey('help.actions.save', 'Ctrl Enter'), back],
  },
  setup: {
    heading: 'setup.heading',
    points: ['help.topics.setup.first', 'help.topics.setup.second', 'help.topics.setup.third'],
    keys: [
      next,
      helpKey('help.actions.goToStep', 'Ctrl 1–6'),
      helpKey('help.actions.setupLater', 'Esc'),
    ],
  },
  lock: {
    heading: 'lock.heading',
    points: ['help.topics.lock.first', 'help.topics.lock.second', 'help.topics.lock.third'],
    keys: [helpKey('help.actions.unlock', 'Enter')],
  },
} as const satisfies Readonly<Record<string, HelpTopic>>;

export type HelpTopicName = keyof typeof helpTopics;

/** Additional keys in training mode. */
export const keysInTraining: readonly HelpKey[] = [
  helpKey('training.customers', 'F10'),
  helpKey('training.faultsHeading', 'Shift F10'),
];

/** Keys that are available on every screen after sign-in. */
export const keysEverywhere: readonly HelpKey[] = [
  helpKey('help.actions.help', 'F1'),
  helpKey('help.actions.newRegistration', 'F2'),
  helpKey('help.actions.status', 'F3'),
  helpKey('help.actions.log', 'F4'),
  helpKey('help.actions.outbox', 'F6'),
  helpKey('help.actions.diagnostics', 'F8'),
  helpKey('help.actions.settings', 'F9'),
  helpKey('help.actions.lock', 'Ctrl L'),
];
