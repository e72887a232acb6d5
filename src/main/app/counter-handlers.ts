/** Constructs the IPC handlers of all calls and passes each group the services that it needs. */
import { createAuditExport } from '#main/audit/export.ts';
import { createServiceInspection } from '#main/ekyc/service-inspection.ts';
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
import type { Handlers } from '#main/ipc/answer-call.ts';
import { createOutboxView } from '#main/registrations/outbox-view.ts';
import { createCounterScanner } from '#main/scanner/selection/counter-scanner.ts';
import { createSettingsEditor } from '#main/settings/editor.ts';
import { createCounterCheckRunner } from './counter-checks.ts';
import type { ComposeDeps } from './services.ts';
import type { Exchange } from '#main/exchange/port.ts';
import type { Lock } from '#main/pin/port.ts';
import type { PagePrinter } from '#main/printing/page-printer.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { Scanner } from '#main/scanner/port.ts';
import type { KeyService } from '#main/store/keys/key-service.ts';
import { findByReference } from '#main/registrations/find-by-reference.ts';
import type { Verification } from '#main/verification/verification.ts';
import type { MemoryPictures } from '#main/window/memory-pictures.ts';
import type { CounterUpdates } from './counter-updates.ts';
import type { createCustomerServices } from './customer-services.ts';
import type { SystemLock } from './system-lock.ts';
import type { Foundation } from './foundation.ts';

/** Services of the composition root that only handlers and their services need. */
export interface HandlerServices {
  readonly customer: ReturnType<typeof createCustomerServices>;
  readonly emit: ComposeDeps['emit'];
  readonly exchange: Exchange;
  readonly keys: KeyService;
  readonly lock: Lock;
  readonly memoryPictures: MemoryPictures;
  readonly printer: PagePrinter;
  readonly registrations: Registrations;
  readonly scanner: Scanner;
  readonly systemLock: SystemLock;
  readonly updates: CounterUpdates;
  readonly verification: Verification;
}

/** Constructs the settings editor and the checks of Diagnostics, which only handlers need, and all handlers. */
export const createHandlers = async (
  deps: ComposeDeps,
  foundation: Foundation,
  services: HandlerServices,
): Promise<Handlers> => {
  const { settings, log } = deps;
  const {
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
    now,
    pins,
    resources,
    scope,
    serviceUrl,
    session,
    startedStore,
    training,
  } = foundation;
  const {
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
  } = services;

  const editor = createSettingsEditor({
    settings,
    pins: counterPins,
    shippedLists: resources.lists,
    inspectService: (baseUrl) =>
      createServiceInspection({ baseUrl, resolveProxy: deps.resolveProxy, caCertificates })(),
    missingKeys: missing,
    training: training !== null,
    availableUpdate: updates.readyVersion,
    log,
  });

  const counterId = (): string => `${liveLocation.branchCode}-${liveLocation.counterNumber}`;
  const logExportSource = () => ({
    counter: counterId(),
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

  return {
    ...appHandlers({
      version: deps.version,
      onMounted: deps.onMounted,
      lockdown: deps.lockdown,
      onSaved: systemLock.onSaved,
      checkLead: pins.checkLeadPin,
      leave: deps.leave,
      settings,
      location,
      missingSettings: missing,
      lists,
      consent: resources.consent,
      keychain: startedStore.keychain,
      storeNotice: health.notice,
      disk: health.disk,
      auditNotice: audit.notice,
      session: () => session.view(),
      service: () => connectivity.view(),
      lock: lock.view,
      setup: () => editor.readSetup(),
      training: () => training?.view() ?? null,
    }),
    ...trainingHandlers({ training, checkConnection: connectivity.probeNow }),
    ...sessionHandlers(session),
    ...pinHandlers(lock),
    ...registrationHandlers({ registrations, exchange, prepareImaging: () => imaging.prepare() }),
    ...customer.counterHandlers,
    ...captureHandlers({
      scanner: createCounterScanner({
        scanner,
        readChoice: () => settings.get().scanner,
        storeChoice: (choice) => settings.update({ scanner: choice }),
      }),
      settings,
      registrations,
      imaging,
      memoryPictures,
      lease: deps.lease,
      onProgress: (progress) => emit('scan-progress', progress),
    }),
    ...diagnosticsHandlers({
      checkRunner,
      counter: counterId,
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
        counterId,
        appVersion: deps.version,
        now,
        log,
      }),
      exchange,
      checkLead: pins.checkLeadPin,
    }),
    ...filesHandlers(exchange),
    ...verificationHandlers({
      verification,
      findByReference: (reference) => findByReference(health.store, reference),
      exchange,
      checkLead: pins.checkLeadPin,
      createExportSource: logExportSource,
    }),
    ...slipHandlers({
      printer,
      slipSize: () => settings.get().slipSize,
      openRegistration: () => registrations.current(),
    }),
    ...outboxHandlers(
      createOutboxView({
        store: health.store,
        session,
        quietPeriodMs: config.quietPeriodMs,
        sendingPausedUntil: () => registrations.sendingPausedUntil(),
        now,
      }),
      printer,
      pins.checkLeadPin,
    ),
    ...keysHandlers(keys, printer, lead.isLeadPinEntered),
    ...settingsHandlers({
      editor,
      pins: counterPins,
      chooseLead: async (pin) => {
        const mobile = session.clerk()?.mobile;
        if (!training || mobile === undefined) return lock.chooseLeadPin(pin);
        return counterPins.chooseLeadPin(pin, mobile);
      },
      printers: deps.printers,
      restart: deps.restart,
    }),
  };
};
