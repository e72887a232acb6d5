/** Actions of clerks on submitted registrations: hold, release, send waiting ones now, decide about unknown outcomes. */
import type { Decision } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Session } from '#main/session/port.ts';
import { nextVerdictQueryAt } from '#main/record/poll-times.ts';
import type { Records } from '#main/store/records.ts';
import { isOutcomeReview } from '#main/record/review.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';

export interface ClerkActionsDeps {
  readonly store: Store;
  readonly records: Records;
  readonly session: Session;
  readonly now: () => number;
}

export interface ClerkActions {
  /** Fails with REG-STATE unless the registration waits to be sent; one that is being sent cannot be held. */
  hold(id: string): Promise<Result<StoredRegistration>>;
  /** Fails with REG-STATE unless the registration is on hold. */
  release(id: string): Promise<Result<StoredRegistration>>;
  /**
   * Makes the clerk's waiting registrations due now. Fails with SESSION-NEEDED when no clerk is signed in, because
   * registrations are sent with the session of their own clerk.
   */
  retryAll(): Promise<Result<{ due: number }>>;
  /** Fails with REG-STATE unless the outcome needs review, and with SESSION-NEEDED unless the registration's own clerk is signed in. */
  decide(id: string, decision: Decision, note: string): Promise<Result<StoredRegistration>>;
}

export const createClerkActions = ({
  store,
  records,
  session,
  now,
}: ClerkActionsDeps): ClerkActions => {
  const changeAfterDecision = (
    record: StoredRegistration,
    decision: Decision,
    note: string,
  ): RegistrationChange => {
    const { body } = record;
    const entry = { decision, note, clerk: body.clerk, at: now() };
    const clearedOutcome = { unknownSince: null, absentAnswers: 0 };
    const bodyWithDecision = {
      ...body,
      lastError: null,
      evidence: null,
      transferredIn: false,
      decisions: [...body.decisions, entry],
    };
    if (decision === 'service-has-it') {
      const nextPoll = nextVerdictQueryAt(now(), now());
      return {
        ...clearedOutcome,
        transition: { event: 'confirm', cause: 'DECIDED-SERVICE-HAS-IT' },
        acceptedAt: now(),
        nextPoll,
        body: bodyWithDecision,
      };
    }
    return {
      ...clearedOutcome,
      transition: { event: 'submit', cause: 'DECIDED-SEND-AGAIN' },
      notBefore: 0,
      waitsFor: null,
      baseline: null,
      // The workarounds tried in the former attempt may be needed again.
      body: { ...bodyWithDecision, workarounds: { newHandles: false, smallerPhoto: false } },
    };
  };

  return {
    hold: (id) => records.update(id, () => ok({ transition: { event: 'hold' }, waitsFor: null })),
    release: (id) =>
      records.update(id, () => ok({ transition: { event: 'release' }, notBefore: 0 })),
    retryAll: async () => {
      const clerk = session.clerk();
      if (!clerk) return err('SESSION-NEEDED');
      const due = await store.retryAll(clerk.mobile);
      return due.ok ? ok({ due: due.data }) : due;
    },
    decide: (id, decision, note) =>
      records.update(id, (record) => {
        if (!isOutcomeReview(record)) return err('REG-STATE');
        const signedIn = session.clerk();
        return signedIn?.mobile === record.body.clerk
          ? ok(changeAfterDecision(record, decision, note))
          : err('SESSION-NEEDED');
      }),
  };
};
