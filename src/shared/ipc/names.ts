/**
 * The names of everything that crosses the bridge. No schemas here: the preload bundles this file and must stay tiny.
 * A call is one question of the page and one answer; an event is something main tells the page.
 */
export const callNames = [
  'app.state',
  'app.setLocale',
  'app.activity',
  'session.requestOtp',
  'session.verifyOtp',
  'session.signOut',
  'pin.choose',
  'pin.unlock',
  'pin.lock',
  'lead.choose',
  'registration.start',
  'registration.current',
  'registration.open',
  'registration.putAside',
  'registration.discard',
  'registration.setStep',
  'registration.saveFields',
  'registration.putPicture',
  'registration.removePicture',
  'registration.overridePicture',
  'registration.readCard',
  'registration.submit',
  'registration.close',
  'registration.list',
  'registration.counts',
  'registration.retry',
  'registration.checkNow',
  'registration.decide',
  'registration.duplicates',
  'scanner.list',
  'scanner.choose',
  'scanner.scan',
  'scanner.cancel',
  'camera.lease',
  'camera.release',
  'verification.status',
  'verification.log',
  'slip.print',
  'outbox.page',
  'outbox.hold',
  'outbox.release',
  'outbox.retryAll',
  'outbox.details',
  'day.summary',
  'day.print',
  'outbox.takeOver',
] as const;
export type CallName = (typeof callNames)[number];

export const eventNames = ['session', 'lock', 'service', 'registration', 'counts', 'scan-progress', 'training', 'disk', 'store-notice'] as const;
export type EventName = (typeof eventNames)[number];

/** Prefix of the IPC channels, so that a stray sender cannot hit a call by accident. */
export const CHANNEL_PREFIX = 'kiosk:';
