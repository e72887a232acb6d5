/** Measures the time from submit to Submitted, the requests and the bytes of a first registration by the length of the verification log. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLiveCounter, PICTURES_BYTES } from '#tests/faults/live/live-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { statsOfValue, statsOf, type Measurement, type Benchmark } from '#bench/support/measure.ts';

const DIALECTS = ['1.06', 'live'] as const;
const LOG_LINES = [0, 2_000, 50_000] as const;
const CUSTOMERS = 15;
const BYTES_PER_KB = 1_000;
const NS_PER_MS = 1e6;

const measureSubmissions = async (
  dialect: (typeof DIALECTS)[number],
  lines: number,
): Promise<{ times: number[]; requests: number; kb: number; delayMs: number }> => {
  const counter = await createLiveCounter({
    dialect,
    earlierCustomers: { agentMobile: CLERK, count: lines },
  });
  try {
    const [requestsBefore, bytesBefore] = [
      counter.service.requests().length,
      counter.proxy.transferredBytes(),
    ];
    const times: number[] = [];
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    for (let customer = 0; customer < CUSTOMERS; customer += 1) {
      const { id, at } = await counter.register(customer);
      times.push(await counter.waitForState(id, at, 'submitted'));
    }
    delay.disable();
    return {
      times,
      delayMs: delay.percentile(99) / NS_PER_MS,
      requests: (counter.service.requests().length - requestsBefore) / CUSTOMERS,
      kb:
        ((counter.proxy.transferredBytes() - bytesBefore) / CUSTOMERS - PICTURES_BYTES) /
        BYTES_PER_KB,
    };
  } finally {
    await counter.close();
  }
};

const run = async (): Promise<Measurement[]> => {
  const measures: Measurement[] = [];
  for (const dialect of DIALECTS) {
    let control: {
      readonly time: Measurement['control'];
      readonly delay: Measurement['control'];
    } | null = null;
    for (const lines of LOG_LINES) {
      const { times, requests, kb, delayMs } = await measureSubmissions(dialect, lines);
      const variant = `${dialect}, ${lines.toLocaleString('en')} lines`;
      measures.push(
        {
          label: `submit → Submitted, ${variant}`,
          unit: 'ms',
          stats: statsOf(times),
          ...(control?.time && { control: control.time }),
        },
        { label: `requests a registration, ${variant}`, unit: '', stats: statsOfValue(requests) },
        { label: `beyond the pictures, ${variant}`, unit: 'KB', stats: statsOfValue(kb) },
        {
          label: `event-loop delay p99, ${variant}`,
          unit: 'ms',
          stats: statsOfValue(delayMs),
          ...(control?.delay && { control: control.delay }),
        },
      );
      control ??= {
        time: { label: 'an empty log', stats: statsOf(times) },
        delay: { label: 'an empty log', stats: statsOfValue(delayMs) },
      };
    }
  }
  return measures;
};

export const submit: Benchmark = {
  name: 'submit',
  title: 'A first registration from Submit to Submitted, by the length of the log',
  target: '≤ 3 s, flat; ≤ 6 requests and ≤ 100 KB beyond the pictures',
  limits:
    'The service answers at once here, so that the time is that of the durable writes and of the requests one after another. ' +
    'The log is read only where the status leaves open who was known. The simulated service runs in the same process, so that its work is part of the delay; it goes ' +
    'through its registrations for every status and page of the log.',
  run,
};
