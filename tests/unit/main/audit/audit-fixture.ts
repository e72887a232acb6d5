/** Creates, writes and edits an audit trail in a temporary folder, with the app's own implementation. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createAudit, type AuditDeps } from '#main/audit/audit.ts';
import type { Audit } from '#main/audit/port.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import type { Log, LogEvent } from '#main/log/log.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

export const CLERK = toMobileNumber('01300000042');

export interface AuditFixture {
  readonly folder: string;
  readonly logged: { readonly event: LogEvent; readonly fields: object }[];
  readonly log: Log;
  readonly keychain: ReturnType<typeof createMemoryKeychain>;
  /** Starts the audit on the same folder and keychain, as after a restart of the app. */
  start(overrides?: Partial<AuditDeps>): Audit;
  /** The lines of all files, in their order. */
  readLines(): Promise<string[]>;
  listFiles(): Promise<string[]>;
}

export const createAuditFixture = async (): Promise<AuditFixture> => {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'kiosk-audit-')), 'audit');
  const logged: { event: LogEvent; fields: object }[] = [];
  const recordEvent = (event: LogEvent, fields: object): void =>
    void logged.push({ event, fields });
  const log: Log = { info: recordEvent, warn: recordEvent, error: recordEvent };
  const keychain = createMemoryKeychain();
  return {
    folder,
    logged,
    log,
    keychain,
    start: (overrides = {}) =>
      createAudit({
        folder,
        keychain,
        onBroken: () => undefined,
        now: Date.now,
        log,
        ...overrides,
      }),
    readLines: async () => {
      const texts = await Promise.all(
        (await listTrailFiles(folder)).map((file) => readFile(file, 'utf8')),
      );
      return texts.join('').split('\n').filter(Boolean);
    },
    listFiles: () => listTrailFiles(folder),
  };
};

/** Starts the audit, records `entries` changes of a setting between start and stop of the app, and stops it. */
export const recordAppRun = async (
  fixture: AuditFixture,
  entries: number,
  overrides: Partial<AuditDeps> = {},
): Promise<void> => {
  const audit = fixture.start(overrides);
  audit.record('app.started', { clerk: null, version: '0.1.0' });
  await audit.verified;
  for (let entry = 0; entry < entries; entry += 1)
    audit.record('settings.changed', { clerk: CLERK, settings: ['scanner'] });
  await audit.stop();
};

export const editFile = async (file: string, edit: (text: string) => string): Promise<void> =>
  writeFile(file, edit(await readFile(file, 'utf8')));

export const appendText = (file: string, text: string): Promise<void> => appendFile(file, text);
