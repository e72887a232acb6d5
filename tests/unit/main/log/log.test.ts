import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldChecks, type LogFields } from '#main/log/fields.ts';
import { createLog, type LogEvent } from '#main/log/log.ts';
import { fieldNames, perField, type FieldName } from '#shared/domain/fields.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'log-'));
  file = path.join(folder, 'log', 'kiosk.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 23, 6, 30);
const openLog = () => createLog({ file, stderr: false, now: () => NOW });
const readEntries = (): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('log entry', () => {
  it('contains time, level, event and fields', () => {
    openLog().warn('session.keychain', { code: 'KEY-TIMEOUT', attempt: 2 });
    openLog().info('registration.moved', {
      registration: '0f8fad5b-d9cb-469f-a165-70867728950e',
      from: 'ready',
      to: 'sending-form',
    });
    expect(readEntries()).toEqual([
      {
        at: '2026-11-23T06:30:00.000Z',
        level: 'warn',
        event: 'session.keychain',
        code: 'KEY-TIMEOUT',
        attempt: 2,
      },
      {
        at: '2026-11-23T06:30:00.000Z',
        level: 'info',
        event: 'registration.moved',
        registration: '0f8fad5b-d9cb-469f-a165-70867728950e',
        from: 'ready',
        to: 'sending-form',
      },
    ]);
  });

  it('contains class and location of an error and never its message', () => {
    const readCard = (): never => {
      throw new TypeError('cannot read 0123456789 of রহিমা\n    at Secret (person.js:1:1)');
    };
    try {
      readCard();
    } catch (thrown) {
      openLog().error('ipc.handler-unexpected-error', { thrown });
    }
    const [line] = readEntries();
    expect(line).toMatchObject({ error: 'TypeError' });
    expect((line!['places'] as string[])[0]).toMatch(/^readCard log\.test\.ts:\d+:\d+$/);
    expect(JSON.stringify(line)).not.toMatch(/cannot|0123456789|রহিমা|Secret|person|\//);
  });

  it('accepts any thrown value', () => {
    class CustomError extends Error {
      override name = 'রহিমা বেগম';
    }
    for (const thrown of [
      'text with 0123456789',
      null,
      undefined,
      { name: 'x' },
      new CustomError('m'),
    ])
      openLog().error('page.unresponsive', { thrown });
    expect(readFileSync(file, 'utf8')).not.toMatch(/0123456789|রহিমা/);
  });

  it('is also written to standard error when configured', () => {
    const statement = `createLog({ stderr: true, now: () => 0 }).info('app.started', { ms: 5 });`;
    const program = [
      '--input-type=module',
      '-e',
      `import { createLog } from '#main/log/log.ts'; ${statement}`,
    ];
    const result = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...program],
      {
        encoding: 'utf8',
      },
    );
    expect(result.stderr).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","level":"info","event":"app.started","ms":5}\n',
    );
    expect(result.stdout).toBe('');
  });
});

