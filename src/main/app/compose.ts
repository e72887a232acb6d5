/** Composition root: constructs the services and passes each its dependencies. Contains no registration logic. */
import path from 'node:path';
import { events } from '#shared/ipc/contract.ts';
import { createAudit } from '#main/audit/audit.ts';
import { createAuditExport } from '#main/audit/export.ts';
import { auditCalls } from '#main/audit/from-calls.ts';
import { auditCounter } from '#main/audit/from-counter.ts';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { createServiceInspection } from '#main/ekyc/service-inspection.ts';
import { createExchange } from '#main/exchange/exchange.ts';
import { createLinuxDrives } from '#main/exchange/drives-linux.ts';
import { createWindowsDrives } from '#main/exchange/drives-windows.ts';
import { createImaging } from '#main/imaging/client.ts';
import { appHandlers } from '#main/ipc/handlers/app.ts';
import { auditHandlers } from '#main/ipc/handlers/audit.ts';
import { captureHandlers } from '#main/ipc/handlers/capture.ts';
import { diagnosticsHandlers } from '#main/ipc/handlers/diagnostics.ts';
import { filesHandlers } from '#main/ipc/handlers/files.ts';
import { keysHandlers } from '#main/ipc/handlers/keys.ts';
import { outboxHandlers } from '#main/ipc/handlers/outbox.ts';
import { pinHandlers } from '#main/ipc/handlers/pin.ts';
import { registrationHandlers } from '#main/ipc/handlers/registration.ts';
import { settingsHandlers } from '#main/ipc/handlers/settings.ts';
import { sessionHandlers } from '#main/ipc/handlers/session.ts';
import { slipHandlers } from '#main/ipc/handlers/slip.ts';
import { trainingHandlers } from '#main/ipc/handlers/training.ts';
import { verificationHandlers } from '#main/ipc/handlers/verification.ts';
import { createAccess, type Access } from '#main/ipc/access.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import { createLockedViewBuffer } from '#main/ipc/locked-view-buffer.ts';
import { createKeychain } from '#main/keychain/keychain.ts';
import { createLock } from '#main/pin/lock.ts';
import { createLeadPresence } from '#main/pin/lead-presence.ts';
import { createPins } from '#main/pin/pins.ts';
import { createKeys } from '#main/store/keys/keys.ts';
import { startStore } from '#main/store/start-store.ts';
import { createOutboxView } from '#main/registrations/outbox-view.ts';
import { findOwnPictures } from '#main/registrations/own-pictures.ts';
import { createStoreHealth } from '#main/store/health.ts';
import { createLockSummary } from '#main/registrations/lock-summary.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import { createCounterScanner } from '#main/scanner/selection/counter-scanner.ts';
import { createSession } from '#main/session/session.ts';
import { createSettingsEditor } from '#main/settings/editor.ts';
import { listsAtCounter } from '#main/settings/lists.ts';
import { createLiveLocation, locationOf } from '#main/settings/location.ts';
import { createPagePrinter } from '#main/printing/page-printer.ts';
import { createVerification } from '#main/verification/verification.ts';
import { createMemoryPictures, PICTURE_PATH } from '#main/window/memory-pictures.ts';
import { createServiceConnection } from './service-connection.ts';
import { createCounterCheckRunner } from './counter-checks.ts';
import { createConfiguredScanner } from './configured-scanner.ts';
import { startUpdates } from './counter-updates.ts';
import { createCustomerServices } from './customer-services.ts';
import { createPagePictures } from './page-pictures.ts';
import { createRegistrationGate } from './registration-gate.ts';
import { registrationTiming } from './registration-timing.ts';
import { loadResources } from './resources.ts';
import type { ComposeDeps, Services } from './services.ts';
import { createSystemLock } from './system-lock.ts';
import { startTraining } from './training.ts';

