import { describe, expect, it } from 'vitest';
import { reportFileName, formatReport } from '#main/diagnostics/report.ts';
import type { CheckResult } from '#shared/domain/checks.ts';

const results: CheckResult[] = [
  { name: 'service', state: 'failed', code: 'NET-DNS', facts: '' },
  { name: 'printer', state: 'warning', code: 'PRINT-NOT-SET', facts: 'Front desk, Back office' },
  { name: 'disk', state: 'ok', code: null, facts: '40.2 GB' },
];

describe('reportFileName and formatReport', () => {
  it('contain counter, version, time and every result with its code', () => {
    const source = {
      run: { at: Date.parse('2026-11-29T04:31:00Z'), results },
      counter: '0142-3',
      version: '0.1.0',
    };
    expect(reportFileName(source)).toBe('ekyc-checks-0142-3-2026-11-29-1031.json');
    expect(JSON.parse(formatReport(source))).toEqual({
      format: 'ekyc-check-report',
      formatVersion: 1,
      counter: '0142-3',
      version: '0.1.0',
      system: expect.stringMatching(/^\w+ \S+ \w+$/) as unknown,
      checkedAt: '2026-11-29T04:31:00.000Z',
      faults: 1,
      warnings: 1,
      checks: results,
    });
  });
});
