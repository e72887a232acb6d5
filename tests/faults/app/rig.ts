/**
 * Starts the built app with a simulated service on a data folder that is kept when the app is killed. Creates and removes both for each
 * test.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { launchKiosk } from '#tests/support/kiosk.ts';
import {
  createTestService,
  type TestService,
  type DialectName,
} from '#tests/support/service/service.ts';
import type { LedgerEntry } from '#tests/support/service/types.ts';
import { createCounter, readSamplePictures, type Counter, type Customer } from './counter.ts';

export const FIRST_CLERK = '01300000042';
export const SECOND_CLERK = '01300000043';

interface OpenOptions {
  /** Address of the service; the rig's own service by default. */
  readonly baseUrl?: string;
  /** Additional environment variables of the app. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Rig {
  readonly service: TestService;
  /** The data folder of the test's counter. */
  readonly folder: string;
  /** Starts the app on the test's data folder. */
  openCounter(options?: OpenOptions): Promise<Counter>;
  signIn(counter: Counter, mobile?: string): Promise<void>;
  /** @returns the entries of the service's ledger for a customer. */
  ledgerEntries(who: Customer): readonly LedgerEntry[];
}

/** Creates a service and a data folder before each test of the file or suite, and closes them and all apps after it. */
export const useRig = (dialect: DialectName = '1.06'): Rig => {
  const current = {
    service: null as unknown as TestService,
    folder: '',
    openCounters: [] as Counter[],
  };
  beforeEach(async () => {
    // Step 1 returns only one value, which is the typed one, so that readings cause no conflicts.
    current.service = await createTestService({
      dialect,
      readCard: () => ({ father_name: 'উদাহরণ আলী মিয়া' }),
    });
    current.folder = await mkdtemp(path.join(tmpdir(), 'kiosk-faults-'));
    current.openCounters = [];
  });
  afterEach(async () => {
    for (const counter of current.openCounters) await counter.close().catch(() => undefined);
    await current.service.close();
    await rm(current.folder, { recursive: true, force: true });
  });
  return {
    get service() {
      return current.service;
    },
    get folder() {
      return current.folder;
    },
    openCounter: async ({ baseUrl = current.service.url, env = {} } = {}) => {
      const counter = createCounter(
        await launchKiosk({ baseUrl, dataDir: current.folder, locale: 'en', env }),
        await readSamplePictures(),
      );
      current.openCounters.push(counter);
      await counter.clerk.unlockIfLocked();
      return counter;
    },
    signIn: (counter, mobile = FIRST_CLERK) =>
      counter.clerk.signIn(mobile, () => current.service.otpFor(mobile) ?? ''),
    ledgerEntries: (who) => current.service.ledger().filter((entry) => entry.nid_no === who.nid),
  };
};
