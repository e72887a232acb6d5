/** What the store is asked about registrations that were sent: whom to ask for next, what to wipe, and who was here before. */
import type { DatabaseSync } from 'node:sqlite';
import { nidCore } from '#shared/domain/nid.ts';
import { mobileDigits } from '#shared/domain/mobile.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import { guarded } from './database.ts';
import { LONGEST_POLL_MS } from './poll-times.ts';
import { acceptedStates, finalStates } from './transitions.ts';

/** A registration of this counter with the same person or the same mobile number. */
export interface LookAlike {
  readonly reference: string;
  readonly state: RegistrationState;
  /** When it was submitted at the counter, or else begun. */
  readonly at: number;
  readonly sameNid: boolean;
  readonly sameMobile: boolean;
}

export interface WatchQueries {
  /** The clerk's registration whose outcome or verdict is asked for next, and when; null when there is none. */
  nextPoll(clerk: string, now: number, except: readonly string[]): Promise<Result<{ id: string; at: number } | null>>;
  /** Everything of the clerk's that waits is due now. @returns how many there are. */
  retryAll(clerk: string): Promise<Result<number>>;
  /** Accepted before a time (epoch milliseconds) and still with pictures. */
  withPictures(acceptedBefore: number): Promise<Result<string[]>>;
  /** Accepted before a time, with a final verdict, and still with the customer's values. */
  withValues(acceptedBefore: number): Promise<Result<string[]>>;
  /** Whether the service accepted a later registration of the same person from this counter: it keeps what came last. */
  wasReplaced(id: string, nids: readonly string[]): Promise<Result<boolean>>;
  /** Newest first, of those begun since a time; without discarded ones. */
  lookAlikes(id: string, who: { nid: string; mobile: string }, since: number): Promise<Result<LookAlike[]>>;
}

const LOOK_ALIKES_MOST = 20;
const marks = (list: readonly unknown[]): string => list.map(() => '?').join(',');

export const createWatchQueries = (deps: {
  db: DatabaseSync;
  clerkMac: (clerk: string) => Buffer;
  nidMac: (nid: string) => Buffer;
  mobileMac: (mobile: string) => Buffer;
}): WatchQueries => {
  const { db } = deps;
  const ids = (sql: string, ...values: (string | number)[]): Result<string[]> =>
    guarded(() => ok(db.prepare(sql).all(...values).map((row) => row['id'] as string)));
  return {
    nextPoll: async (clerk, now, except) =>
      guarded(() => {
        const row = db
          .prepare(
            `SELECT id, CASE WHEN next_poll > ? THEN 0 ELSE next_poll END AS at FROM registration
             WHERE state IN ('unknown','submitted') AND next_poll IS NOT NULL AND clerk_mac = ?
             AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY state = 'unknown' DESC, at, seq`,
          )
          .all(now + LONGEST_POLL_MS, deps.clerkMac(clerk), JSON.stringify(except))
          .map((each) => ({ id: each['id'] as string, at: each['at'] as number }));
        // Doubts before verdicts, when both are due.
        const due = row.find(({ at }) => at <= now);
        const soonest = row.reduce<{ id: string; at: number } | null>((least, each) => (!least || each.at < least.at ? each : least), null);
        return ok(due ?? soonest);
      }),
    retryAll: async (clerk) =>
      guarded(() => {
        const { changes } = db
          .prepare("UPDATE registration SET not_before = 0, waits_for = NULL WHERE state IN ('ready','waiting') AND clerk_mac = ?")
          .run(deps.clerkMac(clerk));
        return ok(Number(changes));
      }),
    withPictures: async (acceptedBefore) =>
      ids(
        `SELECT DISTINCT r.id FROM registration r JOIN part p ON p.registration_id = r.id
         WHERE r.state IN (${marks(acceptedStates)}) AND r.accepted_at <= ? ORDER BY r.seq`,
        ...acceptedStates, acceptedBefore,
      ),
    withValues: async (acceptedBefore) =>
      ids(
        `SELECT id FROM registration WHERE state IN (${marks(finalStates)}) AND accepted_at <= ? AND reduced_at IS NULL ORDER BY seq`,
        ...finalStates, acceptedBefore,
      ),
    wasReplaced: async (id, nids) =>
      guarded(() => {
        const row = db
          .prepare(
            `SELECT 1 FROM registration WHERE nid_mac IN (${marks(nids)}) AND state IN (${marks(acceptedStates)})
             AND accepted_at > (SELECT accepted_at FROM registration WHERE id = ?) LIMIT 1`,
          )
          .get(...nids.map((nid) => deps.nidMac(nidCore(nid))), ...acceptedStates, id);
        return ok(row !== undefined);
      }),
    lookAlikes: async (id, { nid, mobile }, since) =>
      guarded(() => {
        const nidMac = nidCore(nid) === '' ? null : deps.nidMac(nidCore(nid));
        const mobileMac = mobileDigits(mobile) === '' ? null : deps.mobileMac(mobileDigits(mobile));
        const rows = db
          .prepare(
            `SELECT reference, state, coalesce(submitted_at, created_at) AS at, nid_mac IS ? AS nid, mobile_mac IS ? AS mobile
             FROM registration WHERE id <> ? AND state <> 'discarded' AND created_at >= ? AND (nid_mac = ? OR mobile_mac = ?)
             ORDER BY seq DESC LIMIT ${String(LOOK_ALIKES_MOST)}`,
          )
          .all(nidMac, mobileMac, id, since, nidMac, mobileMac);
        return ok(
          rows.map((row) => ({
            reference: row['reference'] as string,
            state: row['state'] as RegistrationState,
            at: row['at'] as number,
            sameNid: nidMac !== null && row['nid'] === 1,
            sameMobile: mobileMac !== null && row['mobile'] === 1,
          })),
        );
      }),
  };
};
