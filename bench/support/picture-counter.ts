/** Creates a counter without a page, with its helper processes, the simulated service and a connection that can be cut. */
import { readFile } from 'node:fs/promises';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import { createImagingClient } from '#main/imaging/client.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { createStoreHealth } from '#main/store/health.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import { ok } from '#shared/result.ts';
import { CLERK, createFakeSession } from '#tests/support/fake-session.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import type { FaultName } from '#tests/support/service/service.ts';
import {
  CONSENT_EVIDENCE,
  CONSENT,
  LISTS,
  LOCATION,
  FIELD_VALUES,
} from '#tests/support/registration-values.ts';
import { renderA4Scan, samplePath } from './a4-scan.ts';
import { copyBenchStore, MASTER_KEY } from './bench-store.ts';
import { forkHelper } from './fork-helper.ts';
import { must } from './must.ts';
import { quietLog } from './quiet-log.ts';
import { startService } from './start-service.ts';

/** Of ten customers, two get a fault of the service, and three are registered while the connection is cut. */
const FAULTS: Readonly<Record<number, FaultName>> = { 0: 'accept-then-502', 1: 'truncated-json' };
const OFFLINE = { from: 3, to: 6 };
const DAY_MS = 86_400_000;

export interface PictureCounter {
  /** The process id of every process of the counter, by role. */
  readonly pids: ReadonlyMap<string, number>;
  readonly dataDir: string;
  /** Registers one more customer, from the scan to Submit. */
  register(): Promise<void>;
  /** Crops a card from one scanned sheet. */
  scan(bytes: Uint8Array, dpi: number): Promise<void>;
  /** Runs the work that main does in an idle minute. */
  runIdleMinute(): Promise<void>;
  close(): Promise<void>;
}

export const createPictureCounter = async (dpi: number): Promise<PictureCounter> => {
  const pids = new Map<string, number>([['main (in the bench)', process.pid]]);
  const fork = (entry: Parameters<typeof forkHelper>[0]) => () => {
    const child = forkHelper(entry);
    // The role belongs to the first store process. Later ones only check the file.
    if (entry !== 'store' || !pids.has(entry)) pids.set(entry, child.pid);
    return child;
  };
  const imaging = createImagingClient({ fork: fork('imaging'), log: quietLog });
  const cardCodeDecoder = createCardCodeDecoder({ fork: fork('card-reading'), log: quietLog });
  const storeClient = createStoreClient({ fork: fork('store'), log: quietLog });
  const dataDir = await copyBenchStore({ rows: 0 });
  const { store } = must(await storeClient.open({ dataDir, masterKey: MASTER_KEY }));
  const service = await startService();
  const proxy = await startFaultProxy(service.url);
  const client = createEkycClient({ baseUrl: proxy.url });
  must(await client.requestOtp(CLERK));
  const { token } = must(await client.verifyOtp(CLERK, await service.otpFor(CLERK)));
  const session = { ...createFakeSession(CLERK).session, clerk: () => ({ mobile: CLERK, token }) };
  const registrations = await createRegistrations({
    store,
    client,
    session,
    imaging,
    cardCodeDecoder,
    lists: LISTS,
    consent: CONSENT,
    location: LOCATION,
    pictureUrl: (address) => address,
    timing: {
      quietPeriodMs: 15 * 60_000,
      purgeGraceMs: DAY_MS,
      retentionDays: 30,
      pollGapMs: 1_500,
      undoDiscardMs: 0,
    },
    checkLeadPin: async () => ok(undefined),
    now: Date.now,
    log: quietLog,
  });
  const health = await createStoreHealth({
    dataDir,
    startedStore: {
      store,
      keychain: 'ok',
      notice: null,
      params: null,
      saveKeychainMark: async () => undefined,
    },
    log: quietLog,
    onDiskChange: () => undefined,
    onNotice: () => undefined,
    checkFile: storeClient.checkFile,
    ballastBytes: 0,
    intervalMs: DAY_MS,
  });
  const createScan = async (card: 'smart-front' | 'smart-back') =>
    (await renderA4Scan(dpi, card)).jpeg({ quality: 90 }).toBuffer();
  const pictures = {
    front: await createScan('smart-front'),
    back: await createScan('smart-back'),
    photo: await readFile(samplePath('smart-photo')),
  };
  let customerCount = 0;

  return {
    pids,
    dataDir,
    register: async () => {
      const position = customerCount % 10;
      customerCount += 1;
      if (position === OFFLINE.from) await proxy.cut();
      if (position === OFFLINE.to) await proxy.restore();
      const fault = FAULTS[position];
      if (fault) await service.failNextSubmit(fault);
      const { id } = must(await registrations.start());
      for (const part of ['front', 'back', 'photo'] as const) {
        const bytes = pictures[part];
        must(await registrations.putPicture(id, { part, bytes, origin: 'scanner', dpi }));
      }
      // Fails while the connection is cut; the values are typed below.
      await registrations.readCard(id);
      const values = {
        ...FIELD_VALUES,
        nid_no: `08${String(customerCount).padStart(8, '0')}`,
        mobile_number: `0139${String(customerCount).padStart(7, '0')}`,
      };
      // The code of the sample card has other values and is decoded asynchronously: when it arrives, its conflicts must be confirmed.
      const confirmTypedValues = async (): Promise<void> =>
        void must(await registrations.saveFields(id, values, false, ['nid_no', 'dob']));
      await confirmTypedValues();
      const first = await registrations.submit(id, CONSENT_EVIDENCE);
      if (!first.ok) {
        await confirmTypedValues();
        must(await registrations.submit(id, CONSENT_EVIDENCE));
      }
      must(await registrations.putAside(id));
    },
    scan: async (bytes, sheetDpi) =>
      void must(await imaging.card({ bytes, side: 'front', origin: 'scanner', dpi: sheetDpi })),
    runIdleMinute: health.runMinuteChecks,
    close: async () => {
      health.stop();
      await registrations.stop();
      await Promise.all([imaging.stop(), cardCodeDecoder.stop(), storeClient.stop()]);
      await proxy.close();
      service.stop();
    },
  };
};
