/** Measures card detection in camera pictures, with perspective on textured desks, against a required rate. */
import { afterAll, expect, it } from 'vitest';
import { cameraFrame, desks } from '#tests/support/cards/glass/camera.ts';
import { castFaces } from '#tests/support/cards/glass/faces.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { printTable, quantile, worstCornerMm } from './measure.ts';

const { card: prepare, stop } = startImagingProcess();
afterAll(stop);

const faces = await castFaces();
const FRAMES = 8;

it('finds at least 95 % of the cards on every desk together, the worst corner within 1 mm, and none on an empty desk', async () => {
  const rows: (string | number)[][] = [];
  const errors: number[] = [];
  let [found, frames, accepted] = [0, 0, 0];
  for (const [index, desk] of desks.entries()) {
    const here: number[] = [];
    for (let n = 0; n < FRAMES; n++) {
      const scan = await cameraFrame(index * 100 + n, faces, { desk });
      const truth = scan.cards[0]!;
      const prepared = await prepare(scan.bytes, { side: truth.face.side, origin: 'camera' });
      frames += 1;
      if (prepared.foundBy === 'edges') here.push(worstCornerMm(scan, truth, prepared));
    }
    const empty = await cameraFrame(index * 100 + 50, faces, { desk, empty: true });
    const nothing = await prepare(empty.bytes, { origin: 'camera' });
    if (
      nothing.foundBy !== 'nothing' ||
      !nothing.failedChecks.some((check) => check === 'card-present' || check === 'whole-card')
    )
      accepted += 1;
    found += here.length;
    errors.push(...here);
    rows.push([desk, FRAMES, here.length, quantile(here, 0.5), Math.max(...here)]);
  }
  rows.push(['all', frames, found, quantile(errors, 0.5), Math.max(...errors)]);
  printTable(
    'Before a camera, 1920 × 1080 (error of the worst corner; wrong way up counts as far off)',
    ['desk', 'n', 'found', 'median mm', 'max mm'],
    rows,
  );
  expect(accepted).toBe(0);
  expect(found / frames).toBeGreaterThanOrEqual(0.95);
  expect(errors.filter((error) => error <= 1).length / frames).toBeGreaterThanOrEqual(0.95);
});
