/** Calls that summarise the registrations of a day: the overview on Home, and the day close. */
import * as v from 'valibot';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as dayClose from '#shared/ipc/schemas/day-close.ts';
import { dayOverview } from '#shared/ipc/schemas/day-overview.ts';
import { pinText } from '#shared/ipc/schemas/lock.ts';

export const dayCalls = {
  /** Overview of today for Home, of all clerks: registrations by hour, and the last customers, masked. */
  'day.overview': call(primitives.nothing, dayOverview),
  /** Day close of the signed-in clerk; `day: null` is today. */
  'day.summary': call(v.strictObject({ day: v.nullable(dayClose.dayInput) }), dayClose.daySummary),
  /** Day close of all clerks at this counter, with a row for each clerk. */
  'day.summaryOfAll': call(
    v.strictObject({ day: v.nullable(dayClose.dayInput), leadPin: pinText }),
    dayClose.daySummary,
    { rate: leadRate },
  ),
  /** Prints the day close that the page displays, on A4. */
  'day.print': call(primitives.nothing, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