/** Constructs all services. Rejects when one of them cannot be constructed; the app then shows the failure page. */
export const compose = async (deps: ComposeDeps): Promise<Services> => {
  const { settings, log, paths } = deps;
  let access: Access | null = null;
  /** Until the session is constructed, only events that need no access are sent. */
  const emit: ComposeDeps['emit'] = (name, payload) => {
    const { needs } = events[name];
    if (access ? access.check(needs) === null : needs === 'nothing') deps.emit(name, payload);
  };
  const now = (): number => Date.now();
  const monotonic = (): number => performance.now();
  const config = settings.get();
  const resources = await loadResources(paths.resources);
  const imaging = createImaging({ fork: () => deps.forkHelper('imaging'), log });
  const dataDir = config.training ? path.join(paths.data, 'training') : paths.data;
  const lists = listsAtCounter(resources.lists, () => settings.get());
  const training = config.training
    ? await startTraining({
        samples: path.join(paths.resources, 'samples'),
        folder: dataDir,
        imaging,
        changed: (view) => emit('training', view),
      })
    : null;
  /** Read at each use, so that a change of the settings takes effect at once. */
  const location = () => locationOf(settings.get(), config.training);
  const liveLocation = createLiveLocation(location);
  const missing = (): readonly string[] => (training ? [] : settings.missing());
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
  const lead = createLeadPresence(createPins({ keychain, scope, leadPinResetBefore, now, log }));
  const { pins } = lead;
  // The settings are those of the counter in training mode too, so its own lead PIN protects them.
  const counterPins = training ? createPins({ keychain, leadPinResetBefore, now, log }) : pins;
  const storeProcess = createStoreClient({ fork: () => deps.forkHelper('store'), log });
  const startedStore = await startStore({ dataDir, keychain, log, scope, open: storeProcess.open });
  const health = await createStoreHealth({
    startedStore,
    dataDir,
    log,
    diskChanged: (state) => emit('disk', state),
    noticed: (notice) => emit('store-notice', notice),
    checkFile: storeProcess.checkFile,
  });
  const cardCodeDecoder = createCardCodeDecoder({
    fork: () => deps.forkHelper('card-reading'),
    log,
  });
  const memoryPictures = createMemoryPictures();
  const registrations = await createRegistrations({
    store: health.store,
    diskState: health.disk,
    client: connectivity.client,
    session,
    imaging,
    cardCodeDecoder,
    lists,
    consent: resources.consent,
    location: liveLocation,
    pictureUrl: (address) => PICTURE_PATH + address,
    timing: registrationTiming(config),
    checkLeadPin: pins.checkLead,
    mayRegister: createRegistrationGate({ policy, missingSettings: missing, startedStore }),
    displayConsent: (id, values) => customer.consentTo(id, values),
    now,
    log,
  });
  const exchange = createExchange({
    drives: process.platform === 'win32' ? createWindowsDrives() : createLinuxDrives(),
    folders: () => settings.get().exchangeFolders,
    log,
  });
  const keys = createKeys({
    store: health.store,
    keychain,
    scope,
    location: liveLocation,
    checkLeadPin: pins.checkLead,
    files: exchange,
    notifyChanged: registrations.notifyChanged,
    notifyTransferredIn: registrations.notifyTransferredIn,
    now,
    log,
  });
  const scanner = createConfiguredScanner({
    config,
    training: training?.scanner ?? null,
    caCertificates,
    forkHelper: deps.forkHelper,
    log,
  });
  const printer = createPagePrinter({
    webContents: deps.printableContents,
    listPrinters: deps.printers,
    configuredPrinter: () => settings.get().printer,
  });
  const verification = createVerification({
    client: connectivity.client,
    session,
    imaging,
    memoryPictures,
    ownPictures: (mobile, answer) => findOwnPictures(health.store, mobile, answer),
    now,
  });

  const lock = await createLock({
    pins,
    session,
    idleMs: () => settings.get().idleLockMinutes * 60_000,
    summarizeOpenRegistration: createLockSummary(registrations),
    now,
    monotonic,
    log,
  });
  const clerkAtCounter = () => session.clerk()?.mobile ?? session.lastMobile();
  auditCounter({ audit, session, lock, clerk: clerkAtCounter });
  const counterAccess = createAccess({ session, lock });
  access = counterAccess;
  let isOpen = counterAccess.check('unlocked') === null;
  counterAccess.onChange((opens) => {
    if (isOpen && !opens) {
      deps.lease.release();
      lead.reset();
      keys.forget();
      exchange.forget();
      memoryPictures.clear();
      registrations.revokePictureAddresses();
      deps.clearClipboard();
    }
    if (!isOpen && opens) registrations.publishOpen();
    isOpen = opens;
  });
  const buffer = createLockedViewBuffer({
    access: counterAccess,
    send: (view) => emit('registration', view),
  });
  const pictures = createPagePictures({ access: counterAccess, memoryPictures, registrations });
  const customer = createCustomerServices({
    registrations,
    access: counterAccess,
    session,
    ...resources,
    location: liveLocation,
    settings,
    training: training !== null,
    pictures,
    send: deps.sendToCustomer,
    onAnswer: (answer) => emit('customer-answer', answer),
    now,
  });
  const systemLock = createSystemLock({ lock, requestSave: () => emit('save-request', undefined) });
  lock.onChange((view) => emit('lock', view));
  session.onChange((view) => emit('session', view));
  connectivity.onChange((view) => {
    emit('service', view);
    if (view.reachable) registrations.onServiceReachable();
  });
  registrations.onChange(buffer.offer);
  registrations.onChange(health.busy);
  registrations.onCounts((counts) => emit('counts', counts));
  connectivity.start();

  const updates = startUpdates({ policy, training, dataDir, version: deps.version, audit, log });

  const editor = createSettingsEditor({
    settings,
    pins: counterPins,
    shippedLists: resources.lists,
    inspectService: (baseUrl) =>
      createServiceInspection({ baseUrl, resolveProxy: deps.resolveProxy, caCertificates })(),
    missing,
    training: training !== null,
    update: updates.readyVersion,
    log,
  });

  const counter = (): string => `${liveLocation.branchCode}-${liveLocation.counterNumber}`;
  const logExportSource = () => ({
    counter: counter(),
    values: settings.get().logExport,
    at: now(),
  });
  const checkRunner = await createCounterCheckRunner({
    inspectService: createServiceInspection({
      baseUrl: serviceUrl,
      resolveProxy: deps.resolveProxy,
      caCertificates,
    }),
    settings,
    keychain,
    dataDir,
    storeNotice: () => health.notice().storeNotice,
    persistent: startedStore.store.persistent,
    scanner,
    printers: deps.printers,
    updates,
    lockdown: deps.lockdown,
    now,
    log,
  });

  const handlers: Handlers = {
    ...appHandlers({
      version: deps.version,
      mounted: deps.mounted,
      lockdown: deps.lockdown,
      saved: systemLock.saved,
      checkLead: pins.checkLead,
      leave: deps.leave,
      settings,
      location,
      missing,
      lists,
      consent: resources.consent,
      keychain: startedStore.keychain,
      storeNotice: health.notice,
      disk: health.disk,
      auditNotice: audit.notice,
      session: () => session.view(),
      service: () => connectivity.view(),
      lock: lock.view,
      setup: () => editor.setup(),
      training: () => training?.view() ?? null,
    }),
    ...trainingHandlers({ training, checkConnection: connectivity.check }),
    ...sessionHandlers(session),
    ...pinHandlers(lock),
    ...registrationHandlers(registrations, exchange),
    ...customer.counterHandlers,
    ...captureHandlers({
      scanner: createCounterScanner({
        scanner,
        choice: () => settings.get().scanner,
        storeChoice: (choice) => settings.update({ scanner: choice }),
      }),
      settings,
      registrations,
      imaging,
      memoryPictures,
      lease: deps.lease,
      progress: (at) => emit('scan-progress', at),
    }),
    ...diagnosticsHandlers({
      checkRunner,
      counter,
      version: deps.version,
      exchange,
      printer,
      slipSize: () => settings.get().slipSize,
    }),
    ...auditHandlers({
      auditExport: createAuditExport({
        audit,
        keychain,
        scope,
        counterId: counter,
        appVersion: deps.version,
        now,
        log,
      }),
      exchange,
      checkLead: pins.checkLead,
    }),
    ...filesHandlers(exchange),
    ...verificationHandlers({
      verification,
      exchange,
      checkLead: pins.checkLead,
      source: logExportSource,
    }),
    ...slipHandlers(printer, () => settings.get().slipSize),
    ...outboxHandlers(
      createOutboxView({
        store: health.store,
        session,
        quietPeriodMs: config.quietPeriodMs,
        sendingPausedUntil: () => registrations.sendingPausedUntil(),
        now,
      }),
      printer,
      pins.checkLead,
    ),
    ...keysHandlers(keys, printer, lead.isPresent),
    ...settingsHandlers({
      editor,
      pins: counterPins,
      chooseLead: async (pin) => {
        const mobile = session.clerk()?.mobile;
        if (!training || mobile === undefined) return lock.chooseLead(pin);
        return counterPins.chooseLead(pin, mobile);
      },
      printers: deps.printers,
      restart: deps.restart,
    }),
  };

  return {
    customer: customer.services,
    picture: pictures,
    handlers: auditCalls(handlers, { audit, clerk: clerkAtCounter, now }),
    access: counterAccess,
    lockNow: systemLock.lockNow,
    resumed: connectivity.check,
    stop: async () => {
      updates.stop();
      connectivity.stop();
      lock.stop();
      session.stop();
      await registrations.stop();
      await audit.stop();
      await imaging.stop();
      await cardCodeDecoder.stop();
      health.stop();
      await startedStore.saveKeychainMark();
      startedStore.store.close();
      await storeProcess.stop();
      await training?.stop();
    },
  };
};
