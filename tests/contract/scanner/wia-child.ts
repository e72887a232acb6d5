/** Runs the WIA helper process with fake WIA objects instead of COM. The id of a device selects its behaviour. */
import sharp from 'sharp';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/result.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';
import { HResultError } from '#main/scanner/wia/dispatch.ts';
import { scanFailure } from '#main/scanner/wia/hresult.ts';
import { scanRequest } from '#main/scanner/wia/messages.ts';
import { listScanners, acquireImage } from '#main/scanner/wia/acquisition.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { createFakeManager, type FakeDevice } from '#tests/unit/main/scanner/wia/fake-device.ts';

const { pixels, width, height } = createTestPicture();
const card = await sharp(pixels, { raw: { width, height, channels: 3 } })
  .png()
  .toBuffer();
/** Horizontal and vertical resolution (WIA_IPS_XRES, WIA_IPS_YRES) in dots per inch. */
const item = {
  '6147': { value: 200, range: [50, 1200] as const },
  '6148': { value: 200, range: [50, 1200] as const },
};
const SLOW_MS = 30_000;
/** Blocks the process as WIA does. Only terminating the process ends it earlier. */
const blockProcess = (): null => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SLOW_MS);
  return null;
};

const devices: readonly FakeDevice[] = [
  { id: 'card', itemProperties: item, picture: () => new Uint8Array(card) },
  { id: 'slow', itemProperties: item, picture: blockProcess },
  {
    id: 'garbage',
    itemProperties: item,
    picture: () => new TextEncoder().encode('this is no picture'),
  },
  { id: 'busy', itemProperties: item, transferHresult: 0x80210006 },
  { id: 'cover-open', itemProperties: item, transferHresult: 0x80210016 },
  { id: 'jammed', itemProperties: item, transferHresult: 0x80210002 },
  { id: 'offline', itemProperties: item, transferHresult: 0x80210005 },
];
const { manager } = createFakeManager(...devices);

const toResult = <T>(task: () => T): Result<T> => {
  try {
    return ok(task());
  } catch (error) {
    return error instanceof HResultError ? scanFailure(error.hresult) : err('SCAN-DRIVER');
  }
};

serveHelper(parentPortOf(process)!, {
  list: async () => toResult(() => listScanners(manager)),
  scan: async (payload) => toResult(() => acquireImage(manager, v.parse(scanRequest, payload))),
});
