/**
 * Entry point of the WIA process: answers one request and is then ended. It uses the same validated messages as the other
 * helpers over a port that transfers pictures as bytes; standard output is unusable, because vendor drivers print to it.
 */
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { portToOwner, serveHelper } from '#main/process/serve.ts';
import { openCom } from './com.ts';
import { HResultError, type Dispatch } from './dispatch.ts';
import { scanFailure } from './hresult.ts';
import { scanQuestion, type ScanQuestion } from './messages.ts';
import { DEVICE_MANAGER, listScanners, takeScan } from './wia.ts';

/** Every object is given back before the answer leaves: the next scan must not find the device locked by this one. */
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

const answerScan = async (question: ScanQuestion): Promise<Result<unknown>> => {
  const scanned = await withManager((manager) => takeScan(manager, question));
  return scanned.ok && scanned.data.bytes.byteLength > limits.importMaxBytes
    ? err('SCAN-BAD-IMAGE')
    : scanned;
};

const port = portToOwner(process);
if (!port) throw new Error('The WIA process is started by the app, not by hand');
serveHelper(port, {
  list: () => withManager(listScanners),
  scan: (payload) => answerScan(v.parse(scanQuestion, payload)),
});
