/** Registrations as the handlers see them: one open at a time, everything on disk before anybody is told that it is. */
import { readCardCode } from '#shared/domain/card-code.ts';
import { turned } from '#shared/domain/card-corners.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { ConsentText, Lists } from '#shared/domain/lists.ts';
import type { Counts, RegistrationView } from '#shared/domain/registration.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import type { CardReader } from '#main/card-reading/port.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import type { Log } from '#main/log/log.ts';
import type { Session } from '#main/session/port.ts';
import { emptied, newBody, type Body } from '#main/record/body.ts';
import { checkArrivals } from '#main/outbox/transfer-check.ts';
import { checkRegistration } from '#main/outbox/outcome-check.ts';
import { createCodes } from './codes.ts';
import type { DiskState } from '#main/store/disk-space.ts';
import { applyCode, applyEdits } from '#main/record/fields.ts';
import { findDuplicates } from './duplicates.ts';
import { createPictureDesk } from './picture-edits.ts';
import { createPictureAddresses, withoutSources } from './pictures.ts';
import type { Registrations } from './port.ts';
import { createPurge } from '#main/outbox/purge.ts';
import { createReader } from './reading.ts';
import { createRecords, createSerial } from '#main/store/records.ts';
import { recoverInFlight } from '#main/outbox/recovery.ts';
import { isOutcomeReview, mayEdit } from '#main/record/review.ts';
import { createSender } from '#main/outbox/sender.ts';
import { createSettling } from '#main/outbox/clerk-actions.ts';
import type { Change, Store, StoredRegistration } from '#main/store/store.ts';
import { noParts } from '#main/record/stored-registration.ts';
import { checkSubmission } from '#main/record/submission.ts';
import { takeOver } from './take-over.ts';
import { isEditable, nextState } from '#main/record/transitions.ts';
import { toView } from './view.ts';
import { createWatcher } from '#main/outbox/outcome-watcher.ts';

export interface RegistrationsDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging & CardImaging;
  readonly cardReader: CardReader;
  readonly lists: Lists;
  readonly consent: ConsentText;
  readonly counter: { readonly branchCode: string; readonly counter: string };
  /** What the page shows for the opaque part of a picture's address. */
  readonly pictureUrl: (address: string) => string;
  /** The branch lead agrees to what is asked. */
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
  /** Whether anything may be registered at this counter; the failure says why not. */
  readonly mayRegister?: () => Result<undefined>;
  /** How much room there is for another registration. */
  readonly disk?: () => DiskState;
  /** How long things rest, in milliseconds but for `retentionDays`; what each means is said in the settings. */
  readonly patience: {
    readonly quietPeriodMs: number;
    readonly purgeGraceMs: number;
    readonly retentionDays: number;
    /** Pause between two questions about registrations that were sent. */
    readonly pollGapMs: number;
  };
  readonly now: () => number;
  readonly log: Log;
}

/** A draft is the clerk's own; what was handed in is discarded only with the branch lead. */
const needsLead = (record: StoredRegistration): boolean =>
  record.state !== 'draft' || record.submittedAt !== null;

/** A tombstone keeps times, the clerk and the reason; what the customer gave is gone. */
const tombstone = (body: Body, reason: string, at: number): Body => ({
  ...emptied(body, at),
  discardReason: reason,
});

