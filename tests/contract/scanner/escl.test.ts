/** Contract tests of the eSCL driver with a simulated network scanner. */
import { createTestPicture } from '#tests/support/card-picture.ts';
import { startEsclServer, type EsclBehaviour } from '#tests/support/escl-server.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';
import { createEsclDriver } from '#main/scanner/escl/driver.ts';

const card = createTestPicture();

const createBench =
  (behaviour: EsclBehaviour = {}) =>
  async (): Promise<ScannerBench> => {
    const server = await startEsclServer({
      card,
      formats: ['application/pdf', 'image/png'],
      behaviour,
    });
    return {
      driver: createEsclDriver({ devices: [{ url: server.url, name: 'Mock' }] }),
      device: server.url,
      stop: () => server.close(),
    };
  };

const createUnreachableBench = async (): Promise<ScannerBench> => {
  const server = await startEsclServer({ card });
  await server.close();
  return {
    driver: createEsclDriver({ devices: [{ url: server.url, name: 'Mock' }] }),
    device: server.url,
  };
};

describeScannerDriver('the eSCL driver', {
  ready: createBench({ notReadyCount: 1, retryAfter: '0' }),
  slow: createBench({ trickle: { bytes: 512, everyMs: 100 } }),
  garbage: createBench({ garbage: Buffer.from('%PDF-1.7 no picture at all') }),
  faults: {
    busy: createBench({ jobRefusalStatus: 503, state: 'Processing' }),
    'cover-open': createBench({ jobRefusalStatus: 503, state: 'Stopped', reasons: ['CoverOpen'] }),
    jammed: createBench({
      pictureErrorStatus: 404,
      adfState: 'ScannerAdfJam',
      state: 'Stopped',
      jobReasons: ['AbortedBySystem', 'PaperJam'],
    }),
    offline: createUnreachableBench,
  },
  card,
});
