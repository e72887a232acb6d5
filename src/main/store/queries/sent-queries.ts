/** Queries about sent registrations: the next one to poll, those to purge, and earlier ones of the same customer. */
import type { DatabaseSync } from 'node:sqlite';
import { nidCore } from '#shared/domain/nid.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { placeholders } from '#main/store/rows.ts';
import { MAX_POLL_INTERVAL_MS } from '#main/record/poll-times.ts';
import { acceptedStates, finalStates } from '#main/record/transitions.ts';

/** A registration of this counter with the same person or the same mobile number. */
export interface PossibleDuplicate {
  readonly reference: string;
  readonly state: RegistrationState;
  /** When it was submitted at the counter, or else begun. */
  readonly at: number;
  readonly sameNid: boolean;
  readonly sameMobile: boolean;
}

export interface SentQueries {
  /** The clerk's registration with the next query for an outcome or verdict, and its time; null when there is none. */
  nextPoll(
    clerk: MobileNumber,
    now: number,
    except: readonly string[],
  ): Promise<Result<{ id: string; at: number } | null>>;
  /** Makes all waiting registrations of the clerk due now. @returns their number. */
  retryAll(clerk: MobileNumber): Promise<Result<number>>;
  /** Registrations accepted before a time (epoch milliseconds) that still have pictures. */
  idsWithPictures(acceptedBefore: number): Promise<Result<string[]>>;
  /** Registrations accepted before a time, with a final verdict, that still have the customer's values. */
  idsWithValues(acceptedBefore: number): Promise<Result<string[]>>;
  /** Whether the service accepted a later registration of the same person from this counter. The service keeps the last one. */
  wasReplaced(id: string, nids: readonly string[]): Promise<Result<boolean>>;
  /** Other registrations begun since a time with the same NID or mobile number, newest first, without discarded and transferred ones. */
  possibleDuplicates(
    id: string,
    customer: { nid: string; mobile: string },
    since: number,
  ): Promise<Result<PossibleDuplicate[]>>;
}

const MAX_DUPLICATES = 20;

export const createSentQueries = (deps: {
  db: DatabaseSync;
  clerkMac: (clerk: MobileNumber) => Buffer;
  nidMac: (nid: string) => Buffer;
  mobileMac: (mobile: string) => Buffer;
}): SentQueries => {
  const { db } = deps;
  const queryIds = (sql: string, ...values: (string | number)[]): Result<string[]> =>
    catchStoreErrors(() =>
      ok(
        db
          .prepare(sql)
          .all(...values)
          .map((row) => row['id'] as string),
      ),
    );
  return {
    nextPoll: async (clerk, now, except) =>
      catchStoreErrors(() => {
        const mac = deps.clerkMac(clerk);
        const excluded = JSON.stringify(except);
        const from = `FROM registration INDEXED BY registration_poll WHERE clerk_mac = ? AND state = ? AND next_poll IS NOT NULL
          AND id NOT IN (SELECT value FROM json_each(?))`;
        const findSoonest = (state: RegistrationState): { id: string; at: number } | null => {
          // A time beyond the longest interval means that the clock was set back.
          const tooFarAhead = db
            .prepare(`SELECT id, 0 AS at ${from} AND next_poll > ? ORDER BY seq LIMIT 1`)
            .get(mac, state, excluded, now + MAX_POLL_INTERVAL_MS);
          const row =
            tooFarAhead ??
            db
              .prepare(`SELECT id, next_poll AS at ${from} ORDER BY next_poll, seq LIMIT 1`)
              .get(mac, state, excluded);
          return row ? { id: row['id'] as string, at: row['at'] as number } : null;
        };
        // When both are due, the unknown outcome is queried before the verdict.
        const [unknown, submitted] = [findSoonest('unknown'), findSoonest('submitted')];
        const due = [unknown, submitted].find((each) => each !== null && each.at <= now);
        if (due) return ok(due);
        return ok(unknown && (!submitted || unknown.at <= submitted.at) ? unknown : submitted);
      }),
    retryAll: async (clerk) =>
      catchStoreErrors(() => {
        const { changes } = db
          .prepare(
            "UPDATE registration SET not_before = 0, waits_for = NULL WHERE state IN ('ready','waiting') AND clerk_mac = ?",
          )
          .run(deps.clerkMac(clerk));
        return ok(Number(changes));
      }),
    idsWithPictures: async (acceptedBefore) =>
      queryIds(
        `SELECT r.id FROM (SELECT DISTINCT registration_id AS id FROM part) p CROSS JOIN registration r ON r.id = p.id
         WHERE r.state IN (${placeholders(acceptedStates)}) AND r.accepted_at <= ? ORDER BY r.seq`,
        ...acceptedStates,
        acceptedBefore,
      ),
    idsWithValues: async (acceptedBefore) =>
      queryIds(
        `SELECT id FROM registration INDEXED BY registration_unreduced
         WHERE reduced_at IS NULL AND accepted_at <= ? AND state IN (${placeholders(finalStates)}) ORDER BY seq`,
        acceptedBefore,
        ...finalStates,
      ),
    wasReplaced: async (id, nids) =>
      catchStoreErrors(() => {
        const row = db
          .prepare(
            `SELECT 1 FROM registration WHERE nid_mac IN (${placeholders(nids)}) AND state IN (${placeholders(acceptedStates)})
             AND accepted_at > (SELECT accepted_at FROM registration WHERE id = ?) LIMIT 1`,
          )
          .get(...nids.map((nid) => deps.nidMac(nidCore(nid))), ...acceptedStates, id);
        return ok(row !== undefined);
      }),
    possibleDuplicates: async (id, { nid, mobile }, since) =>
      catchStoreErrors(() => {
        const nidMac = nidCore(nid) === '' ? null : deps.nidMac(nidCore(nid));
        const mobileMac = mobile === '' ? null : deps.mobileMac(mobile);
        const rows = db
          .prepare(
            `SELECT reference, state, coalesce(submitted_at, created_at) AS at, nid_mac IS ? AS nid, mobile_mac IS ? AS mobile
             FROM registration WHERE id <> ? AND state NOT IN ('discarded','transferred') AND created_at >= ? AND (nid_mac = ? OR mobile_mac = ?)
             ORDER BY seq DESC LIMIT ${String(MAX_DUPLICATES)}`,
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