/** Starts at once: what was in flight before is settled first, then the sender runs and an interrupted reading begins anew. */
export const createRegistrations = async (deps: RegistrationsDeps): Promise<Registrations> => {
  const { store, client, session, imaging, now, log } = deps;
  const { quietPeriodMs, purgeGraceMs, retentionDays } = deps.patience;
  const addresses = createPictureAddresses(deps.pictureUrl);
  const viewListeners = new Set<(view: RegistrationView) => void>();
  const countListeners = new Set<(counts: Counts) => void>();
  let openId: string | null = null;

  const viewOf = (record: StoredRegistration): RegistrationView =>
    toView(record, {
      reading: reader.progress(record.id),
      code: codes.view(record),
      url: (part) => (record.id === openId ? addresses.of(record.id, part) : ''),
    });

  const tellCounts = async (): Promise<void> => {
    const counts = await store.counts(now());
    if (counts.ok) for (const listen of countListeners) listen(counts.data);
  };

  const records = createRecords({
    store,
    now,
    log,
    changed: (record, before) => {
      const view = viewOf(record);
      for (const listen of viewListeners) listen(view);
      if (record.state !== before) void tellCounts();
      if (record.nextPoll !== null) watcher.look('changed');
    },
  });

  const progressed = (id: string): void => {
    void records.get(id).then((record) => {
      if (record.ok) for (const listen of viewListeners) listen(viewOf(record.data));
    });
  };
  const reader = createReader({ store, client, session, imaging, records, now, log, progressed });
  const codes = createCodes({
    store,
    records,
    cardReader: deps.cardReader,
    turnBack: (id) => pictureDesk.cut(id, 'back', turned),
    progressed,
    log,
  });

  let recovering: Promise<boolean> | null = null;
  const recovered = (): Promise<boolean> => {
    recovering ??= recoverInFlight({ store, records, now, quietPeriodMs }).then((whole) => {
      // A full disk may have room later; until then nothing is sent.
      if (!whole) recovering = null;
      return whole;
    });
    return recovering;
  };
  const sender = createSender({
    store,
    client,
    session,
    imaging,
    records,
    quietPeriodMs,
    now,
    log,
    recovered,
  });
  const watcher = createWatcher({
    store,
    client,
    session,
    records,
    quietPeriodMs,
    now,
    log,
    gapMs: deps.patience.pollGapMs,
    absent: () => sender.wake('changed'),
  });
  const purge = createPurge({
    store,
    records,
    openId: () => openId,
    purgeGraceMs,
    retentionDays,
    now,
    log,
  });
  const settling = createSettling({ store, records, session, now });

  /** Which registration is open changes one step at a time. */
  const desk = createSerial();
  const setOpen = async (id: string | null): Promise<Result<undefined>> => {
    if (id === openId) return ok(undefined);
    const written = await store.setOpen(id);
    if (!written.ok) return written;
    if (openId !== null) {
      reader.cancel(openId);
      addresses.forget(openId);
    }
    openId = id;
    return written;
  };
  const changedElsewhere = async (ids: readonly string[]): Promise<void> => {
    await desk(async () => {
      const stored = await store.openId();
      if (openId === null || !stored.ok || stored.data === openId) return;
      reader.cancel(openId);
      addresses.forget(openId);
      openId = stored.data;
    });
    for (const id of ids) {
      const record = await records.get(id);
      if (record.ok) for (const listen of viewListeners) listen(viewOf(record.data));
    }
    await tellCounts();
  };
  const leave = (id: string): Promise<Result<undefined>> =>
    desk(async () => (id === openId ? setOpen(null) : ok(undefined)));

  const shown = (record: Result<StoredRegistration>): Result<RegistrationView> =>
    record.ok ? ok(viewOf(record.data)) : record;

  const edit = (
    id: string,
    change: (body: Body) => Ok<Change> | Err,
  ): Promise<Result<StoredRegistration>> =>
    records.update(id, (record) => (mayEdit(record) ? change(record.body) : err('REG-STATE')));

  const pictureDesk = createPictureDesk({
    store,
    records,
    imaging,
    addresses,
    edit,
    now,
    cardChanges: (id) => reader.cancel(id),
    backChanged: (id) => codes.look(id),
  });

  /** The clerk signed in now, or the one whose session ended under way. */
  const clerkHere = (): string | null => session.clerk()?.mobile ?? session.lastMobile();

  const opened = await store.openId();
  openId = opened.ok ? opened.data : null;
  await recovered();

  const resumeReading = (): void => {
    if (openId === null) return;
    void reader.resume(openId);
    codes.look(openId);
  };
  const forgetSession = session.onChange((view) => {
    if (!view.signedIn) return;
    sender.wake('signed-in');
    watcher.look('signed-in');
    resumeReading();
  });
  sender.wake('signed-in');
  watcher.look('signed-in');
  purge.start();
  resumeReading();

  return {
    start: () =>
      desk(async () => {
        const present = openId === null ? null : await records.get(openId);
        if (present?.ok && isEditable(present.data.state)) return shown(present);
        const clerk = clerkHere();
        if (clerk === null) return err('SESSION-NEEDED');
        const { branchCode, counter } = deps.counter;
        const allowed = deps.mayRegister?.() ?? ok(undefined);
        if (!allowed.ok) return allowed;
        if (deps.disk?.() === 'full') return err('STORE-FULL');
        const made = await store.create({
          body: newBody(clerk, now()),
          prefix: `${branchCode}-${counter}-`,
          at: now(),
        });
        if (!made.ok) return made;
        if (openId !== null) {
          reader.cancel(openId);
          addresses.forget(openId);
        }
        openId = made.data.id;
        void tellCounts();
        return shown(made);
      }),
    current: () =>
      desk(async () => (openId === null ? ok(null) : shown(await records.get(openId)))),
    open: (id) =>
      desk(async () => {
        const record = await records.get(id);
        if (!record.ok) return record;
        const changed = await setOpen(id);
        if (!changed.ok) return changed;
        await reader.resume(id);
        codes.look(id);
        return shown(record);
      }),
    putAside: leave,
    close: leave,
    discard: async (id, reason, leadPin) => {
      const seen = await records.get(id);
      if (!seen.ok) return seen;
      // No try is spent on what cannot be discarded anyway.
      if (nextState(seen.data.state, 'discard') === null) return err('REG-STATE');
      const asked = needsLead(seen.data);
      const allowed = asked ? await deps.checkLead(leadPin ?? '') : ok(undefined);
      if (!allowed.ok) return allowed;
      const written = await records.update(id, (record) => {
        const { body } = record;
        if (needsLead(record) && !asked) return err('REG-STATE');
        return ok({
          move: { event: 'discard' },
          body: tombstone(body, reason, now()),
          parts: noParts,
          keepSummary: true,
          waitsFor: null,
        });
      });
      if (!written.ok) return written;
      const left = await leave(id);
      // What was deleted leaves the files too; if that fails now, the next time does it.
      await store.sweep();
      return left;
    },
    setStep: async (id, step) =>
      shown(
        await edit(id, (body) =>
          ok({ body: { ...body, step, visited: [...new Set([...body.visited, step])] } }),
        ),
      ),
    saveFields: async (id, values, sameAddress, chosen) => {
      const written = await edit(id, (body) =>
        ok({ body: applyEdits(body, values, sameAddress, chosen) }),
      );
      return written.ok ? ok({ savedAt: written.data.updatedAt }) : written;
    },
    putPicture: async (id, picture) => shown(await pictureDesk.put(id, picture)),
    removePicture: async (id, part) => shown(await pictureDesk.remove(id, part)),
    cutCard: async (id, side, corners) => shown(await pictureDesk.cut(id, side, () => corners)),
    takeCode: async (id, text) => {
      const code = readCardCode(text, todayInBangladesh(now()));
      if (!code) return err('CODE-UNKNOWN');
      return shown(await edit(id, (body) => ok({ body: applyCode(body, code.source, code.text) })));
    },
    overridePicture: async (id, part, reason) =>
      shown(
        await edit(id, (body) => {
          const meta = body.pictures[part];
          if (!meta) return err(part === 'photo' ? 'REG-NO-PHOTO' : 'REG-NO-CARD');
          return ok({
            body: {
              ...body,
              pictures: { ...body.pictures, [part]: { ...meta, override: reason } },
            },
          });
        }),
      ),
    readCard: async (id) => {
      const begun = await reader.start(id);
      return begun.ok ? shown(await records.get(id)) : begun;
    },
    submit: async (id, { textVersion, locale }) => {
      const seen = await records.get(id);
      if (!seen.ok) return seen;
      if (!mayEdit(seen.data)) return err('REG-STATE');
      const allowed = deps.mayRegister?.() ?? ok(undefined);
      if (!allowed.ok) return allowed;
      const valid = checkSubmission(seen.data.body, textVersion, { ...deps, now: now() });
      if (!valid.ok) return valid;
      if (!store.persistent) {
        // Nothing can be kept here, so nothing may be queued: it goes out now or the customer is told.
        const reachable = session.clerk() ? await client.probe() : err('SESSION-NEEDED');
        if (!reachable.ok) return err('KEY-UNAVAILABLE');
      }
      const written = await records.update(id, (record) => {
        const { body } = record;
        if (isOutcomeReview(record)) return err('REG-STATE');
        const still = checkSubmission(body, textVersion, { ...deps, now: now() });
        if (!still.ok) return still;
        const clerk = clerkHere() ?? body.clerk;
        const reading = reader.adopt(id, clerk);
        if (reading) sender.adopt(id, reading);
        const agreed = { textVersion, locale, at: now() };
        const cures = { newHandles: false, smallerPhoto: false };
        return ok({
          move: { event: 'submit' },
          body: { ...withoutSources(body), clerk, consent: agreed, lastError: null, cures },
          // What was cut off is nobody's business any more.
          parts: { 'front-source': null, 'back-source': null },
          submittedAt: now(),
          notBefore: 0,
          waitsFor: null,
        });
      });
      if (written.ok) sender.wake('changed', id);
      return shown(written);
    },
    list: (filter) => store.list(filter),
    counts: () => store.counts(now()),
    retry: async (id) => {
      const written = await records.update(id, ({ state, body }) => {
        if (state !== 'waiting' && state !== 'ready') return err('REG-STATE');
        // It goes out under the token of the clerk it belongs to, or not at all.
        return session.clerk()?.mobile === body.clerk
          ? ok({ notBefore: 0, waitsFor: null })
          : err('SESSION-NEEDED');
      });
      if (written.ok) sender.wake('changed', id);
      return shown(written);
    },
    checkNow: async (id) => {
      const checked = await checkRegistration(
        { store, records, client, session, now, quietPeriodMs },
        id,
      );
      if (checked.ok && checked.data.state === 'ready') sender.wake('changed', id);
      return shown(checked);
    },
    hold: async (id) => shown(await settling.hold(id)),
    release: async (id) => {
      const released = await settling.release(id);
      if (released.ok) sender.wake('changed', id);
      return shown(released);
    },
    retryAll: async () => {
      const due = await settling.retryAll();
      if (due.ok) sender.wake('retry-all');
      return due;
    },
    takeOver: async (id, leadPin) => {
      const taken = await takeOver(
        { records, session, checkLead: deps.checkLead, quietPeriodMs, now },
        id,
        leadPin,
      );
      if (taken.ok) sender.wake('changed', id);
      return shown(taken);
    },
    decide: async (id, decision, note) => {
      const decided = await settling.decide(id, decision, note);
      if (decided.ok) sender.wake('changed', id);
      return shown(decided);
    },
    duplicates: (id) => findDuplicates({ store, records, client, session, now }, id),
    changedElsewhere,
    arrived: async (ids) => {
      await changedElsewhere(ids);
      watcher.look('changed');
      // It takes a question each: nobody waits for it, and until it is done nothing of them goes out.
      void checkArrivals({ records, client, session }, ids).catch((thrown: unknown) =>
        log.error('arrivals.broke', { thrown }),
      );
    },
    withdrawPictures: () => addresses.forgetAll(),
    tellOpen: () => {
      if (openId !== null) progressed(openId);
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
    serviceAnswers: () => {
      void store.lineIsBack().then(() => sender.wake('service-answers'));
      watcher.look('service-answers');
      resumeReading();
    },
    stop: async () => {
      forgetSession();
      reader.stop();
      await watcher.stop();
      await purge.stop();
      await sender.stop();
      await codes.idle();
      await records.idle();
    },
  };
};
