/** A trail in a folder of its own, written as the app writes it. */
import { mobile } from '#tests/support/numbers.ts';
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createAudit, type AuditDeps } from '#main/audit/audit.ts';
import type { Audit } from '#main/audit/port.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import type { Log, LogEvent } from '#main/log/log.ts';
import { createMemoryKeychain } from '#tests/unit/main/pin/memory-keychain.ts';

export const CLERK = mobile('01300000042');

export interface Bench {
  readonly folder: string;
  readonly logged: { readonly event: LogEvent; readonly fields: object }[];
  readonly log: Log;
  readonly keychain: ReturnType<typeof createMemoryKeychain>;
  /** A new start of the app on the same folder and keychain. */
  start(more?: Partial<AuditDeps>): Audit;
  /** The lines of all files, in their order. */
  lines(): Promise<string[]>;
  files(): Promise<string[]>;
}

export const createBench = async (): Promise<Bench> => {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'kiosk-audit-')), 'audit');
  const logged: { event: LogEvent; fields: object }[] = [];
  const write = (event: LogEvent, fields: object): void => void logged.push({ event, fields });
  const log: Log = { info: write, warn: write, error: write };
  const keychain = createMemoryKeychain();
  return {
    folder,
    logged,
    log,
    keychain,
    start: (more = {}) =>
      createAudit({ folder, keychain, onBroken: () => undefined, now: Date.now, log, ...more }),
    lines: async () => {
      const texts = await Promise.all(
        (await listTrailFiles(folder)).map((file) => readFile(file, 'utf8')),
      );
      return texts.join('').split('\n').filter(Boolean);
    },
    files: () => listTrailFiles(folder),
  };
};

/** Starts, records so many changes of a setting, and stops. */
export const writeDay = async (
  bench: Bench,
  entries: number,
  more: Partial<AuditDeps> = {},
): Promise<void> => {
  const audit = bench.start(more);
  audit.record('app.started', { clerk: null, version: '0.1.0' });
  await audit.verified;
  for (let entry = 0; entry < entries; entry += 1)
    audit.record('settings.changed', { clerk: CLERK, settings: ['scanner'] });
  await audit.stop();
};

export const editFile = async (file: string, edit: (text: string) => string): Promise<void> =>
  writeFile(file, edit(await readFile(file, 'utf8')));

export const appendText = (file: string, text: string): Promise<void> => appendFile(file, text);