describe('log redaction', () => {
  const createStrings = (characters: string, minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength });
  const createDigits = (length: number) => createStrings('0123456789', length, length);
  const bangla = createStrings('অআইকখগঘচজতদনপবমরলশসহািীুেো্ ', 6, 40);
  const latin = createStrings('ABCDEFGHIJKLMNOPQRSTUVWXYZ .', 6, 40);
  const values: Record<FieldName, fc.Arbitrary<string>> = {
    ...perField(() => bangla),
    nid_no: fc.oneof(createDigits(10), createDigits(13), createDigits(17)),
    dob: fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
    applicant_name_ben: bangla,
    applicant_name_eng: latin,
    father_name: bangla,
    mother_name: bangla,
    pres_address: fc.tuple(bangla, createDigits(4)).map((parts) => parts.join(', ')),
    perm_address: fc.tuple(latin, createDigits(4)).map((parts) => parts.join(', ')),
    gender: fc.constantFrom('Female', 'Third gender'),
    profession: latin,
    nominee: latin,
    nominee_relation: fc.constantFrom('Father', 'Daughter-in-law'),
    mobile_number: createDigits(8).map((suffix) => `017${suffix}`),
  };
  const keys = [...Object.keys(fieldChecks), 'thrown'];

  it('writes no value of a registration, whatever field contains it', () => {
    fc.assert(
      fc.property(fc.record(values), fc.constantFrom(...keys), (registration, key) => {
        rmSync(file, { force: true });
        const log = openLog();
        for (const name of fieldNames) {
          const value = registration[name];
          log.info('registration.saved', { [key]: value });
          log.info('registration.saved', { [key]: { value } });
          log.info('registration.saved', { [value]: 1 });
          log.info('registration.saved', { [key]: Number(value.replace(/\D/g, '')) + 1e9 });
          log.info(`registration.${value}` as LogEvent, {});
        }
        log.info('registration.saved', registration as unknown as LogFields);
        // The time of an entry is not a value of the registration.
        const written = readFileSync(file, 'utf8').replaceAll(/"at":"[^"]*"/g, '');
        for (const name of fieldNames) {
          const value = registration[name];
          const excerpts = Array.from({ length: value.length - 5 }, (_, index) =>
            value.slice(index, index + 6),
          );
          expect(
            excerpts.filter((excerpt) => written.includes(excerpt)),
            name,
          ).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('rejects undeclared fields at compile time', () => {
    const log = openLog();
    const text: string = 'Rahima Begum';
    // @ts-expect-error no text of a form fits an error code
    log.info('registration.saved', { code: text });
    // @ts-expect-error no field takes free text
    log.info('registration.saved', { name: text });
    // @ts-expect-error a count is a number
    log.info('registration.saved', { count: text });
    // @ts-expect-error an event has a subject
    log.info('saved', {});
    expect(readFileSync(file, 'utf8')).not.toContain('Rahima');
    expect(readEntries().map((line) => line['event'])).toEqual([
      ...Array<string>(3).fill('registration.saved'),
      'log.bad-event',
    ]);
  });

  it('rejects counts that are long enough to identify a person', () => {
    openLog().info('registration.saved', {
      count: 1_234_567_890,
      bytes: Number.NaN,
      ms: 999_999_999,
    });
    expect(readEntries()[0]).toMatchObject({
      count: '[refused]',
      bytes: '[refused]',
      ms: 999_999_999,
    });
  });
});

describe('log file', () => {
  it('rotates three files of one megabyte with the newest entries in the first', () => {
    const log = openLog();
    const entryCount = 40_000;
    for (let count = 1; count <= entryCount; count++)
      log.info('registration.saved', { count, code: 'IMG-NOT-IMAGE' });
    expect(readdirSync(path.dirname(file)).sort()).toEqual([
      'kiosk.log',
      'kiosk.log.1',
      'kiosk.log.2',
    ]);
    const files = ['.2', '.1', ''].map((suffix) => readFileSync(file + suffix, 'utf8'));
    for (const content of files)
      expect(Buffer.byteLength(content)).toBeLessThanOrEqual(1024 * 1024);
    expect(readEntries().at(-1)).toMatchObject({ count: entryCount });
    const keptCounts = files
      .flatMap((content) => content.trim().split('\n'))
      .map((line) => (JSON.parse(line) as { count: number }).count);
    // The kept entries are the last ones, without a gap.
    expect(keptCounts).toEqual(
      Array.from(
        { length: keptCounts.length },
        (_, index) => entryCount - keptCounts.length + 1 + index,
      ),
    );
  });

  it('continues the file of an earlier start', () => {
    openLog().info('app.started', { count: 1 });
    openLog().info('app.started', { count: 2 });
    expect(readEntries().map((line) => line['count'])).toEqual([1, 2]);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', () => {
    openLog().info('app.started', {});
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('does not throw while it cannot be written, and continues once it can', () => {
    mkdirSync(file, { recursive: true });
    const log = openLog();
    expect(() => log.info('app.started', { count: 1 })).not.toThrow();
    rmSync(file, { recursive: true });
    log.info('app.started', { count: 2 });
    expect(readEntries().map((line) => line['count'])).toEqual([2]);
  });

  it('is not created when no file is configured', () => {
    createLog({ stderr: false }).error('app.start-failed', { error: 'TypeError' });
    expect(existsSync(path.dirname(file))).toBe(false);
  });
});
