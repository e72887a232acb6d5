/**
 * The IPC contract: every call and event between page and main process, declared once. Preload, handlers and the page's
 * client derive their types from it. Input is always validated; output is validated in development and tests.
 */
import * as v from 'valibot';
import { overrideReasons, photoProblems } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import type { Result } from '#shared/result.ts';
import type { CallName, EventName } from './names.ts';
import * as s from './schemas/registration.ts';
import { lock, pinText } from './schemas/lock.ts';
import * as diagnostics from './schemas/diagnostics.ts';
import * as outbox from './schemas/outbox.ts';
import * as store from './schemas/store.ts';
import * as decisions from './schemas/decisions.ts';
import { duplicates } from './schemas/duplicates.ts';
import * as keys from './schemas/keys.ts';
import * as settings from './schemas/settings.ts';

/**
 * What must be true before a call is answered or an event is sent. `clerk`: somebody is at the counter, locked or not; such a
 * call carries nothing of a customer. `unlocked`: somebody is at the counter and it is not locked.
 */
export const needs = ['nothing', 'clerk', 'unlocked'] as const;
export type Need = (typeof needs)[number];

/** How many calls of one name may be under way at once, and how many may begin within a window. */
export interface Rate {
  readonly inFlight: number;
  readonly most: number;
  readonly withinMs: number;
}
export const defaultRate: Rate = { inFlight: 4, most: 200, withinMs: 10_000 };
/** A person types a PIN or an OTP a few times a minute. Each attempt costs a key derivation, a request or an SMS. */
const secretRate: Rate = { inFlight: 1, most: 12, withinMs: 60_000 };
/** The branch lead's PIN, also for acts that may need it; its attempts are counted besides. */
const leadRate: Rate = { inFlight: 1, most: 30, withinMs: 60_000 };
const otpRequestRate: Rate = { inFlight: 1, most: 6, withinMs: 60_000 };

/** A call that declares nothing else needs an unlocked counter. */
const call = <I extends v.GenericSchema, O extends v.GenericSchema>(
  input: I,
  output: O,
  {
    needs: need = 'unlocked',
    rate = defaultRate,
  }: { readonly needs?: Need; readonly rate?: Rate } = {},
) => ({ input, output, needs: need, rate });

/** An event that declares nothing else is sent to an unlocked counter only. */
const event = <S extends v.GenericSchema>(
  payload: S,
  { needs: need = 'unlocked' }: { readonly needs?: Need } = {},
) => ({ payload, needs: need });

const one = v.strictObject({ id: s.id });

