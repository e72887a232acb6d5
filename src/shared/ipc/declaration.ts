/** Declarations of calls and events: schemas, required access, and rate. */
import type * as v from 'valibot';

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
export const secretRate: Rate = { inFlight: 1, max: 12, withinMs: 60_000 };
/** Rate of calls with the lead PIN. Wrong lead PINs are limited separately. */
export const leadRate: Rate = { inFlight: 1, max: 30, withinMs: 60_000 };
export const otpRequestRate: Rate = { inFlight: 1, max: 6, withinMs: 60_000 };

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
export const event = <S extends v.GenericSchema>(
  payload: S,
  { needs: need = 'unlocked' }: { readonly needs?: Need } = {},
) => ({ payload, needs: need });
