/** Composition root: constructs the services and passes each its dependencies. Contains no registration logic. */
import tls from 'node:tls';
import path from 'node:path';
import { events, type EventPayload } from '#shared/ipc/contract.ts';
import type { EventName } from '#shared/ipc/names.ts';
import { isEditable } from '#shared/domain/registration.ts';
import { createAudit } from '#main/audit/audit.ts';
import { auditCalls } from '#main/audit/from-calls.ts';
import { auditCounter } from '#main/audit/from-counter.ts';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import { createServiceInspection } from '#main/ekyc/inspect.ts';
import { createImaging } from '#main/imaging/client.ts';
import { appHandlers } from '#main/ipc/handlers/app.ts';
import { captureHandlers } from '#main/ipc/handlers/capture.ts';
import { diagnosticsHandlers } from '#main/ipc/handlers/diagnostics.ts';
import { keysHandlers } from '#main/ipc/handlers/keys.ts';
import { outboxHandlers } from '#main/ipc/handlers/outbox.ts';
import { pinHandlers } from '#main/ipc/handlers/pin.ts';
import { registrationHandlers } from '#main/ipc/handlers/registration.ts';
import { settingsHandlers } from '#main/ipc/handlers/settings.ts';
import { sessionHandlers } from '#main/ipc/handlers/session.ts';
import { slipHandlers } from '#main/ipc/handlers/slip.ts';
import { verificationHandlers } from '#main/ipc/handlers/verification.ts';
import { createAccess, type Access } from '#main/ipc/access.ts';
import type { Handlers } from '#main/ipc/answer.ts';
import { createLockedViewBuffer } from '#main/ipc/locked-view-buffer.ts';
import { createKeychain } from '#main/keychain/keychain.ts';
import type { Log } from '#main/log/log.ts';
import { createLock } from '#main/pin/lock.ts';
import { createPins } from '#main/pin/pins.ts';
import type { ForkHelper } from '#main/process/port.ts';
import { createConnectivityMonitor } from '#main/connectivity/monitor.ts';
import { createKeys, type FileDialogs } from '#main/store/keys/keys.ts';
import { openVault } from '#main/store/open-store.ts';
import { createOutbox } from '#main/registrations/outbox-view.ts';
import { createStoreHealth } from '#main/store/health.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import { createCounterScanner } from '#main/scanner/selection/counter-scanner.ts';
import { createSession } from '#main/session/session.ts';
import { createSettingsEditor } from '#main/settings/editor.ts';
import { loadResources } from '#main/settings/resources.ts';
import { locationOf } from '#main/settings/location.ts';
import { isServiceHostAllowed } from '#main/settings/policy/service-host.ts';
import type { Settings } from '#main/settings/settings.ts';
import { createSlipPrinter, type PrintingContents } from '#main/slips/print-slip.ts';
import { createVerification } from '#main/verification/verification.ts';
import type { CameraLease } from '#main/window/camera-lease.ts';
import { createPictureShelf, PICTURE_PATH } from '#main/window/picture-shelf.ts';
import { createCounterChecks } from './checks.ts';
import { createConfiguredScanner } from './configured-scanner.ts';
import type { Paths } from './paths.ts';
import { createRegistrationGate } from './registration-gate.ts';
import { createSystemLock } from './system-lock.ts';
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
  readonly dialogs: FileDialogs;
  readonly printing: () => PrintingContents | null;
  /** Names of the system's printers; null without a window. */
  readonly printers: () => Promise<readonly string[]> | null;
  /** Ends the app in order and starts it again. */
  readonly restart: () => void;
  /** Reports of the page after a load. */
  readonly mounted: (ok: boolean) => void;
  /** Whether this is a counter, which ends by the branch lead's PIN only. */
  readonly lockdown: boolean;
  readonly clearClipboard: () => void;
  /** Ends the app: the branch lead has agreed. */
  readonly leave: () => void;
  readonly emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

export interface Services {
  readonly handlers: Handlers;
  /** Bytes behind an address that begins with `capture/`. */
  readonly picture: (address: string) => Promise<Uint8Array | null>;
  readonly access: Access;
  /** Saves what is open and locks the counter: the machine sleeps, or its session is left. */
  readonly lockNow: () => Promise<void>;
  /** The machine is back from sleep, or its session is. */
  readonly resumed: () => void;
  stop(): Promise<void>;
}

