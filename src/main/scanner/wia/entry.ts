/**
 * Entry point of the WIA process, which answers one request and is then terminated. It uses the same validated messages as the other
 * helpers over a port that transfers binary data; standard output is not used, because vendor drivers print to it.
 */
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { portToOwner, serveHelper } from '#main/process/serve.ts';
import { openCom } from './com.ts';
import { HResultError, type Dispatch } from './dispatch.ts';
import { scanFailure } from './hresult.ts';
import { scanRequest, type ScanRequestMessage } from './messages.ts';
import { DEVICE_MANAGER, listScanners, scanToFile } from './wia.ts';

/** Releases all objects before the answer is sent, so that the next scan does not find the device locked. */
const withManager = async <T>(task: (manager: Dispatch) => T): Promise<Result<T>> => {
  try {
    const com = await openCom();
    try {
      return ok(task(com.create(DEVICE_MANAGER)));
    } finally {
      com.close();
    }
  } catch (error) {
    if (error instanceof HResultError) return scanFailure(error.hresult);
    throw error;
  }
};

const scan = async ({
  device,
  dpi,
  area,
  folder,
}: ScanRequestMessage): Promise<Result<unknown>> => {
  const file = path.join(folder, 'scan');
  const scanned = await withManager((manager) => scanToFile(manager, { device, dpi, area, file }));
  if (!scanned.ok) return scanned;
  try {
    if ((await stat(file)).size > limits.importMaxBytes) return err('SCAN-BAD-IMAGE');
    return ok({ bytes: new Uint8Array(await readFile(file)), dpi: scanned.data.dpi });
  } finally {
    await rm(file, { force: true });
  }
};

const port = portToOwner(process);
if (!port) throw new Error('The WIA process is started by the app, not manually');
serveHelper(port, {
  list: () => withManager(listScanners),
  scan: (payload) => scan(v.parse(scanRequest, payload)),
});
