/** Measures sending a queue that was built up offline, with the real sender, client and store process, in stores of several sizes. */
import { createHash, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createEkycClient } from '#main/ekyc/client.ts';
import { newBody, type Body, type PictureMeta } from '#main/record/body.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import type { Store } from '#main/store/port.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { fieldNames } from '#shared/domain/fields.ts';
import { err } from '#shared/result.ts';
import { emptyCodeDecoder } from '#tests/support/pass-through-imaging.ts';
import { imaging } from '#tests/support/in-process-imaging.ts';
import { CONSENT, LISTS, LOCATION, FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createFakeSession } from '#tests/support/fake-session.ts';
import { CLERK, copyBenchStore, MASTER_KEY } from '#bench/support/bench-store.ts';
import {
  statsOfValue,
  statsOf,
  type Measurement,
  type Benchmark,
  type Stats,
} from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';
import { forkStore } from '#bench/support/fork-helper.ts';
import { quietLog } from '#bench/support/quiet-log.ts';
import { startSink } from '#bench/support/sink.ts';

const QUEUE_LENGTH = 30;
/** Rounds over all sizes. With the median of several rounds one slow disk sync does not determine the figure of a size. */
const ROUNDS = 3;
const OTHER_ROWS = [1_000, 10_000, 100_000] as const;
/** Time per request of the simulated working service. The live service takes longer. */
const WORK_MS = 100;
const WORKING_SERVICE_ROWS = 10_000;
const NS_PER_MS = 1e6;
const PICTURE_BYTES = 300_000;
const DAY_MS = 86_400_000;
const PARTS = ['front', 'back', 'photo'] as const;

const createPictureMeta = (bytes: Uint8Array): PictureMeta => ({
  at: 1,
  widthPx: 1_011,
  heightPx: 638,
  bytes: bytes.byteLength,
  dpi: 300,
  origin: 'scanner',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  dhash: randomBytes(8).toString('hex'),
  failedChecks: [],
  override: null,
  photoProblems: null,
  cardKind: null,
  glareArea: null,
  crop: null,
});

const queueRegistration = async (store: Store, index: number): Promise<void> => {
  const parts = Object.fromEntries(
    PARTS.map((part) => [
      part,
      Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(PICTURE_BYTES - 4)]),
    ]),
  );
  const values = {
    ...FIELD_VALUES,
    nid_no: String(7_000_000_000 + index),
    mobile_number: `0139${String(index).padStart(7, '0')}`,
  };
  const empty = newBody(CLERK, 1);
  const body: Body = {
    ...empty,
    fields: Object.fromEntries(
      fieldNames.map((name) => [
        name,
        { value: values[name], source: 'typed', touched: true, readings: {} },
      ]),
    ) as Body['fields'],
    pictures: Object.fromEntries(
      PARTS.map((part) => [part, createPictureMeta(parts[part] ?? new Uint8Array())]),
    ) as Body['pictures'],
    consent: {
      textVersion: CONSENT.version,
      locale: 'bn',
      at: 1,
      textHash: null,
      by: 'clerk',
      shownMs: 1,
    },
  };
  const draft = must(await store.create({ body, prefix: '0142-9-', at: Date.now() }));
  must(
    await store.write(
      draft,
      { transition: { event: 'submit' }, submittedAt: Date.now(), parts },
      Date.now(),
    ),
  );
};

interface DrainResult {
  readonly wallMs: number;
  readonly busyMs: number;
  readonly requests: number;
  readonly delayP99Ms: number;
}

