/** A first registration submitted at the counter: how long until Submitted, and its bytes and requests, against the length of the log. */
import { createLiveCounter, PICTURES_BYTES } from '#tests/faults/live/live-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { single, statsOf, type Measure, type Row } from '#bench/support/measure.ts';

const DIALECTS = ['1.06', 'live'] as const;
const LOG_LINES = [0, 2_000, 50_000] as const;
const CUSTOMERS = 15;
const BYTES_PER_KB = 1_000;

const measured = async (
  dialect: (typeof DIALECTS)[number],
  lines: number,
): Promise<{ times: number[]; requests: number; kb: number }> => {
  const counter = await createLiveCounter({
    dialect,
    earlier: { agentMobile: CLERK, count: lines },
  });
  try {
    const [requests, bytes] = [counter.service.requests().length, counter.proxy.bytes()];
    const times: number[] = [];
    for (let customer = 0; customer < CUSTOMERS; customer += 1) {
      const { id, at } = await counter.register(customer);
      times.push(await counter.until(id, at, 'submitted'));
    }
    return {
      times,
      requests: (counter.service.requests().length - requests) / CUSTOMERS,
      kb: ((counter.proxy.bytes() - bytes) / CUSTOMERS - PICTURES_BYTES) / BYTES_PER_KB,
    };
  } finally {
    await counter.close();
  }
};

const run = async (): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (const dialect of DIALECTS) {
    let least: Measure['control'];
    for (const lines of LOG_LINES) {
      const { times, requests, kb } = await measured(dialect, lines);
      const what = `${dialect}, ${lines.toLocaleString('en')} lines`;
      measures.push(
        {
          label: `submit → Submitted, ${what}`,
          unit: 'ms',
          stats: statsOf(times),
          ...(least && { control: least }),
        },
        { label: `requests a registration, ${what}`, unit: '', stats: single(requests) },
        { label: `beyond the pictures, ${what}`, unit: 'KB', stats: single(kb) },
      );
      least ??= { label: 'an empty log', stats: statsOf(times) };
    }
  }
  return measures;
};

export const submit: Row = {
  name: 'submit',
  title: 'A first registration from Submit to Submitted, by the length of the log',
  bar: '≤ 3 s, flat; ≤ 6 requests and ≤ 100 KB beyond the pictures',
  limits:
    'The service answers at once here, so that the time is that of the durable writes and of the requests one after another. ' +
    'The log is read only where the status leaves open who was known. The simulated service runs in the same process and goes through its registrations for every ' +
    'status and page of the log, which a CPU profile shows to be all that grows with the lines.',
  run,
};
