import { describe, expect, it } from 'vitest';
import { logRows } from '#renderer/features/verification/log-rows.ts';
import type { LogEntry } from '#shared/domain/verification.ts';

const createEntry = (submittedOn: string): LogEntry => ({
  mobile: '01300000042',
  name: 'NAMUNA',
  nid: '0123456789',
  submittedOn,
  verdict: 'passed',
});

describe('logRows', () => {
  it('puts a heading with its number of entries before each day in Bangladesh', () => {
    const entries = [
      // 00:30 of the 29th in Bangladesh.
      createEntry('2026-11-28T18:30:00Z'),
      createEntry('2026-11-28T17:59:00Z'),
      createEntry('28/11/2026'),
      createEntry('no date'),
    ];
    const rows = logRows(entries).map((row) =>
      row.kind === 'day' ? `${row.day ? row.day.day : 'none'}: ${row.count}` : row.index,
    );
    expect(rows).toEqual(['29: 1', 0, '28: 2', 1, 2, 'none: 1', 3]);
  });

  it('has no heading without entries', () => {
    expect(logRows([])).toEqual([]);
  });
});
