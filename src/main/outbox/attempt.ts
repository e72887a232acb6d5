/** One attempt to send one registration: step 1 when its handles are not fresh, then step 2. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import type { CardReading, EkycClient, SubmissionForm, SubmitOutcome } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { Log } from '#main/log/log.ts';
import { asClerk } from '#main/session/as-clerk.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import type { Baseline } from '#main/record/baseline.ts';
import { readBaseline } from './read-baseline.ts';
import type { Body } from '#main/record/body.ts';
import {
  applyReading,
  clearTouched,
  contradictedFields,
  submittedCustomer,
  wireValues,
} from '#main/record/fields.ts';
import { outageBackoffMs, waitAfter, waiting, type Wait } from './failure-outcome.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';
import type { CardUploads } from './card-uploads.ts';
import { smaller } from './upload-card.ts';
import type { Records } from '#main/store/records.ts';
import type { Change, Store, StoredRegistration } from '#main/store/port.ts';

export interface AttemptDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging;
  readonly readCard: CardUploads['read'];
  /** How long an unknown outcome rests before "not there" means something. */
  readonly quietPeriodMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Outcome of an attempt, which determines whether the next registration is sent. `no-connection`: after the connection is restored;
 * `unknown-outcome`: no answer arrived, so the state at the service is checked first; `until`: earliest time that the
 * service named, or null.
 */
export type Ran =
  | { readonly stop: false }
  | {
      readonly stop: true;
      readonly why: 'no-connection' | 'unknown-outcome' | 'outage' | 'session';
      readonly until: number | null;
    };

const CONTINUE: Ran = { stop: false };
const STOP: Ran = { stop: true, why: 'outage', until: null };
const UNKNOWN_OUTCOME: Ran = { stop: true, why: 'unknown-outcome', until: null };

/** The intent of step 2 and the outcome to be recorded for it. */
interface Unsettled {
  readonly record: StoredRegistration;
  readonly change: Change;
}

/** Step 1 may be cancelled at any time; step 2 only when the time is over, since cancelling it leaves an unknown outcome. */
interface Signals {
  readonly card: AbortSignal;
  readonly form: AbortSignal;
  /** Called when the whole form has been written to the network: the connection is idle until the service answers. */
  readonly formUploaded: () => void;
}

export interface Attempt {
  /** @param adopted the reading that was in progress when the clerk submitted. */
  send(
    record: StoredRegistration,
    clerk: Clerk,
    adopted: Promise<Result<CardReading>> | null,
    signals: Signals,
  ): Promise<Ran>;
  /** Records outcomes that could not be written when they came. @returns whether none is left. */
  settle(): Promise<boolean>;
}

export const hasFreshHandles = (body: Body, now: number): boolean => {
  const { handles } = body.reading;
  // A time in the future means that the clock was set back.
  return handles !== null && handles.at <= now && now - handles.at < limits.handleMaxAgeMs;
};

const HANDLE_NAMES = ['id_front_url', 'id_back_url', 'id_front_name', 'id_back_name'];

const refusesHandle = (error: AppError): boolean =>
  Object.keys(error.fields ?? {}).some((name) => HANDLE_NAMES.includes(name));

/** An adopted reading has no abort of its own any more. */
const unlessAborted = (
  signal: AbortSignal,
  answer: Promise<Result<CardReading>>,
): Promise<Result<CardReading>> => {
  const cancelled = err('NET-CANCELLED');
  if (signal.aborted) return Promise.resolve(cancelled);
  const aborted = new Promise<Result<CardReading>>((resolve) => {
    signal.addEventListener('abort', () => resolve(cancelled), { once: true });
  });
  return Promise.race([answer, aborted]);
};

const stopOf = ({ stopsRun, waitsFor, event, notBefore }: Wait): Ran => {
  if (!stopsRun) return CONTINUE;
  const why = waitsFor === 'line' ? 'no-connection' : waitsFor === 'sign-in' ? 'session' : 'outage';
  return { stop: true, why, until: event === 'throttled' ? notBefore : null };
};

