/** Composition root: constructs the services and passes each its dependencies. Contains no registration logic. */
import { events } from '#shared/ipc/events.ts';
import { auditCalls } from '#main/audit/call-audit.ts';
import { auditCounter } from '#main/audit/counter-audit.ts';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { createExchange } from '#main/exchange/exchange.ts';
import { createLinuxDrives } from '#main/exchange/drives-linux.ts';
import { createWindowsDrives } from '#main/exchange/drives-windows.ts';
import { createAccess, type Access } from '#main/ipc/access.ts';
import { createLockedViewBuffer } from '#main/ipc/locked-view-buffer.ts';
import { createLock } from '#main/pin/lock.ts';
import { createKeyService } from '#main/store/keys/key-service.ts';
import { findStoredPictures } from '#main/registrations/stored-pictures.ts';
import { createLockSummary } from '#main/registrations/lock-summary.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { createPagePrinter } from '#main/printing/page-printer.ts';
import { createVerification } from '#main/verification/verification.ts';
import { createMemoryPictures, PICTURE_PATH } from '#main/window/memory-pictures.ts';
import { createConfiguredScanner } from './configured-scanner.ts';
import { startUpdates } from './counter-updates.ts';
import { createCustomerServices } from './customer-services.ts';
import { createPictureReader } from './picture-reader.ts';
import { createRegistrationGate } from './registration-gate.ts';
import { registrationTiming } from './registration-timing.ts';
import type { ComposeDeps, Services } from './services.ts';
import { createSystemLock } from './system-lock.ts';
import { createFoundation } from './foundation.ts';
import { createHandlers } from './counter-handlers.ts';

/** Constructs all services. Rejects when one of them cannot be constructed; the app then shows the failure page. */
export const compose = async (deps: ComposeDeps): Promise<Services> => {
  const { settings, log } = deps;
  let access: Access | null = null;
  /** Until the session is constructed, only events that need no access are sent. */
  const emit: ComposeDeps['emit'] = (name, payload) => {
    const { needs } = events[name];
    if (access ? access.check(needs) === null : needs === 'nothing') deps.emit(name, payload);
  };
  const foundation = await createFoundation(deps, emit);
  const {
    audit,
    caCertificates,
    config,
    connectivity,
    dataDir,
    health,
    imaging,
    keychain,
    lead,
    lists,
    liveLocation,
    missing,
    monotonic,
    now,
    pins,
    policy,
    resources,
    scope,
    session,
    startedStore,
    storeProcess,
    training,
  } = foundation;
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
    checkLeadPin: pins.checkLeadPin,
    checkRegistrationAllowed: createRegistrationGate({
      policy,
      missingSettings: missing,
      startedStore,
    }),
    displayConsent: (id, values) => customer.consentTo(id, values),
    now,
    log,
  });
  const exchange = createExchange({
    drives: process.platform === 'win32' ? createWindowsDrives() : createLinuxDrives(),
    folders: () => settings.get().exchangeFolders,
    log,
  });
  const keys = createKeyService({
    store: health.store,
    keychain,
    scope,
    location: liveLocation,
    checkLeadPin: pins.checkLeadPin,
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
    findStoredPictures: (mobile, answer) => findStoredPictures(health.store, mobile, answer),
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
  let wasOpen = counterAccess.check('unlocked') === null;
  counterAccess.onChange((isOpen) => {
    if (wasOpen && !isOpen) {
      deps.lease.release();
      lead.reset();
      keys.discardDisplayedSecret();
      exchange.invalidateIds();
      memoryPictures.clear();
      registrations.revokePictureAddresses();
      deps.clearClipboard();
    }
    if (!wasOpen && isOpen) registrations.publishOpen();
    wasOpen = isOpen;
  });
  const lockedViewBuffer = createLockedViewBuffer({
    access: counterAccess,
    send: (view) => emit('registration', view),
  });
  const readPicture = createPictureReader({
    access: counterAccess,
    memoryPictures,
    registrations,
  });
  const customer = createCustomerServices({
    registrations,
    access: counterAccess,
    session,
    ...resources,
    location: liveLocation,
    settings,
    training: training !== null,
    readPicture,
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
  registrations.onChange(lockedViewBuffer.sendWhenUnlocked);
  registrations.onChange(health.reportActivity);
  registrations.onCounts((counts) => emit('counts', counts));
  connectivity.start();

  const updates = startUpdates({ policy, training, dataDir, version: deps.version, audit, log });

  const handlers = await createHandlers(deps, foundation, {
    customer,
    emit,
    exchange,
    keys,
    lock,
    memoryPictures,
    printer,
    registrations,
    scanner,
    systemLock,
    updates,
    verification,
  });

  return {
    customer: customer.services,
    readPicture,
    handlers: auditCalls(handlers, { audit, clerk: clerkAtCounter, now }),
    access: counterAccess,
    lockNow: systemLock.lockNow,
    onResumed: connectivity.probeNow,
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
