/**
 * Makes one attempt to send one registration: step 1 if its handles are missing or expired, then step 2. The intent of
 * step 2 is committed before its first byte is sent, and its outcome is kept until it can be written.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import type { CardReading, EkycClient, SubmissionForm, SubmitOutcome } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { Log } from '#main/log/log.ts';
import { callAsClerk } from '#main/session/as-clerk.ts';
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
import { outageBackoffMs, waitAfter, waitChange, type Wait } from './retry-policy.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';
import type { CardPrefetcher } from './card-prefetcher.ts';
import { reducePicture } from './read-stored-card.ts';
import type { Records } from '#main/store/records.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';

export interface AttemptDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging;
  readonly readCard: CardPrefetcher['read'];
  /** Milliseconds after an unknown outcome during which an answer that the registration is absent does not count. */
  readonly quietPeriodMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Determines whether the next registration is sent. Reasons to stop: `no-connection` until the connection is restored;
 * `unknown-outcome` until the outcome is queried, because no answer arrived; `unwritten` until the store can be written,
 * because this attempt could not write its next state and may have left the registration in flight; `outage`; `session`.
 * `until`: the earliest time that the service requested, epoch milliseconds, or null.
 */
export type AttemptResult =
  | { readonly stop: false }
  | {
      readonly stop: true;
      readonly stopReason: 'no-connection' | 'unknown-outcome' | 'unwritten' | 'outage' | 'session';
      readonly until: number | null;
    };

const CONTINUE: AttemptResult = { stop: false };
const UNWRITTEN: AttemptResult = { stop: true, stopReason: 'unwritten', until: null };
const OUTAGE: AttemptResult = { stop: true, stopReason: 'outage', until: null };
const UNKNOWN_OUTCOME: AttemptResult = { stop: true, stopReason: 'unknown-outcome', until: null };

/** A registration in step 2 and its outcome, which could not be written. */
interface UnwrittenOutcome {
  readonly record: StoredRegistration;
  readonly change: RegistrationChange;
}

/** Step 1 may be cancelled at any time. Cancelling step 2 leaves an unknown outcome, so it is aborted only at the end of the app. */
interface Signals {
  readonly card: AbortSignal;
  readonly form: AbortSignal;
  /** Called when the whole form was written to the network. The connection is then idle until the service answers. */
  readonly onFormUploaded: () => void;
}

export interface Attempt {
  /** @param adopted the reading that was in progress when the clerk submitted. */
  send(
    record: StoredRegistration,
    clerk: Clerk,
    adopted: Promise<Result<CardReading>> | null,
    signals: Signals,
  ): Promise<AttemptResult>;
  /** Writes outcomes that could not be written before. @returns whether all of them are written now. */
  retryUnwritten(): Promise<boolean>;
}

/** Whether the handles of step 1 exist and are not too old for step 2. */
export const hasUnexpiredHandles = (body: Body, now: number): boolean => {
  const { handles } = body.reading;
  // A time in the future means that the clock was set back.
  return handles !== null && handles.at <= now && now - handles.at < limits.handleMaxAgeMs;
};

const HANDLE_FIELDS = ['id_front_url', 'id_back_url', 'id_front_name', 'id_back_name'];

const isHandleRefused = (error: AppError): boolean =>
  Object.keys(error.fields ?? {}).some((name) => HANDLE_FIELDS.includes(name));

/**
 * Resolves to the answer, or to NET-CANCELLED as soon as the signal is aborted. Needed because the request of an adopted reading has
 * another signal.
 */