export const calls = {
  /** Everything that a page needs at its start. */
  'app.state': call(
    s.nothing,
    v.object({
      ...s.appState.entries,
      lock,
      display: settings.displaySettings,
      /** Paper of the slips. */
      slipSize: settings.settingValues.slipSize,
      setup: settings.setupState,
    }),
    { needs: 'nothing' },
  ),
  /** The page has mounted, or could not. The main process waits for it after every load. */
  'app.mounted': call(v.strictObject({ ok: v.boolean() }), s.nothing, { needs: 'nothing' }),
  'app.setLocale': call(v.strictObject({ locale: s.locale }), s.nothing, { needs: 'nothing' }),
  /** Answers `save-request`: everything open is saved. */
  'app.saved': call(s.nothing, s.nothing),
  /** Ends the kiosk with the lead PIN; everything open must have been saved before. */
  'app.leave': call(keys.leadInput, s.nothing, { needs: 'nothing', rate: leadRate }),
  /** A key or the pointer was used; sent at most once a second, for the idle lock. */
  'app.activity': call(s.nothing, s.nothing),

  'session.requestOtp': call(
    v.strictObject({ mobile: s.typedMobile }),
    v.object({ expiresInMs: s.count, resendInMs: s.count }),
    { needs: 'nothing', rate: otpRequestRate },
  ),
  'session.verifyOtp': call(v.strictObject({ mobile: s.typedMobile, otp: s.text(20) }), s.session, {
    needs: 'nothing',
    rate: secretRate,
  }),
  /** Clears the token whatever the service answers. */
  'session.signOut': call(s.nothing, v.object({ serviceAnswered: v.boolean() }), {
    needs: 'nothing',
  }),

  /** The clerk's PIN for this counter. Only while one is wanted (`lock.needsPin`). What changes comes as `lock` events. */
  'pin.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),
  'pin.unlock': call(v.strictObject({ pin: pinText }), s.nothing, {
    needs: 'clerk',
    rate: secretRate,
  }),
  'pin.lock': call(s.nothing, s.nothing, { needs: 'clerk' }),
  /** The branch lead's PIN for this counter, once. */
  'lead.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),

  /** Opens a new registration, or gives back the one that is open. */
  'registration.start': call(s.nothing, s.registrationView),
  /** The open registration, if any. */
  'registration.current': call(s.nothing, v.nullable(s.registrationView)),
  /** Opens a draft or a failed registration for editing, or any other for looking at; puts the open one aside. */
  'registration.open': call(one, s.registrationView),
  'registration.putAside': call(one, s.nothing),
  'registration.discard': call(
    v.strictObject({
      id: s.id,
      reason: s.text(limits.noteMaxChars),
      leadPin: v.exactOptional(pinText),
    }),
    s.nothing,
    { rate: leadRate },
  ),
  'registration.setStep': call(v.strictObject({ id: s.id, step: s.step }), s.registrationView),
  /** Autosave: values as typed; every field named counts as touched by the clerk. */
  'registration.saveFields': call(
    v.strictObject({
      id: s.id,
      values: s.fieldEdits,
      sameAddress: v.optional(v.boolean()),
      /** Of these, chosen although a code of the card says something else. */
      chosen: v.exactOptional(s.fieldList),
    }),
    v.object({ savedAt: s.epochMs }),
  ),
  'registration.putPicture': call(
    v.strictObject({
      id: s.id,
      part: s.part,
      bytes: s.bytes,
      origin: v.picklist(['import', 'camera']),
      /** What the page saw wrong with a photo that was taken all the same. */
      photoProblems: v.exactOptional(
        v.pipe(v.array(v.picklist(photoProblems)), v.maxLength(photoProblems.length)),
      ),
    }),
    s.registrationView,
  ),
  'registration.removePicture': call(
    v.strictObject({ id: s.id, part: s.part }),
    s.registrationView,
  ),
  'registration.overridePicture': call(
    v.strictObject({ id: s.id, part: s.part, reason: v.picklist(overrideReasons) }),
    s.registrationView,
  ),
  /** Cuts the card out of its picture where the clerk says it lies. */
  'registration.cutCard': call(
    v.strictObject({ id: s.id, side: s.side, corners: s.corners }),
    s.registrationView,
  ),
  /** Text of the card's barcode or machine-readable zone, as a barcode reader typed it. */
  'registration.takeCode': call(v.strictObject({ id: s.id, text: s.text() }), s.registrationView),
  /** Starts step 1 in the background, or starts it again. Progress and result come as `registration` events. */
  'registration.readCard': call(one, s.registrationView),
  /** Records the consent, commits the registration and begins sending. What becomes of it comes as `registration` events. */
  'registration.submit': call(
    v.strictObject({
      id: s.id,
      consent: v.strictObject({ textVersion: s.text(40), locale: s.locale }),
    }),
    s.registrationView,
  ),
  /** Closes a submitted registration and releases its pictures. */
  'registration.close': call(one, s.nothing),
  'registration.list': call(
    v.strictObject({ filter: v.picklist(['attention', 'all']) }),
    v.array(s.registrationRow),
  ),
  /** Numbers alone: also the sign-in screen and the lock say how many registrations wait here. */
  'registration.counts': call(s.nothing, s.counts, { needs: 'nothing' }),
  'registration.retry': call(one, s.registrationView),
  /** Asks the service whether it has a registration whose outcome is unknown. */
  'registration.checkNow': call(one, s.registrationView),
  /** The clerk decides about a registration whose outcome the service could not tell. */
  'registration.decide': call(decisions.decideInput, s.registrationView),
  /** Registrations that may be the same customer's, here and with the service as far as it can be asked now. */
  'registration.duplicates': call(one, duplicates),

  'scanner.list': call(
    s.nothing,
    v.object({ scanners: v.array(s.scannerInfo), chosen: v.nullable(v.string()), dpi: s.count }),
  ),
  'scanner.choose': call(
    v.strictObject({ scanner: s.text(300), dpi: v.picklist([300, 400, 600]) }),
    s.nothing,
  ),
  'scanner.scan': call(v.strictObject({ id: s.id, side: s.side }), s.registrationView),
  'scanner.cancel': call(s.nothing, s.nothing),

  /** Lets the page open a camera while the lease lasts; at most one lease at a time. Says which camera was chosen here last. */
  'camera.lease': call(
    v.strictObject({ purpose: v.picklist(['photo', 'card']) }),
    v.object({ camera: v.nullable(v.string()) }),
  ),
  /** Stores the camera by its name, because its id changes with each start of the app. */
  'camera.choose': call(v.strictObject({ camera: s.text(300) }), s.nothing),
  'camera.release': call(s.nothing, s.nothing),

  /** Scans the whole glass with the chosen scanner and looks for dust, streaks and uneven light on a blank sheet. */
  'diagnostics.blankSheet': call(s.nothing, diagnostics.blankSheet),
  /** Runs every check of the counter; takes as long as the slowest, at most half a minute. */
  'diagnostics.checks': call(s.nothing, diagnostics.checks),

  'verification.status': call(v.strictObject({ mobile: s.typedMobile }), s.verificationView),
  'verification.log': call(
    v.strictObject({
      filter: s.logFilter,
      page: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
    }),
    s.logPage,
  ),

  'slip.print': call(one, s.nothing),

  /** Part of the outbox, as far as it is on the screen. */
  'outbox.page': call(outbox.outboxPageInput, outbox.outboxPage),
  'outbox.details': call(one, outbox.outboxDetails),
  /** A held registration is not sent until somebody releases it. */
  'outbox.hold': call(one, s.registrationView),
  'outbox.release': call(one, s.registrationView),
  /** Sends all waiting registrations of the signed-in clerk now. */
  'outbox.retryAll': call(s.nothing, v.object({ due: s.count })),
  /** The totals of a day at this counter; null is today. */
  'day.summary': call(v.strictObject({ day: v.nullable(outbox.dayInput) }), outbox.daySummary),
  /** Prints the day that the page shows, on A4. */
  'day.print': call(s.nothing, s.nothing),
  /** Assigns the registration of an absent clerk to the signed-in clerk; needs the branch lead's PIN. */
  'outbox.takeOver': call(keys.takeOverInput, s.registrationView, { rate: leadRate }),

  /** The counter's keys. A key that is shown stays in the main process until `keepRecovery` or `forget`. */
  'keys.state': call(s.nothing, keys.keysState),
  'keys.makeRecovery': call(keys.leadInput, keys.recoveryKey, { rate: leadRate }),
  'keys.keepRecovery': call(s.nothing, s.nothing),
  'keys.declineRecovery': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Prints the paper that the page shows, on A4. */
  'keys.print': call(s.nothing, s.nothing),
  'keys.forget': call(s.nothing, s.nothing),
  /** Restores the registrations that a recovery key opens. */
  'keys.takeBack': call(keys.typedKeyInput, keys.takenBack, { rate: leadRate }),
  'keys.rotate': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Transfers registrations to another counter: a code is shown first, then the file is written. Null: no file was chosen. */
  'transfer.prepare': call(keys.leadInput, keys.transferCode, { rate: leadRate }),
  'transfer.out': call(keys.transferOutInput, keys.transferredOut),
  'transfer.in': call(keys.typedKeyInput, keys.transferredIn, { rate: leadRate }),
  /** Gives up a transfer file that could not be finished. */
  'transfer.finish': call(keys.leadInput, s.nothing, { rate: leadRate }),

  /** What asks for the lead PIN before the settings are shown. It is the counter's own, in training too. */
  'settings.gate': call(s.nothing, settings.settingsGate),
  'settings.chooseLead': call(settings.leadPinInput, s.nothing, { rate: secretRate }),
  'settings.read': call(settings.leadPinInput, settings.settingsView, { rate: leadRate }),
  /** Saves all changes or none, and gives back what is set then. */
  'settings.save': call(settings.saveSettingsInput, settings.settingsView, { rate: leadRate }),
  /** Whether the service answers at an address that may be its own; takes at most half a minute. */
  'settings.reachService': call(settings.reachServiceInput, s.nothing, { rate: leadRate }),
  'settings.printers': call(s.nothing, v.object({ names: v.array(v.string()) })),
  /** Ends the app in order and starts it again. */
  'settings.restart': call(s.nothing, s.nothing),
  /** A step of the first-run set-up that was left for later, or done where nothing else tells. */
  'setup.record': call(settings.recordSetupInput, s.nothing),
} as const satisfies Record<
  CallName,
  { input: v.GenericSchema; output: v.GenericSchema; needs: Need; rate: Rate }
