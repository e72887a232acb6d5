import { describe, expect, it } from 'vitest';
import { decodeBaseline, encodeBaseline, lookInLog, readBaseline, type Baseline } from '../../../../src/main/registrations/baseline.ts';
import { judge, type Seen } from '../../../../src/main/registrations/reconcile.ts';
import type { Token } from '../../../../src/main/ekyc/port.ts';
import type { LogEntry } from '../../../../src/shared/domain/verification.ts';
import { err, ok } from '../../../../src/shared/result.ts';
import { createFakeClient, must, STATUS } from './bench.ts';

const NOW = Date.UTC(2026, 10, 23, 4);
const WHO = { nid: '0123456789', mobile: '01300000777' };
const TOKEN = 'token' as Token;

const before = (about: 'same' | 'other' | 'someone' | 'nobody' | null, entries: number | null = 0, complete = true): Baseline => ({
  version: 1,
  status: about && { about, word: 'x' },
  entries,
  complete,
  at: NOW,
});
const now = (about: Seen['about'], entries = 0, more: Partial<Seen> = {}): Seen => ({
  about,
  word: 'x',
  log: { entries, complete: true, covers: true },
  otherSent: false,
  ...more,
});
const unsure = { log: { entries: 0, complete: false, covers: false } };

describe('what an unknown outcome is found to be', () => {
  it.each<[string, Baseline | null, Seen, ReturnType<typeof judge>]>([
    ['the status names the NID, and did not before', before('nobody'), now('same'), 'present'],
    ['the status named another NID before', before('other'), now('same'), 'present'],
    ['the log has a first line', before('nobody'), now('someone', 1), 'present'],
    ['the log has one more line of a known customer', before('same', 1), now('same', 2), 'present'],
    ['nobody, and the log has none', before('nobody'), now('nobody'), 'absent'],
    ['only somebody else has the number', before('other'), now('other'), 'absent'],
    ['no baseline, and nothing is there', null, now('nobody'), 'absent'],
    ['the status named the NID before too', before('same', 1), now('same', 1), 'doubtful'],
    ['the log had the line before', before('someone', 1), now('same', 1), 'doubtful'],
    ['somebody had the number before, nobody knows who', before('someone'), now('same'), 'doubtful'],
    ['no baseline to compare with', null, now('same', 1), 'doubtful'],
    ['the status could not be read before', before(null), now('same'), 'doubtful'],
    ['the log could not be read before', before('nobody', null), now('same'), 'doubtful'],
    ['somebody has the number now, and no line says who', before('nobody'), now('someone'), 'doubtful'],
    ['the log is too long to be sure that it has none', before('nobody'), now('nobody', 0, unsure), 'doubtful'],
    ['the line may have been on another page before', before('other', 0, false), now('other', 1), 'doubtful'],
    ['a known customer is not found any more', before('same', 1), now('nobody'), 'doubtful'],
    ['this counter sent the same person before', before('nobody'), now('same', 0, { otherSent: true }), 'doubtful'],
    ['the new line may be that of the one sent before', before('nobody'), now('someone', 1, { otherSent: true }), 'doubtful'],
    ['nothing there, though this counter sent one before', null, now('nobody', 0, { otherSent: true }), 'doubtful'],
    ['one more line than the one sent before', before('someone', 1), now('someone', 2, { otherSent: true }), 'present'],
  ])('%s', (_story, baseline, seen, finding) => {
    expect(judge(baseline, seen)).toBe(finding);
  });
});

const line = (submittedOn: string, more: Partial<LogEntry> = {}): LogEntry => ({
  mobile: '01300009999', nid: '9999999999', name: 'X', submittedOn, verdict: 'pending', ...more,
});
const full = (first: string, last: string, own = false): LogEntry[] =>
  Array.from({ length: 20 }, (_, at) => line(at < 10 ? first : last, own && at === 19 ? WHO : {}));

