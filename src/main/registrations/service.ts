/** Composes the registration service from its commands, the sender, the readings of the card and the listeners. */
import { rotatedHalfTurn } from '#shared/domain/card-corners.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { RegistrationCounts, RegistrationView } from '#shared/domain/registration.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import { createClerkActions } from '#main/outbox/clerk-actions.ts';
import { createOutcomeWatcher } from '#main/outbox/outcome-watcher.ts';
import { createPurge } from '#main/outbox/purge.ts';
import { recoverInFlight } from '#main/outbox/recover-in-flight.ts';
import { createSender } from '#main/outbox/sender.ts';
import { checkTransferredIn } from '#main/outbox/transfer-check.ts';
import type { Body } from '#main/record/body.ts';
import { mayEdit } from '#main/record/review.ts';
import { createRecords } from '#main/store/records.ts';
import type { RegistrationChange, StoredRegistration } from '#main/store/port.ts';
import { createCodeReading } from './code-reading.ts';
import { formCommands } from './commands/form.ts';
import { lifecycleCommands } from './commands/lifecycle.ts';
import { outboxCommands } from './commands/outbox.ts';
import { submitCommand } from './commands/submit.ts';
import type { RegistrationContext, RegistrationsDeps } from './context.ts';
import { createOpenRegistration } from './open-registration.ts';
import { createPictureEdits } from './picture-edits.ts';
import { createPictureAddresses } from './picture-addresses.ts';
import type { Registrations } from './port.ts';
import { createBackgroundReading } from './background-reading.ts';
import { toView } from './view.ts';

/**
 * Starts immediately: registrations that were being sent at a crash are recovered first, then the sender runs and an
 * interrupted reading starts again.
 */