>;

export const events = {
  session: event(s.session, { needs: 'nothing' }),
  /** Locked, opened, or something about the PINs changed. */
  lock: event(lock, { needs: 'nothing' }),
  /** The counter is about to lock, because the machine sleeps or its session ends: save what is open, then `app.saved`. */
  'save-request': event(s.nothing),
  service: event(s.service, { needs: 'nothing' }),
  registration: event(s.registrationView),
  counts: event(s.counts, { needs: 'nothing' }),
  /** The OTP that the built-in service would have sent by SMS. */
  training: event(s.training, { needs: 'nothing' }),
  disk: event(store.disk, { needs: 'nothing' }),
  /** What was found out about the store while the app runs. */
  'store-notice': event(store.storeNotice, { needs: 'nothing' }),
  'audit-notice': event(store.auditNotice, { needs: 'nothing' }),
  'scan-progress': event(v.object({ side: v.nullable(s.side), percent: v.nullable(v.number()) })),
} as const satisfies Record<EventName, { payload: v.GenericSchema; needs: Need }>;

/** Messages are not changed after they were sent, so that the domain's read-only types fit. */
type Immutable<T> = T extends Uint8Array | string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Immutable<T[K]> };

/** What the page sends. */
export type CallInput<N extends CallName> = Immutable<v.InferInput<(typeof calls)[N]['input']>>;
/** What a handler gets: input that was checked, numbers and dates parsed. */
export type ParsedInput<N extends CallName> = Immutable<v.InferOutput<(typeof calls)[N]['input']>>;
export type CallOutput<N extends CallName> = Immutable<v.InferOutput<(typeof calls)[N]['output']>>;
export type EventPayload<N extends EventName> = Immutable<
  v.InferOutput<(typeof events)[N]['payload']>
>;

type Domain = CallName extends `${infer D}.${string}` ? D : never;
type Verb<D extends string> =
  Extract<CallName, `${D}.${string}`> extends `${D}.${infer V}` ? V : never;

/** What the page sees as `window.kiosk`: `kiosk.session.requestOtp({ mobile })`, `kiosk.events.on('session', show)`. */
export type KioskBridge = {
  readonly [D in Domain]: {
    readonly [V in Verb<D>]: `${D}.${V}` extends infer N extends CallName
      ? undefined extends CallInput<N>
        ? () => Promise<Result<CallOutput<N>>>
        : (input: CallInput<N>) => Promise<Result<CallOutput<N>>>
      : never;
  };
} & {
  readonly events: {
    /** @returns a function that stops listening. */
    on<N extends EventName>(name: N, listen: (payload: EventPayload<N>) => void): () => void;
  };
};

export type SessionView = EventPayload<'session'>;
export type LockView = EventPayload<'lock'>;
export type ServiceView = EventPayload<'service'>;
export type AppState = CallOutput<'app.state'>;
export type ScannerInfo = CallOutput<'scanner.list'>['scanners'][number];
