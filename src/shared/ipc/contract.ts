/**
 * The IPC contract: every call and event between page and main process, declared once (`calls/`, `events.ts`). Preload,
 * handlers and the page's client derive their types from it. Input is always validated; output is validated in
 * development and tests.
 */
import type * as v from 'valibot';
import type { Result } from '#shared/result.ts';
import { appCalls } from './calls/app.ts';
import { trainingCalls } from './calls/training.ts';
import { sessionCalls } from './calls/session.ts';
import { registrationCalls } from './calls/registration.ts';
import { customerCalls } from './calls/customer.ts';
import { captureCalls } from './calls/capture.ts';
import { diagnosticsCalls } from './calls/diagnostics.ts';
import { filesCalls } from './calls/files.ts';
import { verificationCalls } from './calls/verification.ts';
import { slipCalls } from './calls/slip.ts';
import { outboxCalls } from './calls/outbox.ts';
import { dayCalls } from './calls/day.ts';
import { keysCalls } from './calls/keys.ts';
import { settingsCalls } from './calls/settings.ts';
import type { CallDeclaration } from './declaration.ts';
import type { events } from './events.ts';
import type { CallName, EventName } from './names.ts';

export const calls = {
  ...appCalls,
  ...trainingCalls,
  ...sessionCalls,
  ...registrationCalls,
  ...customerCalls,
  ...captureCalls,
  ...diagnosticsCalls,
  ...filesCalls,
  ...verificationCalls,
  ...slipCalls,
  ...outboxCalls,
  ...dayCalls,
  ...keysCalls,
  ...settingsCalls,
} as const satisfies Record<CallName, CallDeclaration>;

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