describe('the log', () => {
  const look = async (pages: LogEntry[][], most = 10) => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async (_token, _filter, page) => ok({ entries: pages[page - 1] ?? [], whole: page >= pages.length });
    return { look: must(await lookInLog(client, TOKEN, WHO, { pages: most, sentAt: NOW })), asked: calls.verificationLog.length };
  };

  it('that is short is read whole, and its lines of this NID and number are counted', async () => {
    const lines = [line('1/1/2026', WHO), line('2/1/2026', { ...WHO, mobile: '01300000778' }), line('2/1/2026', { ...WHO, nid: '0123456780' })];
    expect(await look([lines])).toEqual({ look: { entries: 1, complete: true, covers: true }, asked: 1 });
  });

  it('that shows its newest lines first is read back to before the sending, and no further', async () => {
    const pages = [full('23/11/2026', '23/11/2026'), full('23/11/2026', '22/11/2026', true), full('21/11/2026', '20/11/2026')];
    expect(await look(pages)).toEqual({ look: { entries: 1, complete: false, covers: true }, asked: 2 });
  });

  it('that shows its oldest lines first, or dates nobody can read, does not say that a line is missing', async () => {
    const oldest = [full('1/1/2026', '2/1/2026'), full('2/1/2026', '3/1/2026'), full('3/1/2026', '4/1/2026')];
    expect((await look(oldest, 2)).look).toEqual({ entries: 0, complete: false, covers: false });
    expect((await look([full('soon', 'later'), full('soon', 'later')], 1)).look.covers).toBe(false);
  });
});

describe('the baseline', () => {
  it('is one status and one page of the log', async () => {
    const { client, calls } = createFakeClient();
    const read = must(await readBaseline(client, TOKEN, WHO, () => NOW, {}));
    expect(read).toEqual({ ...before('nobody'), status: { about: 'nobody', word: 'invalid' } });
    expect([calls.verificationStatus.length, calls.verificationLog.length]).toEqual([1, 1]);
    expect(decodeBaseline(encodeBaseline(read))).toEqual(read);
    expect(decodeBaseline(Buffer.from('{"version":2}'))).toBeNull();
  });

  it.each(['NET-DNS', 'NET-TIMEOUT', 'SESSION-ENDED', 'SVC-THROTTLED', 'SVC-NOT-JSON'] as const)(
    'that cannot be read because of %s is a failure of either call',
    async (code) => {
      const { client, answers } = createFakeClient();
      answers.verificationLog = async () => err(code);
      expect(await readBaseline(client, TOKEN, WHO, () => NOW, {})).toEqual(err(code));
      answers.verificationStatus = async () => err(code);
      expect(await readBaseline(client, TOKEN, WHO, () => NOW, {})).toEqual(err(code));
    },
  );

  it('says of what the service will not answer that nobody knows', async () => {
    const { client, answers } = createFakeClient();
    answers.verificationStatus = async () => err('SVC-REFUSED');
    answers.verificationLog = async () => err('SVC-NOT-FOUND');
    expect(must(await readBaseline(client, TOKEN, WHO, () => NOW, {}))).toMatchObject({ status: null, entries: null, complete: false });
  });

  it('knows whom a status is about', async () => {
    const { client, answers } = createFakeClient();
    const named = (card: string) => ({ ...STATUS, comparisons: [{ field: 'nid' as const, card, ec: null, score: null }] });
    const about = async (status: typeof STATUS) => {
      answers.verificationStatus = async () => ok(status);
      return must(await readBaseline(client, TOKEN, WHO, () => NOW, {})).status?.about;
    };
    expect(await about(named('012 345 6789'))).toBe('same');
    expect(await about(named('0999999999'))).toBe('other');
    expect(await about({ ...STATUS, verdict: 'pending', word: 'pending' })).toBe('someone');
    expect(await about({ ...STATUS, verdict: 'nobody', word: 'not_found' })).toBe('nobody');
  });
});
