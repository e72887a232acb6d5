/** Memory of the processes that handle pictures over a long day, after the first ten registrations and after the last. */
import { readFile } from 'node:fs/promises';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { createImaging } from '#main/imaging/client.ts';
import { newBody } from '#main/record/body.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import { a4Scan, samplePath } from '#bench/support/a4-scan.ts';
import { CLERK, copyOfBigStore, MASTER_KEY } from '#bench/support/big-store.ts';
import { forkBuilt } from '#bench/support/fork-helper.ts';
import { single, type Measure, type Row } from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';
import { peakMb, residentMb } from '#bench/support/processes.ts';
import { quietLog } from '#bench/support/quiet-log.ts';

const REGISTRATIONS = 200;
const WARM = 10;
const DPI = 200;
const LARGE_DPI = 600;

const run = async (): Promise<Measure[]> => {
  const pids = new Map<string, number>([['this process', process.pid]]);
  const fork = (entry: Parameters<typeof forkBuilt>[0]) => () => {
    const child = forkBuilt(entry);
    pids.set(entry, child.pid);
    return child;
  };
  const imaging = createImaging({ fork: fork('imaging'), log: quietLog });
  const reader = createCardCodeDecoder({ fork: fork('card-reading'), log: quietLog });
  const client = createStoreClient({ fork: fork('store'), log: quietLog });
  const { store } = must(
    await client.open({ dataDir: await copyOfBigStore({ rows: 0 }), masterKey: MASTER_KEY }),
  );
  const jpeg = async (card: 'smart-front' | 'smart-back') =>
    (await a4Scan(DPI, card)).jpeg({ quality: 90 }).toBuffer();
  const [front, back] = [await jpeg('smart-front'), await jpeg('smart-back')];
  const photo = await readFile(samplePath('smart-photo'));

  const register = async (): Promise<void> => {
    const origin = { origin: 'scanner', dpi: DPI } as const;
    const draft = must(
      await store.create({ body: newBody(CLERK, 1), prefix: '0142-3-', at: Date.now() }),
    );
    const sides = [
      must(await imaging.card({ bytes: front, side: 'front', ...origin })).jpeg,
      must(await imaging.card({ bytes: back, side: 'back', ...origin })).jpeg,
    ] as const;
    const face = must(await imaging.clean({ kind: 'photo', bytes: photo })).jpeg;
    must(await reader.read({ jpeg: sides[0], side: 'front' }));
    must(await reader.read({ jpeg: sides[1], side: 'back' }));
    const parts = { front: sides[0], back: sides[1], photo: face };
    must(await store.write(draft, { move: { event: 'submit' }, submittedAt: 2, parts }, 2));
  };

  const after = new Map<string, number>();
  for (let count = 1; count <= REGISTRATIONS; count += 1) {
    await register();
    if (count === WARM) for (const [name, pid] of pids) after.set(name, residentMb(pid));
  }
  const measures = Array.from(pids, ([name, pid]): Measure => {
    const control = { label: `after ${String(WARM)}`, stats: single(after.get(name) ?? 0) };
    return {
      label: `${name}, after ${String(REGISTRATIONS)}`,
      unit: 'MB',
      stats: single(residentMb(pid)),
      control,
    };
  });
  const large = await (await a4Scan(LARGE_DPI)).png().toBuffer();
  must(await imaging.card({ bytes: large, side: 'front', origin: 'scanner', dpi: LARGE_DPI }));
  const peak = single(peakMb(pids.get('imaging') ?? process.pid));
  await Promise.all([imaging.stop(), reader.stop(), client.stop()]);
  return [...measures, { label: `imaging, peak with a 600 dpi A4 PNG`, unit: 'MB', stats: peak }];
};

export const memory: Row = {
  name: 'memory',
  title: `Memory of each process over ${String(REGISTRATIONS)} registrations`,
  bar: '≤ ×1.05 of after the first ten; imaging ≤ 500 MB at its peak; all processes ≤ 600 MB',
  limits:
    'The pixels of a sheet (104 MB at 600 dpi), the smaller picture for the corner editor beside them, and what the runtime itself takes. ' +
    '"this process" is the bench, where the app has its main process.',
  before:
    '2026-11-28, over 200 registrations: imaging 169 → 350 MB, card reading 248 → 340 MB; 2026-11-29, commit 8ff3528: imaging 428 → 582 MB from the 10th to the 40th, 853 MB at the peak of a 600 dpi sheet, card reading 290 → 301 MB',
  run,
};
