/**
 * The one place that builds the services and hands each what it needs. Nothing here decides anything about a registration;
 * it only says who talks to whom.
 */
import tls from 'node:tls';
import path from 'node:path';
import type { EventPayload } from '#shared/ipc/contract.ts';
import type { EventName } from '#shared/ipc/names.ts';
import { createEkycClient } from '../ekyc/client.ts';
import { createImaging } from '../imaging/client.ts';
import { appHandlers } from '../ipc/handlers/app.ts';
import { captureHandlers } from '../ipc/handlers/capture.ts';
import { registrationHandlers } from '../ipc/handlers/registration.ts';
import { sessionHandlers } from '../ipc/handlers/session.ts';
import { slipHandlers } from '../ipc/handlers/slip.ts';
import { verificationHandlers } from '../ipc/handlers/verification.ts';
import type { Handlers } from '../ipc/answer.ts';
import { createKeychain } from '../keychain/keychain.ts';
import type { Log } from '../log/log.ts';
import type { ForkHelper } from '../process/port.ts';
import { createReach } from '../reach/reach.ts';
import { openVault } from '../registrations/open-vault.ts';
import { createRegistrations } from '../registrations/service.ts';
import { createSaneDriver } from '../scanner/sane-driver.ts';
import { createScanner } from '../scanner/scanner.ts';
import { createSession } from '../session/session.ts';
import { loadResources } from '../settings/resources.ts';
import type { Settings } from '../settings/settings.ts';
import { createSlipPrinter, type PrintingContents } from '../slips/print-slip.ts';
import { createVerification } from '../verification/verification.ts';
import type { CameraLease } from '../window/camera-lease.ts';
import { createPictureShelf, PICTURE_PATH } from '../window/picture-shelf.ts';
import type { Paths } from './paths.ts';
import { startTraining } from './training.ts';

export interface ComposeDeps {
  readonly version: string;
  readonly paths: Paths;
  readonly settings: Settings;
  readonly log: Log;
  readonly forkHelper: ForkHelper;
  /** PAC-style proxy answer for an address, as Electron's session gives it. */
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly lease: CameraLease;
  readonly printing: () => PrintingContents | null;
  readonly emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

export interface Services {
  readonly handlers: Handlers;
  /** Bytes behind an address that begins with `capture/`. */
  readonly picture: (address: string) => Promise<Uint8Array | null>;
  stop(): Promise<void>;
}

export const compose = async (deps: ComposeDeps): Promise<Services> => {
  const { settings, log, paths, emit } = deps;
  const now = (): number => Date.now();
  const config = settings.get();
  const resources = await loadResources(paths.resources);
  const training = config.training ? await startTraining(paths, (otp) => emit('training', { otp })) : null;
  const dataDir = training ? path.join(paths.data, 'training') : paths.data;
  const serviceUrl = training?.url ?? config.serviceUrl;

  const reach = createReach({
    client: createEkycClient({
      baseUrl: serviceUrl,
      resolveProxy: deps.resolveProxy,
      caCertificates: [...tls.getCACertificates('default'), ...tls.getCACertificates('system')],
    }),
    now,
  });
  const keychain = createKeychain();
  const session = await createSession({ client: reach.client, keychain, serviceOrigin: serviceUrl, log });
  const vault = await openVault({ dataDir, keychain, log });
  const imaging = createImaging({ fork: () => deps.forkHelper('imaging'), log });
  const shelf = createPictureShelf();
  const registrations = await createRegistrations({
    store: vault.store,
    client: reach.client,
    session,
    imaging,
    ...resources,
    counter: { branchCode: config.branchCode, counter: config.counter },
    pictureUrl: (address) => PICTURE_PATH + address,
    now,
    log,
  });
  const scanner = createScanner({
    drivers: [...(training ? [training.scanner] : []), createSaneDriver({ deviceOptions: config.saneOptions })],
    log,
  });
  const verification = createVerification({ client: reach.client, session, imaging, shelf, now });

  session.onChange((view) => emit('session', view));
  reach.onChange((view) => {
    emit('service', view);
    if (view.reachable) registrations.serviceAnswers();
  });
  registrations.onChange((view) => emit('registration', view));
  registrations.onCounts((counts) => emit('counts', counts));
  reach.start();

  return {
    handlers: {
      ...appHandlers({
        version: deps.version,
        settings,
        ...resources,
        keychain: vault.keychain,
        storeNotice: vault.notice,
        session: () => session.view(),
        service: () => reach.view(),
        trainingOtp: training ? () => training.lastOtp() : null,
      }),
      ...sessionHandlers(session),
      ...registrationHandlers(registrations),
      ...captureHandlers({ scanner, settings, registrations, lease: deps.lease, progress: (at) => emit('scan-progress', at) }),
      ...verificationHandlers(verification),
      ...slipHandlers(createSlipPrinter(deps.printing)),
    },
    picture: async (address) => shelf.get(address) ?? (await registrations.pictureBytes(address.slice(PICTURE_PATH.length))),
    stop: async () => {
      reach.stop();
      await registrations.stop();
      await imaging.stop();
      vault.store.close();
      await training?.stop();
    },
  };
};