const drainQueue = async (store: Store, workMs: number): Promise<DrainResult> => {
  const sink = await startSink(workMs);
  const finished = new Set<string>();
  const unexpectedStates: RegistrationState[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const registrations = await createRegistrations({
    store,
    client: createEkycClient({ baseUrl: sink.url }),
    session: createFakeSession(CLERK).session,
    imaging,
    cardCodeDecoder: emptyCodeDecoder,
    lists: LISTS,
    consent: CONSENT,
    location: { ...LOCATION, counterNumber: '9' },
    pictureUrl: (address) => address,
    timing: {
      quietPeriodMs: 15 * 60_000,
      purgeGraceMs: DAY_MS,
      retentionDays: 30,
      pollGapMs: 1_000,
      undoDiscardMs: 0,
    },
    checkLeadPin: async () => err('LEAD-PIN-WRONG'),
    now: Date.now,
    log: quietLog,
  });
  const wallMs = await new Promise<number>((resolve) => {
    registrations.onChange(({ id, state, reference }) => {
      if (!reference.startsWith('0142-9-') || state === 'ready' || state.startsWith('sending'))
        return;
      if (state !== 'submitted') unexpectedStates.push(state);
      finished.add(id);
      if (finished.size === QUEUE_LENGTH) resolve(performance.now() - start);
    });
  });
  delay.disable();
  const { busyMs, requests } = await sink.readUsage();
  await registrations.stop();
  sink.stop();
  if (unexpectedStates.length > 0)
    throw new Error(`not every registration was accepted: ${unexpectedStates.join(', ')}`);
  return { wallMs, busyMs, requests, delayP99Ms: delay.percentile(99) / NS_PER_MS };
};

const measureDrain = async (rows: number, workMs = 0): Promise<DrainResult> => {
  const client = createStoreClient({ fork: () => forkStore(), log: quietLog });
  const { store } = must(
    await client.open({ dataDir: await copyBenchStore({ rows }), masterKey: MASTER_KEY }),
  );
  // The store already contains waiting registrations, which must not be sent: only the new queue is measured.
  for (const id of must(await store.idsByState(['ready', 'waiting', 'unknown']))) {
    const record = must(await store.get(id));
    if (record.state === 'unknown')
      must(await store.write(record, { transition: { event: 'inconclusive' } }, 1));
    else must(await store.write(record, { transition: { event: 'hold' } }, 1));
  }
  for (let index = 0; index < QUEUE_LENGTH; index += 1) await queueRegistration(store, index);
  const drained = await drainQueue(store, workMs);
  await client.stop();
  return drained;
};

const run = async (): Promise<Measurement[]> => {
  const drainsByRows = new Map<number, DrainResult[]>(OTHER_ROWS.map((rows) => [rows, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const rows of OTHER_ROWS) drainsByRows.get(rows)?.push(await measureDrain(rows));
  const statsFor = (rows: number, metric: (drained: DrainResult) => number): Stats =>
    statsOf((drainsByRows.get(rows) ?? []).map(metric));
  const perRegistration = (rows: number): Stats =>
    statsFor(rows, ({ wallMs }) => wallMs / QUEUE_LENGTH);
  const idleServiceMeasures = OTHER_ROWS.flatMap((rows): Measurement[] => {
    const rowsLabel = `beside ${rows.toLocaleString('en')} rows`;
    return [
      {
        label: `a registration, ${rowsLabel}`,
        unit: 'ms',
        stats: perRegistration(rows),
        ...(rows !== OTHER_ROWS[0] && {
          control: { label: '1,000 rows', stats: perRegistration(OTHER_ROWS[0]) },
        }),
      },
      {
        label: `requests a registration, ${rowsLabel}`,
        unit: '',
        stats: statsFor(rows, ({ requests }) => requests / QUEUE_LENGTH),
      },
      {
        label: `event-loop delay p99 of main, ${rowsLabel}`,
        unit: 'ms',
        stats: statsFor(rows, ({ delayP99Ms }) => delayP99Ms),
      },
    ];
  });
  const { wallMs, busyMs, requests } = await measureDrain(WORKING_SERVICE_ROWS, WORK_MS);
  const workingLabel = `a service that works ${String(WORK_MS)} ms on a request`;
  return [
    ...idleServiceMeasures,
    {
      label: `a registration, ${workingLabel}`,
      unit: 'ms',
      stats: statsOfValue(wallMs / QUEUE_LENGTH),
      control: {
        label: "the service's time, one after another",
        stats: statsOfValue((requests / QUEUE_LENGTH) * WORK_MS),
      },
    },
    {
      label: `service busy, ${workingLabel}`,
      unit: '%',
      stats: statsOfValue((busyMs / wallMs) * 100),
    },
  ];
};

export const drain: Benchmark = {
  name: 'drain',
  title: `Submission of a queue of ${String(QUEUE_LENGTH)} registrations with pictures`,
  target: `service busy ≥ 90 % where it works ${String(WORK_MS)} ms on a request, beside ${WORKING_SERVICE_ROWS.toLocaleString('en')} rows; event-loop delay p99 ≤ 20 ms; flat over the other rows`,
  limits:
    'Flat: each size is the median of three queues in turn. Three durable writes a registration (card sent, form sent, accepted), during which a service that answers at once is idle. The next card goes up ' +
    'while the service works on a form, so that its time does not count.',
  before:
    '2026-11-28, commit 00f7964: 114 ms a registration beside 10,000 rows, 775 ms beside 100,000; 2026-11-29, commit 8ff3528: 26 / 33 / 19 ms beside 1,000 / 10,000 / 100,000',
  run,
};
