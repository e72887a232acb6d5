import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGREED, CLERK, createCounter, createFolders, fillDraft, must, OTHER_CLERK, READING, type Counter } from './bench.ts';
import type { SubmitOutcome } from '../../../../src/main/ekyc/port.ts';
import type { ErrorCode } from '../../../../src/shared/error-codes.ts';
import type { RegistrationState } from '../../../../src/shared/domain/registration.ts';
import { limits } from '../../../../src/shared/limits.ts';
import { err, ok } from '../../../../src/shared/result.ts';

const folders = createFolders();
let file = '';
let counter: Counter;
beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  counter = await createCounter({ file });
  // A reading that contradicts nothing that is typed here.
  counter.service.answers.readCard = async () => ok({ ...READING, fields: { dob: '1/10/1980' } });
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

const submit = async (nid = '0123456789'): Promise<string> => {
  const id = await fillDraft(counter.registrations, { nid_no: nid });
  must(await counter.registrations.submit(id, AGREED));
  return id;
};
const state = async (id: string): Promise<RegistrationState> => must(await counter.store.get(id)).state;
const becomes = (id: string, wanted: RegistrationState) => counter.until(id, (view) => view.state === wanted);
/** Long enough for anything that was going to happen at once. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 30));
const sent = () => counter.service.calls.submit.length;
const restart = async (mobile: string | null = CLERK): Promise<void> => {
  await counter.stop();
  counter = await createCounter({ file, mobile, service: counter.service, clock: counter.clock });
};
const failure = (code: ErrorCode) => ({ code });

describe('a submitted registration', () => {
  it('is sent: step 1, then step 2 with what step 1 gave, once, and is done', async () => {
    const id = await submit();
    const done = await becomes(id, 'submitted');
    expect(done.lastError).toBeNull();
    const [token, form] = counter.service.calls.submit[0]!;
    expect(token).toBe(`token-${CLERK}-0`);
    expect(form).toMatchObject({ nid_no: '0123456789', dob: '1/10/1980', mobile_number: '01300000777', gender: 'Female', front: READING.front, back: READING.back });
    expect(form.photo.byteLength).toBe(done.pictures.photo!.bytes);
    expect([counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
    expect(must(await counter.registrations.counts())).toEqual({ submittedToday: 1, waiting: 0, needAttention: 0, oldestWaitingSince: null });
  });

  it('needs no second step 1 when its reading is fresh, and one when it is a day old', async () => {
    const id = await fillDraft(counter.registrations);
    must(await counter.registrations.readCard(id));
    await counter.until(id, (view) => view.reading.state === 'read');
    counter.clock.now += limits.handlesFreshMs - 1;
    must(await counter.registrations.submit(id, AGREED));
    await becomes(id, 'submitted');
    expect(counter.service.calls.readCard).toHaveLength(1);

    const old = await fillDraft(counter.registrations, { nid_no: '0123456780' });
    counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    must(await counter.registrations.readCard(old));
    await counter.until(old, (view) => view.reading.state === 'unread');
    counter.clock.now += limits.handlesFreshMs;
    must(await counter.registrations.submit(old, AGREED));
    await becomes(old, 'submitted');
    expect(counter.service.calls.readCard).toHaveLength(3);
  });

  it('takes over the reading that was under way, instead of uploading the card twice', async () => {
    let answer: (reading: ReturnType<typeof ok<typeof READING>>) => void = () => undefined;
    counter.service.answers.readCard = () => new Promise((resolve) => (answer = resolve));
    const id = await fillDraft(counter.registrations);
    must(await counter.registrations.readCard(id));
    await counter.until(id, () => counter.service.calls.readCard.length === 1);
    must(await counter.registrations.submit(id, AGREED));
    await becomes(id, 'sending-card');
    answer(ok(READING));
    await becomes(id, 'submitted');
    expect([counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
  });

  it('is on disk as an intent before a byte of step 2 leaves', async () => {
    let seen: unknown = null;
    counter.service.answers.submit = async () => {
      const other = new DatabaseSync(file, { readOnly: true });
      seen = other.prepare('SELECT state, attempts FROM registration').get();
      other.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await becomes(id, 'submitted');
    expect(seen).toEqual({ state: 'sending-form', attempts: 1 });
  });

  it('is answered to the clerk when it is on disk, however long the service takes', async () => {
    counter.service.answers.readCard = () => new Promise(() => undefined);
    const id = await fillDraft(counter.registrations);
    expect(must(await counter.registrations.submit(id, AGREED)).state).toBe('ready');
    await becomes(id, 'sending-card');
  });
});

describe('each outcome of step 2', () => {
  const cases: [SubmitOutcome, RegistrationState][] = [
    [{ kind: 'accepted', detail: 'ok' }, 'submitted'],
    [{ kind: 'not-sent', error: failure('NET-REFUSED') }, 'waiting'],
    [{ kind: 'session-ended', error: failure('SESSION-ENDED') }, 'waiting'],
    [{ kind: 'throttled', retryAfterMs: 90_000, error: failure('SVC-THROTTLED') }, 'waiting'],
    [{ kind: 'refused', error: { code: 'SVC-REFUSED', fields: { nominee: 'not known' } } }, 'failed'],
    [{ kind: 'refused', error: failure('SESSION-ROLE') }, 'waiting'],
    [{ kind: 'unknown', error: failure('SEND-UNKNOWN') }, 'unknown'],
  ];

  it.each(cases)('%j makes it %s, with the cause, after one attempt', async (outcome, wanted) => {
    counter.service.answers.submit = async () => outcome;
    const id = await submit();
    const view = await becomes(id, wanted);
    await settle();
    expect(await state(id)).toBe(wanted);
    expect(sent()).toBe(1);
    expect(view.lastError).toEqual('error' in outcome ? outcome.error : null);
    expect(must(await counter.registrations.list('all'))[0]).toMatchObject({ attempts: 1, state: wanted });
  });

  it('that is no answer at all, because the client broke, is unknown', async () => {
    counter.service.answers.submit = async () => {
      throw new Error('a bug');
    };
    await becomes(await submit(), 'unknown');
  });
});

describe('an unknown outcome', () => {
  const makeUnknown = async (): Promise<string> => {
    counter.service.answers.submit = async () => ({ kind: 'unknown', error: failure('SEND-UNKNOWN') });
    const id = await submit();
    await becomes(id, 'unknown');
    counter.service.answers.submit = async () => ({ kind: 'accepted', detail: '' });
    return id;
  };

  it('is never sent again: not by the line, a sign-in, time, a retry, or a restart', async () => {
    const id = await makeUnknown();
    counter.registrations.serviceAnswers();
    counter.desk.signIn(CLERK);
    counter.clock.now += 7 * 86_400_000;
    expect(await counter.registrations.retry(id)).toEqual(err('REG-STATE'));
    expect(await counter.registrations.submit(id, AGREED)).toEqual(err('REG-STATE'));
    expect(await counter.registrations.discard(id, 'x')).toEqual(err('REG-STATE'));
    await restart();
    counter.registrations.serviceAnswers();
    await settle();
    expect(await state(id)).toBe('unknown');
    expect(sent()).toBe(1);
  });

  it('is what a restart finds where step 2 was under way', async () => {
    counter.service.answers.submit = () => new Promise(() => undefined);
    const id = await submit();
    await becomes(id, 'sending-form');
    // The app is gone without a word: the old sender never hears an answer.
    const gone = counter;
    counter = await createCounter({ file, service: { ...counter.service }, clock: counter.clock });
    expect(await counter.view(id)).toMatchObject({ state: 'unknown', lastError: { code: 'SEND-UNKNOWN' } });
    await settle();
    expect(sent()).toBe(1);
    gone.store.close();
  });

  it('holds back a later registration of the same person, and no other', async () => {
    await makeUnknown();
    counter.clock.now += 60_000;
    const same = await submit();
    const other = await submit('0123456780');
    await becomes(other, 'submitted');
    expect(await state(same)).toBe('ready');
    expect(sent()).toBe(2);
  });

  it('stops the run: nobody else is put into doubt before the line had time', async () => {
    counter.desk.signOut();
    const [one, two] = [await submit(), await submit('0123456780')];
    counter.service.answers.submit = async () => ({ kind: 'unknown', error: failure('SEND-UNKNOWN') });
    counter.desk.signIn(CLERK);
    await counter.until(one, () => sent() === 1);
    await settle();
    expect([await state(one), await state(two), sent()]).toEqual(['unknown', 'ready', 1]);
  });

  const about = (nid: string, verdict: 'passed' | 'failed' | 'invalid' | 'pending') => async () =>
    ok({
      verdict, word: verdict, comparisons: [{ field: 'nid' as const, card: nid, ec: null, score: null }], textMatches: null,
      cardPhoto: { url: null, matchesEc: null }, counterPhoto: { url: null, matchesEc: null }, other: [],
    });
  const bare = async () => {
    const answer = await about('', 'pending')();
    return ok({ ...answer.data, comparisons: [] });
  };
  const entry = (nid: string, mobile: string) => ({ nid, mobile, name: 'X', submittedOn: '23/11/2026', verdict: 'pending' });

  it.each([
    ['passed', 'passed'],
    ['failed', 'not-passed'],
    ['invalid', 'invalid'],
    ['pending', 'submitted'],
  ] as const)('is settled when the service says "%s" about the same NID', async (verdict, wanted) => {
    const id = await makeUnknown();
    counter.service.answers.verificationStatus = about('012 345 6789', verdict);
    expect(must(await counter.registrations.checkNow(id))).toMatchObject({ state: wanted, lastError: null });
    expect(counter.service.calls.verificationStatus[0]!.slice(0, 2)).toEqual([`token-${CLERK}-0`, '01300000777']);
    expect(must(await counter.registrations.counts()).submittedToday).toBe(1);
  });

  it('stays when the service speaks of somebody else with the same mobile number', async () => {
    const id = await makeUnknown();
    counter.service.answers.verificationStatus = about('0999999999', 'passed');
    expect(must(await counter.registrations.checkNow(id)).state).toBe('unknown');
    expect(sent()).toBe(1);
  });

  it('is settled by an entry of the log with the same NID and mobile number, and by no other', async () => {
    const id = await makeUnknown();
    counter.service.answers.verificationStatus = bare;
    const pages = [[entry('0123456789', '01300000001')], [entry('0999999999', '01300000777')], [entry('0123456789', '+8801300000777')]];
    counter.service.answers.verificationLog = async (_token, filter, page) =>
      ok({ entries: filter === 'all' ? (pages[page - 1] ?? []) : [], hasMore: page < pages.length });
    pages.length = 2;
    expect(must(await counter.registrations.checkNow(id)).state).toBe('unknown');
    pages.push([entry('0123456789', '+8801300000777')]);
    expect(must(await counter.registrations.checkNow(id)).state).toBe('submitted');
  });

  it('stays when this counter sent the same person before: the service could mean that one', async () => {
    await becomes(await submit(), 'submitted');
    const id = await makeUnknown();
    counter.service.answers.verificationStatus = about('0123456789', 'pending');
    expect(must(await counter.registrations.checkNow(id)).state).toBe('unknown');
  });

  it('stays, with the reason, when the service cannot be asked or another clerk is there', async () => {
    const id = await makeUnknown();
    counter.service.answers.verificationStatus = async () => err('SESSION-ENDED');
    expect(await counter.registrations.checkNow(id)).toEqual(err('SESSION-ENDED'));
    expect(await counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    counter.desk.signIn(OTHER_CLERK);
    expect(await counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    expect(counter.service.calls.verificationStatus).toHaveLength(1);
    expect(await state(id)).toBe('unknown');
  });
});

describe('a registration that waits', () => {
  const notSent = (code: ErrorCode = 'NET-DNS'): void => {
    counter.service.answers.submit = async () => ({ kind: 'not-sent', error: failure(code) });
  };
  const accept = (): void => {
    counter.service.answers.submit = async () => ({ kind: 'accepted', detail: '' });
  };

  it('for the line goes out when the line is back, and not before its pause is over otherwise', async () => {
    notSent();
    const id = await submit();
    await becomes(id, 'waiting');
    const { notBefore } = must(await counter.store.get(id));
    expect(notBefore - counter.clock.now).toBeGreaterThanOrEqual(4_000);
    expect(notBefore - counter.clock.now).toBeLessThanOrEqual(6_000);
    accept();
    await settle();
    expect(await state(id)).toBe('waiting');
    counter.registrations.serviceAnswers();
    await becomes(id, 'submitted');
    expect(sent()).toBe(2);
    expect(counter.service.calls.readCard).toHaveLength(1);
  });

  it('waits longer after every attempt, over a restart too', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await becomes(id, 'waiting');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { notBefore, attempts } = must(await counter.store.get(id));
      expect(attempts).toBe(attempt);
      pauses.push(notBefore - counter.clock.now);
      counter.clock.now = notBefore;
      await restart();
      await counter.until(id, (view) => view.state === 'waiting' && sent() === attempt + 1);
    }
    const expected = [5_000, 15_000, 60_000, 300_000, 900_000, 900_000];
    pauses.forEach((pause, index) => {
      expect(pause / expected[index]!).toBeGreaterThanOrEqual(0.8);
      expect(pause / expected[index]!).toBeLessThanOrEqual(1.2);
    });
  });

  it('because the service asked to wait does so, whatever the line does', async () => {
    counter.service.answers.submit = async () => ({ kind: 'throttled', retryAfterMs: 90_000, error: failure('SVC-THROTTLED') });
    const id = await submit();
    await becomes(id, 'waiting');
    expect(must(await counter.store.get(id)).notBefore).toBe(counter.clock.now + 90_000);
    accept();
    counter.registrations.serviceAnswers();
    counter.desk.signIn(CLERK);
    await settle();
    expect(await state(id)).toBe('waiting');
    counter.clock.now += 90_000;
    counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
  });

  it('for its clerk goes out when that clerk signs in, and never under the token of another', async () => {
    counter.service.answers.submit = async () => ({ kind: 'session-ended', error: failure('SESSION-ENDED') });
    const id = await submit();
    await becomes(id, 'waiting');
    expect(counter.desk.ended).toEqual([`token-${CLERK}-0`]);
    accept();
    counter.desk.signIn(OTHER_CLERK);
    expect(await counter.registrations.retry(id)).toEqual(err('SESSION-NEEDED'));
    const others = await submit('0123456780');
    await becomes(others, 'submitted');
    counter.registrations.serviceAnswers();
    await settle();
    expect(await state(id)).toBe('waiting');
    counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
    expect(counter.service.calls.submit.map(([token]) => token)).toEqual([`token-${CLERK}-0`, `token-${OTHER_CLERK}-1`, `token-${CLERK}-2`]);
  });

  it('does not go out when another clerk took the counter while its card was read', async () => {
    counter.service.answers.readCard = async () => {
      counter.desk.signIn(OTHER_CLERK);
      return ok(READING);
    };
    const id = await submit();
    await becomes(id, 'waiting');
    expect(sent()).toBe(0);
  });

  it('goes out at once when the clerk asks for it', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await becomes(id, 'waiting');
    accept();
    must(await counter.registrations.retry(id));
    await becomes(id, 'submitted');
  });

  it('goes out by itself when its time comes', async () => {
    await counter.stop();
    const clock = {
      get now() {
        return Date.now();
      },
    };
    counter = await createCounter({ file, service: counter.service, clock });
    counter.service.answers.submit = async () =>
      sent() === 1 ? { kind: 'throttled', retryAfterMs: 200, error: failure('SVC-THROTTLED') } : { kind: 'accepted', detail: '' };
    const id = await submit();
    await becomes(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('tries the line with one registration, not with all of them', async () => {
    counter.desk.signOut();
    const ids = [await submit('0123456781'), await submit('0123456782'), await submit('0123456783')];
    counter.service.answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
    counter.desk.signIn(CLERK);
    await counter.until(ids[0]!, () => counter.service.calls.readCard.length === 1);
    await settle();
    expect(await Promise.all(ids.map(state))).toEqual(['waiting', 'ready', 'ready']);
    expect(must(await counter.registrations.counts())).toMatchObject({ waiting: 3 });
    counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    counter.registrations.serviceAnswers();
    for (const id of ids) await becomes(id, 'submitted');
  });

  it('stands in nobody\'s way when its own trouble is its own', async () => {
    counter.desk.signOut();
    const [bad, good] = [await submit('0123456781'), await submit('0123456782')];
    counter.service.answers.readCard = async () => (counter.service.calls.readCard.length === 1 ? err('SVC-BROKEN') : ok({ ...READING, fields: {} }));
    counter.desk.signIn(CLERK);
    await becomes(good, 'submitted');
    expect(await state(bad)).toBe('waiting');
  });
});

describe('a refusal', () => {
  const refuse = (error: Extract<SubmitOutcome, { kind: 'refused' }>['error'], times: number): void => {
    counter.service.answers.submit = async () => (sent() <= times ? { kind: 'refused', error } : { kind: 'accepted', detail: '' });
  };

  it('is shown with the service\'s words on the field, and cured by an edit', async () => {
    refuse({ code: 'SVC-REFUSED', service: 'Check the form', fields: { nominee: 'Too short' } }, 1);
    const id = await submit();
    expect((await becomes(id, 'failed')).lastError).toEqual({ code: 'SVC-REFUSED', service: 'Check the form', fields: { nominee: 'Too short' } });
    must(await counter.registrations.putAside(id));
    expect(must(await counter.registrations.list('attention'))).toMatchObject([{ id, state: 'failed' }]);
    must(await counter.registrations.open(id));
    must(await counter.registrations.saveFields(id, { nominee: 'KARIM UDDIN AHMED' }, undefined));
    must(await counter.registrations.submit(id, AGREED));
    await becomes(id, 'submitted');
    expect(counter.service.calls.submit[1]![1].nominee).toBe('KARIM UDDIN AHMED');
  });

  it.each(['id_front_url', 'id_back_url', 'id_front_name'])('of the handle %s is cured by one new step 1', async (field) => {
    refuse({ code: 'SVC-REFUSED', fields: { [field]: 'expired' } }, 1);
    const id = await submit();
    await becomes(id, 'submitted');
    expect([counter.service.calls.readCard.length, sent()]).toEqual([2, 2]);
  });

  it('of the handles twice is a failure', async () => {
    refuse({ code: 'SVC-REFUSED', fields: { id_front_url: 'expired' } }, 2);
    const id = await submit();
    await becomes(id, 'failed');
    expect([counter.service.calls.readCard.length, sent()]).toEqual([2, 2]);
  });

  it('of a photo that is too large is cured by a smaller one, once', async () => {
    refuse({ code: 'SVC-TOO-LARGE' }, 1);
    const id = await submit();
    await becomes(id, 'submitted');
    const [first, second] = counter.service.calls.submit.map(([, form]) => form.photo.byteLength);
    expect(second).toBeLessThan(first!);
    refuse({ code: 'SVC-TOO-LARGE' }, 4);
    await becomes(await submit('0123456780'), 'failed');
    expect(sent()).toBe(4);
  });
});

describe('the card of a submitted registration', () => {
  it('that names somebody else than was typed goes back to the clerk, with both numbers, and is sent once they decided', async () => {
    counter.service.answers.readCard = async () => ok({ ...READING, fields: { ...READING.fields, nid_no: '0999999999' } });
    const id = await submit();
    const review = await becomes(id, 'needs-review');
    expect(sent()).toBe(0);
    expect(review.fields.nid_no).toMatchObject({ value: '0123456789', readings: { service: '0999999999' } });
    must(await counter.registrations.open(id));
    must(await counter.registrations.submit(id, AGREED));
    await becomes(id, 'submitted');
    expect(counter.service.calls.submit[0]![1].nid_no).toBe('0123456789');
  });

  it('that cannot be read goes back to the clerk', async () => {
    counter.service.answers.readCard = async () => err('SVC-UNREAD');
    const id = await submit();
    expect((await becomes(id, 'needs-review')).lastError).toEqual({ code: 'SVC-UNREAD' });
  });

  it('found under way by a restart is simply sent again', async () => {
    counter.service.answers.readCard = () => new Promise(() => undefined);
    const id = await submit();
    await becomes(id, 'sending-card');
    const gone = counter;
    const service = { ...counter.service };
    service.answers.readCard = async () => ok(READING);
    counter = await createCounter({ file, service, clock: counter.clock });
    await becomes(id, 'submitted');
    expect(sent()).toBe(1);
    gone.store.close();
  });
});

describe('a store that cannot be written', () => {
  it('when the answer comes keeps the answer until it can', async () => {
    let lock: DatabaseSync | null = null;
    counter.service.answers.submit = async () => {
      lock = new DatabaseSync(file);
      lock.exec('BEGIN IMMEDIATE');
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await counter.until(id, () => lock !== null);
    // SQLite waits two seconds for the other one, then gives up.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await state(id)).toBe('sending-form');
    lock!.exec('ROLLBACK');
    lock!.close();
    counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
    expect(sent()).toBe(1);
  });
});