const raceWithAbort = (
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

const resultAfterWait = ({ stopsRun, waitsFor, event, notBefore }: Wait): AttemptResult => {
  if (!stopsRun) return CONTINUE;
  const stopReason =
    waitsFor === 'connection' ? 'no-connection' : waitsFor === 'sign-in' ? 'session' : 'outage';
  return { stop: true, stopReason, until: event === 'throttled' ? notBefore : null };
};

export const createAttempt = (deps: AttemptDeps): Attempt => {
  const { store, records, client, session, imaging, readCard, now, log } = deps;
  const unwritten = new Map<string, UnwrittenOutcome>();
  /** Whether the service returned its whole log at once in an earlier query. */
  let isLogUnpaged = false;

  const writeCardIntent = (record: StoredRegistration): Promise<Result<StoredRegistration>> =>
    writeChange(record, {
      transition: { event: 'send-card' },
      attempts: record.attempts + 1,
      waitsFor: null,
    });

  /** Fails with REG-STATE if the registration was changed since this attempt read or wrote it. */
  const writeChange = (
    record: StoredRegistration,
    change: RegistrationChange,
  ): Promise<Result<StoredRegistration>> =>
    records.update(record.id, (current) =>
      current.rev === record.rev ? ok(change) : err('REG-STATE'),
    );

  /** Writes an outcome. Keeps it in memory if the disk is full or fails, so that it is not lost. @returns whether it was written. */
  const writeOutcome = async (
    record: StoredRegistration,
    change: RegistrationChange,
  ): Promise<boolean> => {
    const written = await writeChange(record, change);
    if (written.ok) return true;
    if (written.error.code === 'STORE-FULL' || written.error.code === 'STORE-WRITE')
      unwritten.set(record.id, { record, change });
    return false;
  };

  const writeFailure = async (
    record: StoredRegistration,
    error: AppError,
  ): Promise<AttemptResult> => {
    const body = { ...record.body, lastError: error };
    const wait = waitAfter(error, record.attempts, now());
    if (wait) {
      const written = await writeChange(record, waitChange(wait, error, body));
      return written.ok ? resultAfterWait(wait) : UNWRITTEN;
    }
    const event = error.code === 'SVC-UNREAD' ? 'card-unread' : 'refused';
    const written = await writeChange(record, { transition: { event, cause: error.code }, body });
    return written.ok ? CONTINUE : UNWRITTEN;
  };

  const sendCard = async (
    record: StoredRegistration,
    clerk: Clerk,
    adopted: Promise<Result<CardReading>> | null,
    signal: AbortSignal,
  ): Promise<{ prepared: StoredRegistration } | { result: AttemptResult }> => {
    const intent = await writeCardIntent(record);
    if (!intent.ok) return { result: UNWRITTEN };
    // An adopted reading and `readCard` report an ended session to `session` themselves.
    const answer = await raceWithAbort(signal, adopted ?? readCard(record.id, clerk, signal));
    if (!answer.ok) return { result: await writeFailure(intent.data, answer.error) };
    const body = applyReading(intent.data.body, answer.data, now(), false);
    const contradicted = contradictedFields(intent.data.body, answer.data);
    if (contradicted.length > 0) {
      const bodyForReview = clearTouched({ ...body, lastError: null }, contradicted);
      const written = await writeChange(intent.data, {
        transition: { event: 'reading-differs' },
        body: bodyForReview,
      });
      return { result: written.ok ? CONTINUE : UNWRITTEN };
    }
    return { prepared: { ...intent.data, body } };
  };

  /** Builds the form before the intent is written, so that a failure leaves the registration unsent. */
  const buildForm = async ({ id, body }: StoredRegistration): Promise<Result<SubmissionForm>> => {
    const photo = await store.part(id, 'photo');
    if (!photo.ok) return photo;
    const { handles } = body.reading;
    if (!photo.data) return err('REG-NO-PHOTO');
    if (!handles) return err('REG-NO-CARD');
    const { mobile } = submittedCustomer(body);
    const values = { ...wireValues(body), mobile_number: mobile };
    return ok({ ...values, front: handles.front, back: handles.back, photo: photo.data });
  };

  /** Reads the baseline with the clerk's token. */
  const readBaselineAs = async (
    { id, body }: StoredRegistration,
    clerk: Clerk,
    signal: AbortSignal,
  ): Promise<Result<Baseline>> => {
    try {
      const customer = submittedCustomer(body);
      const read = await callAsClerk(session, clerk, (token) =>
        readBaseline(client, token, customer, { signal, now, isLogUnpaged }),
      );
      if (!read.ok) return read;
      const { isLogUnpaged: isUnpaged, ...baseline } = read.data;
      isLogUnpaged = isUnpaged;
      return ok(baseline);
    } catch (thrown) {
      log.error('sender.baseline-unexpected-error', { registration: id, thrown });
      return err('IPC-INTERNAL');
    }
  };

  const changeAfterRefusal = async (
    { id, body }: StoredRegistration,
    error: AppError,
  ): Promise<RegistrationChange> => {
    if (isHandleRefused(error) && !body.workarounds.newHandles) {
      const withoutHandles = {
        ...body,
        lastError: error,
        workarounds: { ...body.workarounds, newHandles: true },
        reading: { ...body.reading, handles: null },
      };
      return {
        transition: { event: 'handle-refused', cause: error.code },
        waitsFor: 'time',
        notBefore: now(),
        body: withoutHandles,
      };
    }
    const photo =
      error.code === 'SVC-TOO-LARGE' && !body.workarounds.smallerPhoto
        ? await store.part(id, 'photo')
        : null;
    const reduced =
      photo?.ok && photo.data ? await reducePicture(imaging, 'photo', photo.data) : null;
    if (reduced?.ok) {
      const photoMeta = body.pictures.photo && {
        ...body.pictures.photo,
        bytes: reduced.data.byteLength,
      };
      return {
        transition: { event: 'too-large', cause: error.code },
        waitsFor: 'time',
        notBefore: now(),
        body: {
          ...body,
          lastError: error,
          workarounds: { ...body.workarounds, smallerPhoto: true },
          pictures: { ...body.pictures, photo: photoMeta },
        },
        parts: { photo: reduced.data },
      };
    }
    return {
      transition: { event: 'refused', cause: error.code },
      body: { ...body, lastError: error },
    };
  };

  const writeFormOutcome = async (
    record: StoredRegistration,
    outcome: SubmitOutcome,
  ): Promise<AttemptResult> => {
    const { body, attempts } = record;
    const writeAndReturn = async (
      change: RegistrationChange,
      result: AttemptResult,
    ): Promise<AttemptResult> => ((await writeOutcome(record, change)) ? result : UNWRITTEN);
    /** For outcomes after which the service has saved nothing: the form may be sent again, whatever the error code. */
    const retryLater = (error: AppError, pauseMs?: number): Promise<AttemptResult> => {
      const fallbackWait = {
        event: 'try-later',
        waitsFor: 'time',
        notBefore: now() + outageBackoffMs(attempts),
        stopsRun: true,
      } as const;
      const wait = waitAfter(error, attempts, now(), pauseMs) ?? fallbackWait;
      return writeAndReturn(waitChange(wait, error, body), resultAfterWait(wait));
    };
    switch (outcome.kind) {
      case 'accepted':
        return writeAndReturn(
          {
            transition: { event: 'accepted' },
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
        return retryLater(outcome.error);
      case 'throttled':
        return retryLater({ ...outcome.error, code: 'SVC-THROTTLED' }, outcome.retryAfterMs);
      case 'refused':
        if (outcome.error.code === 'SESSION-ROLE') return retryLater(outcome.error);
        return writeAndReturn(await changeAfterRefusal(record, outcome.error), CONTINUE);
      case 'unknown':
        return writeAndReturn(
          {
            transition: { event: 'outcome-unknown', cause: outcome.error.code },
            unknownSince: now(),
            absentAnswers: 0,
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
    { form: signal, onFormUploaded: formUploaded }: Signals,
  ): Promise<SubmitOutcome> => {
    const onProgress = (sentBytes: number, totalBytes: number): void => {
      if (sentBytes === totalBytes) formUploaded();
    };
    try {
      return await callAsClerk(session, clerk, (token) =>
        client.submit(token, form, { signal, onProgress }),
      );
    } catch (thrown) {
      log.error('sender.form-unexpected-error', { registration: id, thrown });
      return { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } };
    }
  };

  return {
    send: async (record, clerk, adopted, signals) => {
      let prepared = record;
      if (!hasUnexpiredHandles(record.body, now())) {
        const cardStep = await sendCard(record, clerk, adopted, signals.card);
        if ('result' in cardStep) return cardStep.result;
        prepared = cardStep.prepared;
      }
      // The intent of step 1 has counted this attempt.
      const isCounted = prepared.state === 'sending-card';
      const form = await buildForm(prepared);
      if (!form.ok) {
        // The registration waits like one whose card could not be sent, so that the queue continues.
        const inFlight = isCounted ? ok(prepared) : await writeCardIntent(prepared);
        return inFlight.ok ? writeFailure(inFlight.data, form.error) : UNWRITTEN;
      }
      const baseline = await readBaselineAs(prepared, clerk, signals.card);
      if (!baseline.ok) {
        const inFlight = isCounted ? ok(prepared) : await writeCardIntent(prepared);
        return inFlight.ok ? writeFailure(inFlight.data, baseline.error) : UNWRITTEN;
      }
      // The clerk may have signed out during the query, or another clerk may have signed in.
      const signedIn = session.clerk();
      if (signedIn?.mobile !== clerk.mobile) {
        return isCounted ? writeFailure(prepared, { code: 'SESSION-NEEDED' }) : OUTAGE;
      }
      const intent = await writeChange(prepared, {
        transition: { event: 'send-form' },
        attempts: isCounted ? prepared.attempts : prepared.attempts + 1,
        waitsFor: null,
        baseline: baseline.data,
        body: prepared.body,
      });
      // REG-STATE: the clerk held or changed the registration meanwhile, so it is not sent and the queue continues.
      if (!intent.ok) return intent.error.code === 'REG-STATE' ? CONTINUE : UNWRITTEN;
      return writeFormOutcome(intent.data, await submit(form.data, signedIn, record.id, signals));
    },
    retryUnwritten: async () => {
      for (const [id, { record, change }] of unwritten) {
        const written = await writeChange(record, change);
        const code: ErrorCode | null = written.ok ? null : written.error.code;
        if (code === 'STORE-FULL' || code === 'STORE-WRITE') continue;
        unwritten.delete(id);
      }
      return unwritten.size === 0;
    },
  };
};
