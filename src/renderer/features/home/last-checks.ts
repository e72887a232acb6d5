/** Summarises the last run of the checks for the menu of Home: its time, and the number of faults or warnings. */
import { formatBanglaDate, formatCardDate, todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { Formats } from '#renderer/i18n/format.ts';
import type { Locale, TextKey, TextParams } from '#renderer/i18n/index.ts';

/** Faults precede warnings. The date is omitted for a run of today. */
export const summarizeLastChecks = (
  run: CallOutput<'diagnostics.checks'>,
  now: number,
  { format, locale }: { readonly format: Pick<Formats, 'day' | 'time'>; readonly locale: Locale },
): { readonly text: TextKey; readonly params: TextParams } => {
  const day = todayInBangladesh(run.at);
  const date = locale === 'bn' ? formatBanglaDate(day) : formatCardDate(day);
  const isToday = format.day(run.at) === format.day(now);
  const time = isToday ? format.time(run.at) : `${date}, ${format.time(run.at)}`;
  const countWithState = (state: 'failed' | 'warning'): number =>
    run.results.filter((result) => result.state === state).length;
  const [faults, warnings] = [countWithState('failed'), countWithState('warning')];
  if (faults > 0) return { text: 'home.checksFaults', params: { count: faults, time } };
  if (warnings > 0) return { text: 'home.checksWarnings', params: { count: warnings, time } };
  return { text: 'home.checksGood', params: { time } };
};
