/**
 * The IPC contract: every call and event between page and main process, declared once. Preload, handlers and the page's
 * client derive their types from it. Input is always validated; output is validated in development and tests.
 */
import * as v from 'valibot';
import { overrideReasons, photoProblems } from '#shared/domain/registration.ts';
import { logExportValues } from '#shared/domain/verification.ts';
import { limits } from '#shared/limits.ts';
import type { Result } from '#shared/result.ts';
import type { CallName, EventName } from './names.ts';
import { trainingCustomers, trainingFaults } from '#shared/domain/training.ts';
import * as app from './schemas/app-state.ts';
import * as s from './schemas/primitives.ts';
import * as registration from './schemas/registration.ts';
import { lock, pinText } from './schemas/lock.ts';
import * as audit from './schemas/audit.ts';
import * as diagnostics from './schemas/diagnostics.ts';
import * as files from './schemas/files.ts';
import * as outbox from './schemas/outbox.ts';
import * as store from './schemas/store.ts';
import * as decisions from './schemas/decisions.ts';
import { customerAnswer, showInput } from './schemas/customer.ts';
import { duplicates } from './schemas/duplicates.ts';
import * as keys from './schemas/keys.ts';
import * as settings from './schemas/settings.ts';
import { trainingView } from './schemas/training.ts';
import * as verification from './schemas/verification.ts';

/**
 * Precondition of a call or an event. `clerk`: a clerk is signed in, whether the counter is locked or not; such a call
 * contains no customer data. `unlocked`: a clerk is signed in and the counter is not locked.
 */
export const needs = ['nothing', 'clerk', 'unlocked'] as const;
export type Need = (typeof needs)[number];

/** Limits of one call: how many may be in progress at the same time, and how many may start within a window. */
export interface Rate {
  readonly inFlight: number;
  readonly max: number;
  readonly withinMs: number;
}
export const defaultRate: Rate = { inFlight: 4, max: 200, withinMs: 10_000 };
/** A person types a PIN or an OTP a few times per minute. Each attempt costs a key derivation, a request or an SMS. */
const secretRate: Rate = { inFlight: 1, max: 12, withinMs: 60_000 };
/** Rate of calls with the lead PIN. Wrong lead PINs are limited separately. */
const leadRate: Rate = { inFlight: 1, max: 30, withinMs: 60_000 };
const otpRequestRate: Rate = { inFlight: 1, max: 6, withinMs: 60_000 };

export interface CallDeclaration {
  readonly input: v.GenericSchema;
  readonly output: v.GenericSchema;
  readonly needs: Need;
  readonly rate: Rate;
}

/** Declares a call. By default it requires an unlocked counter. */
export const call = <I extends v.GenericSchema, O extends v.GenericSchema>(
  input: I,
  output: O,
  {
    needs: need = 'unlocked',
    rate = defaultRate,
  }: { readonly needs?: Need; readonly rate?: Rate } = {},
) => ({ input, output, needs: need, rate });

/** Declares an event. By default it is sent only while the counter is unlocked. */
const event = <S extends v.GenericSchema>(
  payload: S,
  { needs: need = 'unlocked' }: { readonly needs?: Need } = {},
) => ({ payload, needs: need });

const byId = v.strictObject({ id: s.id });

/**
 * Millimetres. The minimum is shorter than any slip; the maximum is longer than a slip with the longest names and
 * address.
 */
const paperLength = v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(600));

