/** Contract of the WIA driver with fake WIA objects. COM itself is tested in the Windows tier. */
import path from 'node:path';
import { createLog } from '#main/log/log.ts';
import { createWiaDriver } from '#main/scanner/wia/driver.ts';
import { cardPicture } from '#tests/support/card-picture.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';

const entry = path.join(import.meta.dirname, 'wia-child.ts');

const before = (device: string) => (): ScannerBench => {
  const driver = createWiaDriver({
    fork: () => forkNodeChild(entry),
    log: createLog({ stderr: false }),
    platform: 'win32',
    progressMs: 100,
  });
  return { driver, device, stop: () => undefined };
};

describeScannerDriver('the WIA driver', {
  ready: before('card'),
  slow: before('slow'),
  garbage: before('garbage'),
  faults: {
    busy: before('busy'),
    'cover-open': before('cover-open'),
    jammed: before('jammed'),
    offline: before('offline'),
    'not-found': before('nobody'),
  },
  card: cardPicture(),
});
