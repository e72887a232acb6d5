/** Constructs the services that all others depend on: resources, network, keychain, audit trail, session, PINs and store. */
import path from 'node:path';
import { createAudit } from '#main/audit/audit.ts';
import { createImagingClient } from '#main/imaging/client.ts';
import { createKeychain } from '#main/keychain/keychain.ts';
import { createLeadPinTracker } from '#main/pin/lead-pin-tracker.ts';
import { createPins } from '#main/pin/pins.ts';
import { startStore } from '#main/store/start-store.ts';
import { createStoreHealth } from '#main/store/health.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import { createSession } from '#main/session/session.ts';
import { createLiveLists } from '#main/settings/lists.ts';
import { createLiveLocation, locationOf } from '#main/settings/location.ts';
import { createServiceConnection } from './service-connection.ts';
import { loadResources } from './resources.ts';
import type { ComposeDeps } from './services.ts';
import { startTraining } from './training.ts';

/** Rejects when a service cannot be constructed. */
export const createFoundation = async (deps: ComposeDeps, emit: ComposeDeps['emit']) => {
  const { settings, log, paths } = deps;
  const now = (): number => Date.now();
  const monotonic = (): number => performance.now();
  /** The settings at start, for services that do not follow later changes. */
  const config = settings.get();
  const resources = await loadResources(paths.resources);
  const imaging = createImagingClient({ fork: () => deps.forkHelper('imaging'), log });
  const dataDir = config.training ? path.join(paths.dataFolder, 'training') : paths.dataFolder;
  const lists = createLiveLists(resources.lists, () => settings.get());
  const training = config.training
    ? await startTraining({
        samples: path.join(paths.resources, 'samples'),
        folder: dataDir,
        imaging,
        onChange: (view) => emit('training', view),
      })
    : null;
  /** Read at each use, so that a change of the settings takes effect at once. */
  const location = () => locationOf(settings.get(), config.training);
  const liveLocation = createLiveLocation(location);
  const missing = (): readonly string[] => (training ? [] : settings.missingKeys());
  const { policy } = settings;
  const { serviceUrl, caCertificates, connectivity } = createServiceConnection({
    serviceUrl: config.serviceUrl,
    training,
    policy,
    resolveProxy: deps.resolveProxy,
    now,
  });
  const keychain = createKeychain();
  const scope = training ? 'training' : '';
  const audit = createAudit({
    folder: path.join(dataDir, 'audit'),
    keychain,
    scope,
    onBroken: (notice) => emit('audit-notice', notice),
    now,
    log,
  });
  audit.record('app.started', { clerk: null, version: deps.version });
  const session = await createSession({
    client: connectivity.client,
    keychain,
    serviceOrigin: serviceUrl,
    maxAgeMs: () => settings.get().sessionHours * 3_600_000,
    now,
    monotonic,
    log,
  });
  const resetBefore = policy.kind === 'in-force' ? policy.policy.leadPin?.resetBefore : undefined;
  const leadPinResetBefore = resetBefore === undefined ? null : Date.parse(resetBefore);
  const lead = createLeadPinTracker(createPins({ keychain, scope, leadPinResetBefore, now, log }));
  const { pins } = lead;
  // The settings are those of the counter in training mode too, so its own lead PIN protects them.
  const counterPins = training ? createPins({ keychain, leadPinResetBefore, now, log }) : pins;
  const storeProcess = createStoreClient({ fork: () => deps.forkHelper('store'), log });
  const startedStore = await startStore({ dataDir, keychain, log, scope, open: storeProcess.open });
  const health = await createStoreHealth({
    startedStore,
    dataDir,
    log,
    onDiskChange: (state) => emit('disk', state),
    onNotice: (notice) => emit('store-notice', notice),
    checkFile: storeProcess.checkFile,
  });
  return {
    audit,
    caCertificates,
    config,
    connectivity,
    counterPins,
    dataDir,
    health,
    imaging,
    keychain,
    lead,
    lists,
    liveLocation,
    location,
    missing,
    monotonic,
    now,
    pins,
    policy,
    resources,
    scope,
    serviceUrl,
    session,
    startedStore,
    storeProcess,
    training,
  };
};

export type Foundation = Awaited<ReturnType<typeof createFoundation>>;
