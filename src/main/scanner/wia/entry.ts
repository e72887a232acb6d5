/**
 * Entry point of the WIA process, which serves one request and is then terminated. Like the other helpers it uses validated messages
 * over a port that transfers binary data. Standard output is not used, because vendor drivers print to it.
 */
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';
import { openCom } from './com.ts';
import { HResultError, type Dispatch } from './dispatch.ts';
import { scanFailure } from './hresult.ts';
import { scanRequest, type ScanRequestMessage } from './messages.ts';
import { DEVICE_MANAGER, listScanners, acquireImage } from './acquisition.ts';

/**
 * Runs a task with the device manager. Releases all objects before the reply is sent, so that the device is not locked for the
 * next scan.
 */
const runWithDeviceManager = async <T>(task: (manager: Dispatch) => T): Promise<Result<T>> => {
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

const scan = async (message: ScanRequestMessage): Promise<Result<unknown>> => {
  const scanned = await runWithDeviceManager((manager) => acquireImage(manager, message));
  return scanned.ok && scanned.data.bytes.byteLength > limits.importMaxBytes
    ? err('SCAN-BAD-IMAGE')
    : scanned;
};

const port = parentPortOf(process);
if (!port) throw new Error('The WIA process is started by the app, not manually');
serveHelper(port, {
  list: () => runWithDeviceManager(listScanners),
  scan: (payload) => scan(v.parse(scanRequest, payload)),
});
