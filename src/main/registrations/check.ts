/**
 * Asks the service whether it has a registration whose outcome nobody heard. The service finds a customer by mobile number
 * and answers with the first it has, so only an answer about the same NID counts; and a registration that this counter
 * sent for the same person before could be the one it speaks of. What stays in doubt stays unknown.
 */
import { sameNid } from '#shared/domain/nid.ts';
import { isMobile, parseMobile } from '#shared/domain/mobile.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EkycClient, StatusAnswer, Token } from '../ekyc/port.ts';
import type { Session } from '../session/port.ts';
import { wireValues } from './fields.ts';
import type { Records } from './records.ts';
import type { Store, StoredRegistration } from './store.ts';
import type { RegistrationEvent } from './transitions.ts';

/** Pages of the log looked through for each tab; newest registrations stand first. */
const LOG_PAGES = 3;

export interface CheckDeps {
  readonly store: Store;
  readonly records: Records;
  readonly client: EkycClient;
  readonly session: Session;
  readonly now: () => number;
}

const verdictEvents: Partial<Record<StatusAnswer['verdict'], RegistrationEvent>> = {
  passed: 'passed',
  failed: 'not-passed',
  invalid: 'invalid',
};

const isAbout = (answer: StatusAnswer, nid: string): boolean =>
  answer.comparisons.some(({ field, card }) => field === 'nid' && card !== null && sameNid(card, nid));

const inLog = async (client: EkycClient, token: Token, who: { nid: string; mobile: string }): Promise<Result<boolean>> => {
  for (const filter of ['pending', 'all'] as const) {
    for (let page = 1; page <= LOG_PAGES; page += 1) {
      const answer = await client.verificationLog(token, filter, page);
      if (!answer.ok) return answer;
      const found = answer.data.entries.some((entry) => {
        const mobile = parseMobile(entry.mobile);
        return isMobile(mobile) && mobile === who.mobile && sameNid(entry.nid, who.nid);
      });
      if (found) return ok(true);
      if (!answer.data.hasMore) break;
    }
  }
  return ok(false);
};

/**
 * `unknown` → `submitted` and on to its verdict, `submitted` → its verdict; or as it was.
 * Failures: REG-STATE, SESSION-NEEDED (also when another clerk is signed in), and those of calls F and G.
 */
export const checkRegistration = async (deps: CheckDeps, id: string): Promise<Result<StoredRegistration>> => {
  const { store, records, client, session, now } = deps;
  const record = await records.get(id);
  if (!record.ok) return record;
  const { state, body } = record.data;
  if (state !== 'unknown' && state !== 'submitted') return err('REG-STATE');
  const clerk = session.clerk();
  if (!clerk || clerk.mobile !== body.clerk) return err('SESSION-NEEDED');
  const ended = <T>(answer: Result<T>): Result<T> => {
    if (!answer.ok && answer.error.code === 'SESSION-ENDED') session.ended(clerk.token);
    return answer;
  };

  const { nid_no: nid, mobile_number: mobile } = wireValues(body);
  const answer = ended(await client.verificationStatus(clerk.token, mobile));
  if (!answer.ok) return answer;
  const other = await store.hasOtherSent(id, nid);
  if (!other.ok) return other;
  if (other.data) return record;

  const about = isAbout(answer.data, nid);
  if (!about && state === 'unknown') {
    const listed = ended(await inLog(client, clerk.token, { nid, mobile }));
    if (!listed.ok) return listed;
    if (!listed.data) return record;
  }
  const move = async (from: StoredRegistration, event: RegistrationEvent): Promise<Result<StoredRegistration>> =>
    records.update(id, (current) => {
      if (current.state !== from.state) return ok(null);
      if (event !== 'found') return ok({ move: { event } });
      return ok({ move: { event }, acceptedAt: now(), unknownSince: null, body: { ...current.body, lastError: null } });
    });
  const found = state === 'unknown' ? await move(record.data, 'found') : record;
  const verdict = about ? verdictEvents[answer.data.verdict] : undefined;
  return found.ok && verdict ? move(found.data, verdict) : found;
};