export const createRegistrations = async (deps: RegistrationsDeps): Promise<Registrations> => {
  const { store, client, session, imaging, now, log } = deps;
  const { quietPeriodMs, purgeGraceMs, retentionDays } = deps.timing;
  const addresses = createPictureAddresses(deps.pictureUrl);
  const viewListeners = new Set<(view: RegistrationView) => void>();
  const countListeners = new Set<(counts: RegistrationCounts) => void>();

  const openRegistration = await createOpenRegistration(store, (id) => {
    backgroundReading.cancel(id);
    addresses.revoke(id);
  });

  const viewOf = (record: StoredRegistration): RegistrationView =>
    toView(record, {
      reading: backgroundReading.progress(record.id),
      code: codeReading.view(record),
      url: (part) => (record.id === openRegistration.id() ? addresses.urlOf(record.id, part) : ''),
    });

  const publishCounts = async (): Promise<void> => {
    const counts = await store.counts(now());
    if (counts.ok) for (const listen of countListeners) listen(counts.data);
  };

  const records = createRecords({
    store,
    now,
    log,
    onChanged: (record, previousState) => {
      const view = viewOf(record);
      for (const listen of viewListeners) listen(view);
      if (record.state !== previousState) void publishCounts();
      if (record.nextPoll !== null) watcher.wake('changed');
    },
  });

  /** Sends the listeners the view of a registration, read from the store. */
  const publishView = (id: string): void => {
    void records.get(id).then((record) => {
      if (record.ok) for (const listen of viewListeners) listen(viewOf(record.data));
    });
  };
  const backgroundReading = createBackgroundReading({
    store,
    client,
    session,
    imaging,
    records,
    now,
    log,
    onViewChanged: publishView,
  });
  const codeReading = createCodeReading({
    store,
    records,
    cardCodeDecoder: deps.cardCodeDecoder,
    rotateBack: (id) => pictureEdits.crop(id, 'back', rotatedHalfTurn),
    onViewChanged: publishView,
    log,
  });

  const recover = (): Promise<boolean> => recoverInFlight({ store, records, now, quietPeriodMs });
  const sender = createSender({
    store,
    client,
    session,
    imaging,
    records,
    quietPeriodMs,
    now,
    log,
    recover,
  });
  const watcher = createOutcomeWatcher({
    store,
    client,
    session,
    records,
    quietPeriodMs,
    now,
    log,
    gapMs: deps.timing.pollGapMs,
    onAbsent: () => sender.wake('changed'),
  });
  const purge = createPurge({
    store,
    records,
    openRegistrationId: openRegistration.id,
    purgeGraceMs,
    retentionDays,
    now,
    log,
  });
  const clerkActions = createClerkActions({ store, records, session, now });

  const notifyChanged = async (ids: readonly string[]): Promise<void> => {
    await openRegistration.runExclusive(async () => {
      const stored = await store.openId();
      if (openRegistration.id() !== null && stored.ok) openRegistration.adoptStored(stored.data);
    });
    for (const id of ids) {
      const record = await records.get(id);
      if (record.ok) for (const listen of viewListeners) listen(viewOf(record.data));
    }
    await publishCounts();
  };

  const toViewResult = (record: Result<StoredRegistration>): Result<RegistrationView> =>
    record.ok ? ok(viewOf(record.data)) : record;

  const edit = (
    id: string,
    change: (body: Body) => Ok<RegistrationChange> | Err,
  ): Promise<Result<StoredRegistration>> =>
    records.update(id, (record) => (mayEdit(record) ? change(record.body) : err('REG-STATE')));

  const pictureEdits = createPictureEdits({
    store,
    records,
    imaging,
    addresses,
    edit,
    now,
    beforeCardChange: (id) => backgroundReading.cancel(id),
    onBackChanged: (id) => codeReading.start(id),
  });

  /** The signed-in clerk, or the one whose session the service has ended. */
  const currentClerk = (): MobileNumber | null => session.clerk()?.mobile ?? session.lastMobile();

  // Fails when the disk is full; the sender repeats it before it sends anything.
  await recover();

  const resumeReading = (): void => {
    const openId = openRegistration.id();
    if (openId === null) return;
    void backgroundReading.resume(openId);
    codeReading.start(openId);
  };
  const unsubscribeSession = session.onChange((view) => {
    if (!view.signedIn) return;
    sender.wake('signed-in');
    watcher.wake('signed-in');
    resumeReading();
  });
  sender.wake('signed-in');
  watcher.wake('signed-in');
  purge.start();
  resumeReading();

  const context: RegistrationContext = {
    ...deps,
    records,
    backgroundReading,
    codeReading,
    pictureEdits,
    sender,
    clerkActions,
    openRegistration,
    toViewResult,
    edit,
    currentClerk,
    publishCounts,
  };
  const { pendingDiscards, ...lifecycle } = lifecycleCommands(context);
  return {
    ...lifecycle,
    ...formCommands(context),
    ...submitCommand(context),
    ...outboxCommands(context),
    notifyChanged,
    notifyTransferredIn: async (ids) => {
      await notifyChanged(ids);
      watcher.wake('changed');
      // Runs in the background, because each registration needs a query. Meanwhile those that are to be sent stay on hold.
      void checkTransferredIn({ records, client, session }, ids).catch((thrown: unknown) =>
        log.error('transfer-check.unexpected-error', { thrown }),
      );
    },
    revokePictureAddresses: () => addresses.revokeAll(),
    publishOpen: () => {
      const openId = openRegistration.id();
      if (openId !== null) publishView(openId);
    },
    pictureBytes: async (address) => {
      const picture = addresses.find(address);
      const bytes = picture && (await store.part(picture.id, picture.part));
      return bytes?.ok ? bytes.data : null;
    },
    onChange: (listen) => {
      viewListeners.add(listen);
      return () => viewListeners.delete(listen);
    },
    onCounts: (listen) => {
      countListeners.add(listen);
      return () => countListeners.delete(listen);
    },
    sendingPausedUntil: () => sender.pausedUntil(),
    onServiceReachable: () => {
      void store.makeDueAfterReconnect().then(() => sender.wake('service-answers'));
      watcher.wake('service-answers');
      resumeReading();
    },
    stop: async () => {
      unsubscribeSession();
      await pendingDiscards.stop();
      backgroundReading.stop();
      await watcher.stop();
      await purge.stop();
      await sender.stop();
      await codeReading.whenIdle();
      await records.whenIdle();
    },
  };
};