/** Pause between two queries about registrations that were sent. */
const POLL_GAP_MS = 1_500;

export const compose = async (deps: ComposeDeps): Promise<Services> => {
  const { settings, log, paths } = deps;
  let access: Access | null = null;
  /** Before there is a session to ask about, only events that need none are sent. */
  const emit: ComposeDeps['emit'] = (name, payload) => {
    const { needs } = events[name];
    if (access ? access.check(needs) === null : needs === 'nothing') deps.emit(name, payload);
  };
  const now = (): number => Date.now();
  const monotonic = (): number => performance.now();
  const config = settings.get();
  const resources = await loadResources(paths.resources);
  const training = config.training
    ? await startTraining(paths, (otp) => emit('training', { otp }))
    : null;
  /** Read each time: a change in the settings holds at once. */
  const location = () => locationOf(settings.get(), config.training);
  const liveLocation = {
    get branchCode() {
      return location().branchCode;
    },
    get counterNumber() {
      return location().counterNumber;
    },
  };
  const missing = (): readonly string[] => (training ? [] : settings.missing());
  const dataDir = training ? path.join(paths.data, 'training') : paths.data;
  const { policy } = settings;
  const hosts = policy.kind === 'in-force' ? policy.policy.serviceHosts : [];
  const allowedUrl = isServiceHostAllowed(config.serviceUrl, hosts) ? config.serviceUrl : '';
  const serviceUrl = training?.url ?? allowedUrl;

  const caCertificates = [
    ...tls.getCACertificates('default'),
    ...tls.getCACertificates('system'),
    ...(policy.kind === 'in-force' ? policy.certificates : []),
  ];
  const connectivity = createConnectivityMonitor({
    client: createEkycClient({
      baseUrl: serviceUrl,
      resolveProxy: deps.resolveProxy,
      caCertificates,
    }),
    now,
  });
  const keychain = createKeychain();
  const scope = training ? 'training' : '';
  const audit = createAudit({
    folder: path.join(dataDir, 'audit'),
    keychain,
    scope,
    broken: (notice) => emit('audit-notice', notice),
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
  const pins = createPins({ keychain, scope, leadPinResetBefore, now, log });
  // Settings outlive training, so training's own lead PIN does not open them.
  const counterPins = training ? createPins({ keychain, leadPinResetBefore, now, log }) : pins;
  const storeProcess = createStoreClient({ fork: () => deps.forkHelper('store'), log });
  const vault = await openVault({ dataDir, keychain, log, scope, open: storeProcess.open });
  const health = await createStoreHealth({
    vault,
    dataDir,
    log,
    diskChanged: (state) => emit('disk', state),
    noticed: (notice) => emit('store-notice', notice),
    checkFile: storeProcess.checkFile,
  });
  const imaging = createImaging({ fork: () => deps.forkHelper('imaging'), log });
  const cardCodeDecoder = createCardCodeDecoder({
    fork: () => deps.forkHelper('card-reading'),
    log,
  });
  const shelf = createPictureShelf();
  const registrations = await createRegistrations({
    store: health.store,
    disk: health.disk,
    client: connectivity.client,
    session,
    imaging,
    cardCodeDecoder,
    ...resources,
    location: liveLocation,
    pictureUrl: (address) => PICTURE_PATH + address,
    timing: {
      quietPeriodMs: config.quietPeriodMs,
      purgeGraceMs: config.purgeGraceMs,
      retentionDays: config.retentionDays,
      pollGapMs: POLL_GAP_MS,
    },
    checkLead: pins.checkLead,
    mayRegister: createRegistrationGate({ policy, missing, vault }),
    now,
    log,
  });
  const keys = createKeys({
    store: health.store,
    keychain,
    scope,
    location: liveLocation,
    checkLead: pins.checkLead,
    dialogs: deps.dialogs,
    changed: registrations.changedElsewhere,
    arrived: registrations.arrived,
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
  const printer = createSlipPrinter({
    contents: deps.printing,
    printers: deps.printers,
    named: () => settings.get().printer,
  });
  const verification = createVerification({
    client: connectivity.client,
    session,
    imaging,
    shelf,
    now,
  });

  const lock = await createLock({
    pins,
    session,
    idleMs: () => settings.get().idleLockMinutes * 60_000,
    behind: async () => {
      const open = await registrations.current();
      if (!open.ok || !open.data) return null;
      const { reference, state, step, savedAt } = open.data;
      return { reference, step: isEditable(state) ? step : null, savedAt };
    },
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
      keys.forget();
      shelf.clear();
      registrations.withdrawPictures();
      deps.clearClipboard();
    }
    if (!isOpen && opens) registrations.tellOpen();
    isOpen = opens;
  });
  const buffer = createLockedViewBuffer({
    access: counterAccess,
    send: (view) => emit('registration', view),
  });
  const systemLock = createSystemLock({ lock, askToSave: () => emit('save-request', undefined) });
  lock.onChange((view) => emit('lock', view));
  session.onChange((view) => emit('session', view));
  connectivity.onChange((view) => {
    emit('service', view);
    if (view.reachable) registrations.serviceAnswers();
  });
  registrations.onChange(buffer.offer);
  registrations.onChange(health.busy);
  registrations.onCounts((counts) => emit('counts', counts));
  connectivity.start();

  const editor = createSettingsEditor({
    settings,
    pins: counterPins,
    lists: resources.lists,
    reachService: (baseUrl) =>
      createServiceInspection({ baseUrl, resolveProxy: deps.resolveProxy, caCertificates })(),
    missing,
    training: training !== null,
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
      ...resources,
      keychain: vault.keychain,
      storeNotice: health.notice,
      disk: health.disk,
      auditNotice: audit.notice,
      session: () => session.view(),
      service: () => connectivity.view(),
      lock: lock.view,
      setup: () => editor.setup(),
      trainingOtp: training ? () => training.lastOtp() : null,
    }),
    ...sessionHandlers(session),
    ...pinHandlers(lock),
    ...registrationHandlers(registrations),
    ...captureHandlers({
      scanner: createCounterScanner({
        scanner,
        choice: () => settings.get().scanner,
        remember: (choice) => settings.update({ scanner: choice }),
      }),
      settings,
      registrations,
      imaging,
      shelf,
      lease: deps.lease,
      progress: (at) => emit('scan-progress', at),
    }),
    ...diagnosticsHandlers(
      createCounterChecks({
        inspectService: createServiceInspection({
          baseUrl: serviceUrl,
          resolveProxy: deps.resolveProxy,
          caCertificates,
        }),
        settings,
        keychain,
        dataDir,
        storeNotice: () => health.notice().storeNotice,
        persistent: vault.store.persistent,
        scanner,
        printers: deps.printers,
        lockdown: deps.lockdown,
        now,
      }),
    ),
    ...verificationHandlers(verification),
    ...slipHandlers(printer, () => settings.get().slipSize),
    ...outboxHandlers(
      createOutbox({
        store: health.store,
        session,
        quietPeriodMs: config.quietPeriodMs,
        sendingPausedUntil: () => registrations.sendingPausedUntil(),
        now,
      }),
      printer,
    ),
    ...keysHandlers(keys, printer),
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
    handlers: auditCalls(handlers, { audit, clerk: clerkAtCounter, now }),
    access: counterAccess,
    lockNow: systemLock.lockNow,
    resumed: connectivity.check,
    picture: async (address) => {
      if (counterAccess.check('unlocked')) return null;
      const closings = counterAccess.closings();
      const bytes =
        shelf.get(address) ??
        (await registrations.pictureBytes(address.slice(PICTURE_PATH.length)));
      return counterAccess.closings() === closings ? bytes : null;
    },
    stop: async () => {
      connectivity.stop();
      lock.stop();
      session.stop();
      await registrations.stop();
      await audit.stop();
      await imaging.stop();
      await cardCodeDecoder.stop();
      health.stop();
      await vault.keepMark();
      vault.store.close();
      await storeProcess.stop();
      await training?.stop();
    },
  };
};