export const calls = {
  /** Initial state of the page. */
  'app.state': call(
    s.nothing,
    v.object({
      ...app.appState.entries,
      lock,
      display: settings.displaySettings,
      /** Paper size of the slips. */
      slipSize: settings.settingValues.slipSize,
      /** Whether a slip is printed automatically. */
      autoPrintSlip: settings.settingValues.autoPrintSlip,
      /** Whether names and numbers are masked in exports of the verification log. */
      logExport: v.picklist(logExportValues),
      setup: settings.setupState,
    }),
    { needs: 'nothing' },
  ),
  /** Reports whether the page could be mounted. The main process waits for it after every load. */
  'app.mounted': call(v.strictObject({ ok: v.boolean() }), s.nothing, { needs: 'nothing' }),
  'app.setLocale': call(v.strictObject({ locale: s.locale }), s.nothing, { needs: 'nothing' }),
  /** Reply to `save-request` after open work was saved. */
  'app.saved': call(s.nothing, s.nothing),
  /** Exits the kiosk with the lead PIN. The page saves open work before this call. */
  'app.leave': call(keys.leadInput, s.nothing, { needs: 'nothing', rate: leadRate }),
  /** Reports input by keyboard or pointer for the idle lock, at most once per second. */
  'app.activity': call(s.nothing, s.nothing),

  /** Places a customer's card on the simulated scanner. The four `training` calls are available in training mode only. */
  'training.choose': call(v.strictObject({ customer: v.picklist(trainingCustomers) }), s.nothing, {
    needs: 'nothing',
  }),
  'training.setFault': call(
    v.strictObject({ fault: v.picklist(trainingFaults), on: v.boolean() }),
    s.nothing,
    { needs: 'nothing' },
  ),
  'training.setGuide': call(v.strictObject({ on: v.boolean() }), s.nothing, { needs: 'nothing' }),
  /** JPEG portrait for the training camera, of the customer whose card is on the simulated scanner. */
  'training.portrait': call(s.nothing, s.bytes),

  'session.requestOtp': call(
    v.strictObject({ mobile: s.typedMobile }),
    v.object({ expiresInMs: s.count, resendInMs: s.count }),
    { needs: 'nothing', rate: otpRequestRate },
  ),
  'session.verifyOtp': call(
    v.strictObject({ mobile: s.typedMobile, otp: s.text(20) }),
    app.session,
    {
      needs: 'nothing',
      rate: secretRate,
    },
  ),
  /** Clears the token regardless of the service's answer. */
  'session.signOut': call(s.nothing, v.object({ serviceAnswered: v.boolean() }), {
    needs: 'nothing',
  }),

  /** Sets the clerk's PIN for this counter, only while `lock.needsPin` is true. Changes arrive as `lock` events. */
  'pin.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),
  'pin.unlock': call(v.strictObject({ pin: pinText }), s.nothing, {
    needs: 'clerk',
    rate: secretRate,
  }),
  'pin.lock': call(s.nothing, s.nothing, { needs: 'clerk' }),
  /** Sets the lead PIN of this counter, once. */
  'lead.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),

  /** Creates a registration, or returns the open one. */
  'registration.start': call(s.nothing, registration.registrationView),
  /** The open registration, if any. */
  'registration.current': call(s.nothing, v.nullable(registration.registrationView)),
  /**
   * Opens a draft or a failed registration for editing, or any other registration read-only. Closes the open
   * registration as a draft.
   */
  'registration.open': call(byId, registration.registrationView),
  'registration.putAside': call(byId, s.nothing),
  'registration.discard': call(
    v.strictObject({
      id: s.id,
      reason: s.text(limits.noteMaxChars),
      leadPin: v.exactOptional(pinText),
    }),
    v.object({ undoMs: v.number() }),
    { rate: leadRate },
  ),
  /** Restores a draft whose discard can still be undone. */
  'registration.undoDiscard': call(byId, s.nothing),
  'registration.setStep': call(
    v.strictObject({ id: s.id, step: registration.step }),
    registration.registrationView,
  ),
  /** Autosave of values as typed. Every field in `values` is marked as touched. */
  'registration.saveFields': call(
    v.strictObject({
      id: s.id,
      values: registration.fieldEdits,
      sameAddress: v.optional(v.boolean()),
      /** Fields of `values` that the clerk confirmed although a code of the card contains another value. */
      chosen: v.exactOptional(registration.fieldList),
    }),
    v.object({ savedAt: s.epochMs }),
  ),
  'registration.putPicture': call(
    v.strictObject({
      id: s.id,
      part: registration.part,
      bytes: s.bytes,
      origin: v.picklist(['import', 'camera']),
      /** Problems that the page detected in a photo that was taken nevertheless. */
      photoProblems: v.exactOptional(
        v.pipe(v.array(v.picklist(photoProblems)), v.maxLength(photoProblems.length)),
      ),
    }),
    registration.registrationView,
  ),
  /** Imports a picture from a drive, by the id under which it was listed. */
  'registration.importPicture': call(
    v.strictObject({ id: s.id, part: registration.part, file: s.id }),
    registration.registrationView,
  ),
  'registration.removePicture': call(
    v.strictObject({ id: s.id, part: registration.part }),
    registration.registrationView,
  ),
  'registration.overridePicture': call(
    v.strictObject({ id: s.id, part: registration.part, reason: v.picklist(overrideReasons) }),
    registration.registrationView,
  ),
  /** Crops the card at corners that the clerk set. */
  'registration.cutCard': call(
    v.strictObject({ id: s.id, side: registration.side, corners: registration.corners }),
    registration.registrationView,
  ),
  /** Submits the text of the card's barcode or machine-readable zone, as a barcode reader typed it. */
  'registration.takeCode': call(
    v.strictObject({ id: s.id, text: s.text() }),
    registration.registrationView,
  ),
  /** Starts or restarts step 1 in the background. Progress and result arrive as `registration` events. */
  'registration.readCard': call(byId, registration.registrationView),
  /** Records the consent, commits the registration and starts sending it. The outcome arrives as `registration` events. */
  'registration.submit': call(
    v.strictObject({
      id: s.id,
      consent: registration.givenConsent,
    }),
    registration.registrationView,
  ),
  /** Closes a submitted registration and releases its pictures. */
  'registration.close': call(byId, s.nothing),
  'registration.list': call(
    v.strictObject({ filter: v.picklist(['attention', 'all']) }),
    v.array(registration.registrationRow),
  ),
  /** Available without sign-in, because the sign-in screen and the lock show the number of waiting registrations. */
  'registration.counts': call(s.nothing, registration.counts, { needs: 'nothing' }),
  'registration.retry': call(byId, registration.registrationView),
  /** Queries the service for a registration whose outcome is unknown. */
  'registration.checkNow': call(byId, registration.registrationView),
  /** Records the clerk's decision about a registration whose outcome could not be determined by queries. */
  'registration.decide': call(decisions.decideInput, registration.registrationView),
  /** Possible duplicates in the outbox and, as far as it can be queried now, in the service's log. */
  'registration.duplicates': call(byId, duplicates),

  /** Shows Review on the customer's display, if the counter has one. */
  'customer.show': call(showInput, s.nothing),
  /** Ends the display of Review to the customer. */
  'customer.hide': call(s.nothing, s.nothing),

  'scanner.list': call(
    s.nothing,
    v.object({ scanners: v.array(app.scannerInfo), chosen: v.nullable(v.string()), dpi: s.count }),
  ),
  'scanner.choose': call(
    v.strictObject({ scanner: s.text(300), dpi: v.picklist([300, 400, 600]) }),
    s.nothing,
  ),
  'scanner.scan': call(
    v.strictObject({ id: s.id, side: registration.side }),
    registration.registrationView,
  ),
  'scanner.cancel': call(s.nothing, s.nothing),

  /**
   * Permits the page to open a camera for the duration of the lease; only one lease exists at a time. Returns the
   * camera that was last selected at this counter.
   */
  'camera.lease': call(
    v.strictObject({ purpose: v.picklist(['photo', 'card']) }),
    v.object({ camera: v.nullable(v.string()) }),
  ),
  /** Stores the selected camera by name, because camera ids change with each start of the app. */
  'camera.choose': call(v.strictObject({ camera: s.text(300) }), s.nothing),
  'camera.release': call(s.nothing, s.nothing),

  /** Scans the whole glass with the selected scanner and detects dust, streaks and uneven light on a blank sheet. */
  'diagnostics.blankSheet': call(s.nothing, diagnostics.blankSheet),
  /** Runs all checks of the counter, which takes at most 30 seconds. */
  'diagnostics.checks': call(s.nothing, diagnostics.checkRun),
  /** The last run, which may be from an earlier start of the app; null before the first run. */
  'diagnostics.lastChecks': call(s.nothing, v.nullable(diagnostics.checkRun)),
  /** Saves the last run as a file. */
  'diagnostics.saveReport': call(files.folderInput, files.savedFile),
  /** Prints the report that the page displays, on the paper of the slips. */
  'diagnostics.printReport': call(v.strictObject({ lengthMm: paperLength }), s.nothing),

  /** The public key with which exports of the audit trail are verified. */
  'audit.key': call(s.nothing, audit.auditKey),
  'audit.export': call(audit.exportInput, audit.exportedTrail, { rate: leadRate }),

  /** Removable drives and folders of the policy that are connected now. */
  'files.places': call(s.nothing, files.places),
  'files.list': call(files.listInput, files.folderListing),

  'verification.status': call(
    v.strictObject({ mobile: s.typedMobile }),
    verification.verificationView,
  ),
  'verification.log': call(
    v.strictObject({
      filter: verification.logFilter,
      page: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
    }),
    verification.logPage,
  ),
  /** Exports the complete log of a filter as CSV. */
  'verification.exportLog': call(verification.exportLogInput, verification.exportedLog, {
    rate: leadRate,
  }),

  /** Prints the slip that the page displays. `lengthMm` applies to roll paper and is ignored for A4. */
  'slip.print': call(v.strictObject({ id: s.id, lengthMm: paperLength }), s.nothing),
  /** Prints the empty paper form that the page displays, on A4. */
  'slip.printForm': call(s.nothing, s.nothing),

  /** One page of the outbox. */
  'outbox.page': call(outbox.outboxPageInput, outbox.outboxPage),
  'outbox.details': call(byId, outbox.outboxDetails),
  /** A held registration is not sent until it is released. */
  'outbox.hold': call(byId, registration.registrationView),
  'outbox.release': call(byId, registration.registrationView),
  /** Sends all waiting registrations of the signed-in clerk now. */
  'outbox.retryAll': call(s.nothing, v.object({ due: s.count })),
  /** Overview of today for Home, of all clerks: registrations by hour, and the last customers, masked. */
  'day.overview': call(s.nothing, outbox.dayOverview),
  /** Day close of the signed-in clerk; `day: null` is today. */
  'day.summary': call(v.strictObject({ day: v.nullable(outbox.dayInput) }), outbox.daySummary),
  /** Day close of all clerks at this counter, with a row for each clerk. */
  'day.summaryOfAll': call(
    v.strictObject({ day: v.nullable(outbox.dayInput), leadPin: pinText }),
    outbox.daySummary,
    { rate: leadRate },
  ),
  /** Prints the day close that the page displays, on A4. */
  'day.print': call(s.nothing, s.nothing),
  /** Assigns the registration of an absent clerk to the signed-in clerk. */
  'outbox.takeOver': call(keys.takeOverInput, registration.registrationView, { rate: leadRate }),

  /** State of the counter's keys. */
  'keys.state': call(s.nothing, keys.keysState),
  'keys.makeRecovery': call(keys.leadInput, keys.recoveryKey, { rate: leadRate }),
  'keys.keepRecovery': call(s.nothing, s.nothing),
  'keys.declineRecovery': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Prints the key sheet that the page displays, on A4. */
  'keys.print': call(s.nothing, s.nothing),
  'keys.forget': call(s.nothing, s.nothing),
  /** Restores the registrations that a recovery key decrypts. */
  'keys.takeBack': call(keys.typedKeyInput, keys.takenBack, { rate: leadRate }),
  'keys.rotate': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Creates the transfer code, which is displayed before `transfer.out` writes the file. */
  'transfer.prepare': call(keys.leadInput, keys.transferCode, { rate: leadRate }),
  'transfer.out': call(keys.transferOutInput, keys.transferredOut),
  'transfer.in': call(keys.transferInInput, keys.transferredIn, { rate: leadRate }),
  /** Discards an incomplete transfer file. */
  'transfer.abandon': call(keys.leadInput, s.nothing, { rate: leadRate }),

  /**
   * State of the lead PIN, for the prompt before the settings are displayed. In training mode it is the lead PIN of the
   * counter, too.
   */
  'settings.gate': call(s.nothing, settings.settingsGate),
  'settings.chooseLead': call(settings.leadPinInput, s.nothing, { rate: secretRate }),
  'settings.read': call(settings.leadPinInput, settings.settingsView, { rate: leadRate }),
  /** Saves all changes or none, and returns the resulting settings. */
  'settings.save': call(settings.saveSettingsInput, settings.settingsView, { rate: leadRate }),
  /** Checks whether the service answers at a candidate address; takes at most 30 seconds. */
  'settings.reachService': call(settings.reachServiceInput, s.nothing, { rate: leadRate }),
  'settings.printers': call(s.nothing, v.object({ names: v.array(v.string()) })),
  /** Shuts the app down and starts it again. */
  'settings.restart': call(s.nothing, s.nothing),
  /** Records that a step of the first-run set-up was postponed, or was completed without another record. */
  'setup.record': call(settings.recordSetupInput, s.nothing),
} as const satisfies Record<CallName, CallDeclaration>;