export const createAttempt = (deps: AttemptDeps): Attempt => {
  const { store, records, client, session, imaging, readCard, now, log } = deps;
  const unsettled = new Map<string, Unsettled>();
  /** The service was seen to give its whole log at once. */
  let unpagedLog = false;

  const beginCard = (record: StoredRegistration): Promise<Result<StoredRegistration>> =>
    write(record, { move: { event: 'send-card' }, attempts: record.attempts + 1, waitsFor: null });

  /** Writes if the registration is exactly as this attempt left it. */
  const write = (record: StoredRegistration, change: Change): Promise<Result<StoredRegistration>> =>
    records.update(record.id, (current) =>
      current.rev === record.rev ? ok(change) : err('REG-STATE'),
    );

  /** The outcome of step 2 is worth more than the disk: it is kept until it can be written. */
  const writeOutcome = async (record: StoredRegistration, change: Change): Promise<boolean> => {
    const written = await write(record, change);
    if (written.ok) return true;
    if (written.error.code === 'STORE-FULL' || written.error.code === 'STORE-WRITE')
      unsettled.set(record.id, { record, change });
    return false;
  };

  const failCard = async (record: StoredRegistration, error: AppError): Promise<Ran> => {
    const body = { ...record.body, lastError: error };
    const wait = waitAfter(error, record.attempts, now());
    if (wait) {
      const written = await write(record, waiting(wait, error, body));
      return written.ok ? stopOf(wait) : STOP;
    }
    const event = error.code === 'SVC-UNREAD' ? 'card-unread' : 'refused';
    const written = await write(record, { move: { event, cause: error.code }, body });
    return written.ok ? CONTINUE : STOP;
  };

  const sendCard = async (
    record: StoredRegistration,
    clerk: Clerk,
    adopted: Promise<Result<CardReading>> | null,
    signal: AbortSignal,
  ): Promise<{ sent: StoredRegistration } | { ran: Ran }> => {
    const intent = await beginCard(record);
    if (!intent.ok) return { ran: STOP };
    // Either reports the end of the session itself.
    const answer = await unlessAborted(signal, adopted ?? readCard(record.id, clerk, signal));
    if (!answer.ok) return { ran: await failCard(intent.data, answer.error) };
    const body = applyReading(intent.data.body, answer.data, now(), false);
    const contradicted = contradictedFields(intent.data.body, answer.data);
    if (contradicted.length > 0) {
      const asked = clearTouched({ ...body, lastError: null }, contradicted);
      const written = await write(intent.data, { move: { event: 'reading-differs' }, body: asked });
      return { ran: written.ok ? CONTINUE : STOP };
    }
    return { sent: { ...intent.data, body } };
  };

  /** Everything that can go wrong here goes wrong before the intent. */
  const formOf = async ({ id, body }: StoredRegistration): Promise<Result<SubmissionForm>> => {
    const photo = await store.part(id, 'photo');
    if (!photo.ok) return photo;
    const { handles } = body.reading;
    if (!photo.data) return err('REG-NO-PHOTO');
    if (!handles) return err('REG-NO-CARD');
    const { mobile } = submittedCustomer(body);
    const values = { ...wireValues(body), mobile_number: mobile };
    return ok({ ...values, front: handles.front, back: handles.back, photo: photo.data });
  };

  /** State of the customer at the service before step 2: after a lost answer it shows whether the submission arrived. */
  const baselineOf = async (
    { id, body }: StoredRegistration,
    clerk: Clerk,
    signal: AbortSignal,
  ): Promise<Result<Baseline>> => {
    try {
      const who = submittedCustomer(body);
      const read = await asClerk(session, clerk, (token) =>
        readBaseline(client, token, who, { signal, now, unpagedLog }),
      );
      if (!read.ok) return read;
      const { unpagedLog: seenUnpaged, ...baseline } = read.data;
      unpagedLog = seenUnpaged;
      return ok(baseline);
    } catch (thrown) {
      log.error('sender.baseline-unexpected-error', { registration: id, thrown });
      return err('IPC-INTERNAL');
    }
  };

  const refusal = async ({ id, body }: StoredRegistration, error: AppError): Promise<Change> => {
    if (refusesHandle(error) && !body.cures.newHandles) {
      const adjusted = {
        ...body,
        lastError: error,
        cures: { ...body.cures, newHandles: true },
        reading: { ...body.reading, handles: null },
      };
      return {
        move: { event: 'handle-refused', cause: error.code },
        waitsFor: 'time',
        notBefore: now(),
        body: adjusted,
      };
    }
    const photo =
      error.code === 'SVC-TOO-LARGE' && !body.cures.smallerPhoto
        ? await store.part(id, 'photo')
        : null;
    const small = photo?.ok && photo.data ? await smaller(imaging, 'photo', photo.data) : null;
    if (small?.ok) {
      const photoNow = body.pictures.photo && {
        ...body.pictures.photo,
        bytes: small.data.byteLength,
      };
      return {
        move: { event: 'too-large', cause: error.code },
        waitsFor: 'time',
        notBefore: now(),
        body: {
          ...body,
          lastError: error,
          cures: { ...body.cures, smallerPhoto: true },
          pictures: { ...body.pictures, photo: photoNow },
        },
        parts: { photo: small.data },
      };
    }
    return { move: { event: 'refused', cause: error.code }, body: { ...body, lastError: error } };
  };

  const settleForm = async (record: StoredRegistration, outcome: SubmitOutcome): Promise<Ran> => {
    const { body, attempts } = record;
    const settled = async (change: Change, ran: Ran): Promise<Ran> =>
      (await writeOutcome(record, change)) ? ran : STOP;
    /** Known not to be saved, so it may be sent again whatever the code. */
    const later = (error: AppError, pauseMs?: number): Promise<Ran> => {
      const pause = {
        event: 'try-later',
        waitsFor: 'time',
        notBefore: now() + outageBackoffMs(attempts),
        stopsRun: true,
      } as const;
      const wait = waitAfter(error, attempts, now(), pauseMs) ?? pause;
      return settled(waiting(wait, error, body), stopOf(wait));
    };
    switch (outcome.kind) {
      case 'accepted':
        return settled(
          {
            move: { event: 'accepted' },
            acceptedAt: now(),
            waitsFor: null,
            nextPoll: nextVerdictQueryAt(now(), now()),
            body: { ...body, lastError: null },
          },
          CONTINUE,
        );
      case 'not-sent':
      case 'under-way':
      case 'session-ended':
        return later(outcome.error);
      case 'throttled':
        return later({ ...outcome.error, code: 'SVC-THROTTLED' }, outcome.retryAfterMs);
      case 'refused':
        if (outcome.error.code === 'SESSION-ROLE') return later(outcome.error);
        return settled(await refusal(record, outcome.error), CONTINUE);
      case 'unknown':
        return settled(
          {
            move: { event: 'outcome-unknown', cause: outcome.error.code },
            unknownSince: now(),
            absentSeen: 0,
            nextPoll: nextOutcomeQueryAt(now(), now(), deps.quietPeriodMs),
            body: { ...body, lastError: outcome.error },
          },
          UNKNOWN_OUTCOME,
        );
    }
  };

  const submit = async (
    form: SubmissionForm,
    clerk: Clerk,
    id: string,
    { form: signal, formUploaded }: Signals,
  ): Promise<SubmitOutcome> => {
    const onProgress = (sentBytes: number, totalBytes: number): void => {
      if (sentBytes === totalBytes) formUploaded();
    };
    try {
      return await asClerk(session, clerk, (token) =>
        client.submit(token, form, { signal, onProgress }),
      );
    } catch (thrown) {
      log.error('sender.form-unexpected-error', { registration: id, thrown });
      return { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } };
    }
  };

  return {
    send: async (record, clerk, adopted, signals) => {
      let ready = record;
      if (!hasFreshHandles(record.body, now())) {
        const card = await sendCard(record, clerk, adopted, signals.card);
        if ('ran' in card) return card.ran;
        ready = card.sent;
      }
      const counted = ready.state === 'sending-card';
      const form = await formOf(ready);
      if (!form.ok) {
        // It waits like one whose card could not be sent, so that the others get their turn.
        const begun = counted ? ok(ready) : await beginCard(ready);
        return begun.ok ? failCard(begun.data, form.error) : STOP;
      }
      const baseline = await baselineOf(ready, clerk, signals.card);
      if (!baseline.ok) {
        const begun = counted ? ok(ready) : await beginCard(ready);
        return begun.ok ? failCard(begun.data, baseline.error) : STOP;
      }
      // Signed out, or another clerk signed in, during the query.
      const present = session.clerk();
      if (present?.mobile !== clerk.mobile) {
        return counted ? failCard(ready, { code: 'SESSION-NEEDED' }) : STOP;
      }
      const intent = await write(ready, {
        move: { event: 'send-form' },
        attempts: counted ? ready.attempts : ready.attempts + 1,
        waitsFor: null,
        baseline: baseline.data,
        body: ready.body,
      });
      // Held, or changed by the clerk, in the last moment: then it does not go, and the others may.
      if (!intent.ok) return intent.error.code === 'REG-STATE' ? CONTINUE : STOP;
      return settleForm(intent.data, await submit(form.data, present, record.id, signals));
    },
    settle: async () => {
      for (const [id, { record, change }] of unsettled) {
        const written = await write(record, change);
        const code: ErrorCode | null = written.ok ? null : written.error.code;
        if (code === 'STORE-FULL' || code === 'STORE-WRITE') continue;
        unsettled.delete(id);
      }
      return unsettled.size === 0;
    },
  };
};
