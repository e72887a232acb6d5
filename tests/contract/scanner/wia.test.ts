/** Contract tests of the WIA driver with fake WIA objects. COM itself is tested in the Windows tier. */
import path from 'node:path';
import { createLog } from '#main/log/log.ts';
import { createWiaDriver } from '#main/scanner/wia/driver.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';

const childFile = path.join(import.meta.dirname, 'wia-child.ts');

const createBench = (device: string) => (): ScannerBench => {
  const driver = createWiaDriver({
    fork: () => forkNodeChild(childFile),
    log: createLog({ stderr: false }),
    platform: 'win32',
    progressMs: 100,
  });
  return { driver, device, stop: () => undefined };
};

describeScannerDriver('the WIA driver', {
  ready: createBench('card'),
  slow: createBench('slow'),
  garbage: createBench('garbage'),
  faults: {
    busy: createBench('busy'),
    'cover-open': createBench('cover-open'),
    jammed: createBench('jammed'),
    offline: createBench('offline'),
    'not-found': createBench('no-such-device'),
  },
  card: createTestPicture(),
});