export const events = {
  session: event(app.session, { needs: 'nothing' }),
  /** The counter was locked or unlocked, or the state of its PINs changed. */
  lock: event(lock, { needs: 'nothing' }),
  /**
   * The counter will lock because the machine sleeps or its session ends. The page saves open work and calls
   * `app.saved`.
   */
  'save-request': event(s.nothing),
  service: event(app.service, { needs: 'nothing' }),
  registration: event(registration.registrationView),
  counts: event(registration.counts, { needs: 'nothing' }),
  'customer-answer': event(customerAnswer),
  /** OTP, customers, card on the simulated scanner, and active faults. */
  training: event(trainingView, { needs: 'nothing' }),
  disk: event(store.disk, { needs: 'nothing' }),
  /** A problem of the store that was detected while the app runs. */
  'store-notice': event(store.storeNotice, { needs: 'nothing' }),
  'audit-notice': event(store.auditNotice, { needs: 'nothing' }),
  'scan-progress': event(
    v.object({ side: v.nullable(registration.side), percent: v.nullable(v.number()) }),
  ),
} as const satisfies Record<EventName, { payload: v.GenericSchema; needs: Need }>;

/** Makes a message type read-only, so that it is compatible with the read-only types of the domain. */
type Immutable<T> = T extends Uint8Array | string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Immutable<T[K]> };

/** Input as the page sends it. */
export type CallInput<N extends CallName> = Immutable<v.InferInput<(typeof calls)[N]['input']>>;
/** Input as a handler receives it: validated, with numbers and dates parsed. */
export type ParsedInput<N extends CallName> = Immutable<v.InferOutput<(typeof calls)[N]['input']>>;
export type CallOutput<N extends CallName> = Immutable<v.InferOutput<(typeof calls)[N]['output']>>;
export type EventPayload<N extends EventName> = Immutable<
  v.InferOutput<(typeof events)[N]['payload']>
>;

type Domain = CallName extends `${infer D}.${string}` ? D : never;
type Verb<D extends string> =
  Extract<CallName, `${D}.${string}`> extends `${D}.${infer V}` ? V : never;

/** The page's `window.kiosk`: `kiosk.session.requestOtp({ mobile })`, `kiosk.events.on('session', show)`. */
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
