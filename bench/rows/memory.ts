/** Memory of each process of a counter over a long day, and over an idle hour. */
import { setTimeout } from 'node:timers/promises';
import { a4Scan } from '#bench/support/a4-scan.ts';
import { single, type Measure, type Row } from '#bench/support/measure.ts';
import { createPictureCounter, type PictureCounter } from '#bench/support/picture-counter.ts';
import { cpuMs, peakMb, residentMb } from '#bench/support/processes.ts';

const REGISTRATIONS = 200;
const WARM = 10;
const DPI = 200;
const LARGE_DPI = 600;
const IDLE_MINUTES = 60;
const PEAK_EVERY_MS = 20;
/** A helper frees what it can once its answer is on its way. */
const FREEING_MS = 2_000;

type ByRole = ReadonlyMap<string, number>;

const memoryOf = async ({ pids }: PictureCounter): Promise<ByRole> => {
  await setTimeout(FREEING_MS);
  // One above its limit was ended.
  return new Map(
    Array.from(pids, ([role, pid]) => [role, cpuMs(pid) === null ? 0 : residentMb(pid)]),
  );
};
const cpuOf = ({ pids }: PictureCounter): number =>
  Array.from(pids.values()).reduce((sum, pid) => sum + (cpuMs(pid) ?? 0), 0);

/** The highest resident memory that the imaging process has had; read while it works, since it may be ended afterwards. */
const peakDuring = async (
  { pids }: PictureCounter,
  job: () => Promise<unknown>,
): Promise<number> => {
  let peak = 0;
  const timer = setInterval(() => {
    const pid = pids.get('imaging');
    if (pid !== undefined && cpuMs(pid) !== null) peak = Math.max(peak, peakMb(pid));
  }, PEAK_EVERY_MS);
  await job();
  clearInterval(timer);
  return peak;
};

const compared = (what: string, now: ByRole, then: ByRole, label: string): Measure[] =>
  Array.from(now, ([role, mb]) => ({
    label: `${role}, ${what}`,
    unit: 'MB',
    stats: single(mb),
    control: { label, stats: single(then.get(role) ?? Number.NaN) },
  }));

const run = async (): Promise<Measure[]> => {
  const counter = await createPictureCounter(DPI);
  try {
    let warm: ByRole = new Map();
    for (let count = 1; count <= REGISTRATIONS; count += 1) {
      await counter.register();
      if (count === WARM) warm = await memoryOf(counter);
    }
    const busy = await memoryOf(counter);
    const before = cpuOf(counter);
    for (let minute = 0; minute < IDLE_MINUTES; minute += 1) await counter.minuteAtRest();
    const idleCpuMs = cpuOf(counter) - before;
    const idle = await memoryOf(counter);
    const large = await (await a4Scan(LARGE_DPI)).png().toBuffer();
    const peak = await peakDuring(counter, () => counter.scan(large, LARGE_DPI));
    const after = `after ${String(REGISTRATIONS)}`;
    return [
      ...compared(after, busy, warm, `after ${String(WARM)}`),
      ...compared('after an hour at rest', idle, busy, after),
      { label: 'CPU of all processes, an hour at rest', unit: 'ms', stats: single(idleCpuMs) },
      { label: 'imaging, peak with a 600 dpi A4 PNG', unit: 'MB', stats: single(peak) },
    ];
  } finally {
    await counter.close();
  }
};

export const memory: Row = {
  name: 'memory',
  title: `Memory of each process over ${String(REGISTRATIONS)} registrations with faults and without the line, and an hour at rest`,
  bar: '≤ ×1.05 of after the first ten; imaging ≤ 500 MB at its peak; all processes ≤ 600 MB',
  limits:
    'Of ten customers two get a fault of the service and three come while the line is down. The hour at rest is the work of its 60 minutes (disk, check of the ' +
    'file, boxes of one registration) without the pauses between them. The pixels of a sheet (104 MB at 600 dpi), the smaller picture for the corner editor beside ' +
    'them, and what the runtime itself takes. The first process is the bench with the simulated service in it. Imaging above 300 MB and card reading above ' +
    '400 MB are ended while idle.',
  before:
    '2026-11-28, over 200 registrations: imaging 169 → 350 MB, card reading 248 → 340 MB; 2026-11-29, commit 8ff3528: imaging 428 → 582 MB from the 10th to the 40th, 853 MB at the peak of a 600 dpi sheet, card reading 290 → 301 MB',
  run,
};
