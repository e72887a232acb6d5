import { describe, expect, it } from 'vitest';
import { verificationHandlers } from '#main/ipc/handlers/verification.ts';
import { logFileLines, logFileName, type LogExportSource } from '#main/verification/log-export.ts';
import type { Verification } from '#main/verification/verification.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { err, ok, type Result } from '#shared/result.ts';

const EXPORTED_AT = Date.UTC(2026, 10, 29, 4, 31);
const createSource = (values: LogExportSource['values']): LogExportSource => ({
  counter: '0142-3',
  values,
  at: EXPORTED_AT,
});
const createEntry = (overrides: Partial<LogEntry> = {}): LogEntry => ({
  mobile: '01300000042',
  name: 'NAMUNA EXAMPLE',
  nid: '01234567890123456',
  submittedOn: '2026-11-28T19:30:00Z',
  verdict: 'passed',
  ...overrides,
});
const joinLines = (lines: Iterable<string>): string => [...lines].join('');

describe('logFileLines and logFileName', () => {
  it('mask names and numbers unless the source permits full values', () => {
    const file = joinLines(logFileLines([createEntry()], createSource('masked')));
    expect(file).not.toMatch(/NAMUNA|01300000042|0123456789/);
    expect(file).toContain('"0130•••0042","N••••• E••••••"');
  });

  it.each([
    ['0123456789', '"012 345 6789"'],
    ['0123456789012', '"0123 4567 8901 2"'],
    ['19800123456789012', '"1980 0123 4567 8901 2"'],
  ])(
    'group full numbers, so that a spreadsheet keeps their zeros and last digits: %s',
    (number, written) => {
      const file = joinLines(logFileLines([createEntry({ nid: number })], createSource('full')));
      const [mobile = '', name, nid] = (file.split('\r\n')[1] ?? '').split(',');
      expect(mobile).toBe('"01300-000042"');
      expect(name).toBe('"NAMUNA EXAMPLE"');
      expect(nid).toBe(written);
    },
  );

  it('write times of Bangladesh, dates without a time, and unreadable texts unchanged', () => {
    const entries = ['2026-11-28T19:30:00Z', '28/11/2026', 'yesterday'].map((submittedOn) =>
      createEntry({ submittedOn }),
    );
    const lines = joinLines(logFileLines(entries, createSource('masked')))
      .trim()
      .split('\r\n')
      .slice(1);
    expect(lines.map((line) => line.split(',')[3])).toEqual([
      '"2026-11-29 01:30"',
      '"2026-11-28"',
      '"yesterday"',
    ]);
  });

  it('name the file after the counter and the time', () => {
    expect(logFileName(createSource('full'))).toBe('ekyc-log-0142-3-2026-11-29-1031.csv');
  });
});

describe('verification.exportLog', () => {
  const folder = '00000000-0000-4000-8000-000000000001';
  const exportLog = async (
    lead: Result<undefined>,
    log: Result<readonly LogEntry[]>,
    saveResult: (name: string) => Result<string> = ok,
  ) => {
    const written: string[] = [];
    const handlers = verificationHandlers({
      verification: { completeLog: async () => log } as unknown as Verification,
      exchange: {
        save: async (_folder, name, content) => {
          for await (const line of content) written.push(line);
          return saveResult(name);
        },
      },
      findByReference: async () => err('REG-REFERENCE'),
      checkLead: async () => lead,
      createExportSource: () => createSource('masked'),
    });
    const input = { leadPin: '246802', folder, filter: 'all' } as const;
    return { answer: await handlers['verification.exportLog'](input), written };
  };

  it('saves every line and returns their number', async () => {
    const { answer, written } = await exportLog(ok(undefined), ok([createEntry(), createEntry()]));
    expect(answer).toEqual(
      ok({ name: 'ekyc-log-0142-3-2026-11-29-1031.csv', entries: 2, values: 'masked' }),
    );
    expect(written).toHaveLength(3);
  });

  it('writes nothing without the lead PIN, and nothing of a log that ends early', async () => {
    const refused = await exportLog(err('LEAD-PIN-WRONG'), ok([createEntry()]));
    expect([refused.answer, refused.written]).toEqual([err('LEAD-PIN-WRONG'), []]);
    const incomplete = await exportLog(ok(undefined), err('NET-CONNECT-TIMEOUT'));
    expect([incomplete.answer, incomplete.written]).toEqual([err('NET-CONNECT-TIMEOUT'), []]);
  });

  it('returns FILE-FULL when the drive is full', async () => {
    const { answer } = await exportLog(ok(undefined), ok([createEntry()]), () => err('FILE-FULL'));
    expect(answer).toEqual(err('FILE-FULL'));
  });
});
