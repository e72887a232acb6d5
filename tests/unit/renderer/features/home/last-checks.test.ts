import { describe, expect, it } from 'vitest';
import { summarizeLastChecks } from '#renderer/features/home/last-checks.ts';
import { createFormats } from '#renderer/i18n/format.ts';
import type { CheckResult } from '#shared/domain/checks.ts';

const AT = Date.parse('2026-11-29T04:31:00Z');
const HOUR_MS = 3_600_000;
const createRun = (...states: CheckResult['state'][]) => ({
  at: AT,
  results: states.map((state) => ({ name: 'disk' as const, state, code: null, facts: '' })),
});
const summarize = (
  states: CheckResult['state'][],
  now = AT + HOUR_MS,
  locale: 'en' | 'bn' = 'en',
) => summarizeLastChecks(createRun(...states), now, { format: createFormats(locale), locale });

describe('summarizeLastChecks', () => {
  it('shows faults before warnings, and counts neither skipped nor passed checks', () => {
    expect(summarize(['ok', 'not-checked'])).toEqual({
      text: 'home.checksGood',
      params: { time: '10:31' },
    });
    expect(summarize(['ok', 'warning', 'warning'])).toEqual({
      text: 'home.checksWarnings',
      params: { count: 2, time: '10:31' },
    });
    expect(summarize(['failed', 'warning', 'failed'])).toEqual({
      text: 'home.checksFaults',
      params: { count: 2, time: '10:31' },
    });
  });

  it('adds the date from the next day in Bangladesh on', () => {
    const midnight = Date.parse('2026-11-29T18:00:00Z');
    expect(summarize(['ok'], midnight - 1).params['time']).toBe('10:31');
    expect(summarize(['ok'], midnight).params['time']).toBe('29 Nov 2026, 10:31');
    expect(summarize(['ok'], midnight, 'bn').params['time']).toBe('২৯ নভেম্বর ২০২৬, ১০:৩১');
  });
});
