import { describe, expect, it } from 'vitest';
import {
  matchesSearch,
  useVerificationLog,
} from '#renderer/features/verification/use-verification-log.ts';
import { limits } from '#shared/limits.ts';
import { ok } from '#shared/result.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';

const entry = {
  mobile: '01300005678',
  name: 'মোঃ উদাহরণ মিয়া',
  nid: '0123456789',
  submittedOn: '2026-05-12',
  verdict: 'passed',
};

describe('matchesSearch', () => {
  it.each(['5678', '০১৩০০', '+880 1300', '012 345 6789', 'উদাহরণ', ' '])(
    'finds the customer by "%s"',
    (typed) => {
      expect(matchesSearch(entry, typed)).toBe(true);
    },
  );

  it('ignores the case of Latin names and matches nothing else', () => {
    expect(matchesSearch({ ...entry, name: 'NAMUNA BEGUM' }, 'begum')).toBe(true);
    expect(matchesSearch(entry, '9999')).toBe(false);
    expect(matchesSearch(entry, 'begum')).toBe(false);
  });
});

describe('useVerificationLog with a complete log in the main process', () => {
  it('fetches all messages of the log in order', async () => {
    const messages = [limits.logPageMaxEntries, limits.logPageMaxEntries, 3].map(
      (count, messageIndex) =>
        Array.from({ length: count }, (_, index) => ({
          ...entry,
          nid: `${messageIndex}-${index}`,
          submittedOn: '28/11/2026',
        })),
    );
    const requestedPages: number[] = [];
    const log = useVerificationLog({
      log: async ({ page }) => {
        requestedPages.push(page);
        return ok({ entries: messages[page - 1] ?? [], complete: page === 3, sorted: true });
      },
    });
    await log.selectFilter('all');
    expect(requestedPages).toEqual([1, 2, 3]);
    expect(log.entries.value.map(({ nid }) => nid)).toEqual(messages.flat().map(({ nid }) => nid));
    expect(log.isComplete.value).toBe(true);
  });
});

describe('useVerificationLog with an incomplete first page', () => {
  it('sorts the entries when the last page has arrived', async () => {
    const createDays = (month: number): { submittedOn: string }[] =>
      Array.from({ length: month === 1 ? limits.logPageMaxEntries : 3 }, (_, index) => ({
        submittedOn: `2026-0${month}-${String((index % 28) + 1).padStart(2, '0')}`,
      }));
    const pages = [1, 2].map((month) => createDays(month).map((day) => ({ ...entry, ...day })));
    const log = useVerificationLog({
      log: async ({ page }) =>
        ok({ entries: pages[page - 1] ?? [], complete: page === 2, sorted: false }),
    });
    await log.selectFilter('all');
    const days = log.entries.value.map(({ submittedOn }) => submittedOn);
    expect(days).toEqual([...days].sort().reverse());
  });
});

describe('useVerificationLog', () => {
  it('fetches one page after the other until the end', async () => {
    const log = useVerificationLog(createFakeKiosk().verification);
    await log.selectFilter('all');
    expect(log.entries.value).toHaveLength(20);
    await log.loadMore();
    await log.loadMore();
    expect(log.entries.value).toHaveLength(60);
    expect(log.isComplete.value).toBe(true);
  });

  it('restarts with another filter, and drops a late response for the previous one', async () => {
    const log = useVerificationLog(createFakeKiosk().verification);
    const firstRequest = log.selectFilter('all');
    await log.selectFilter('verification-failed');
    await firstRequest;
    expect(log.entries.value.length).toBeGreaterThan(0);
    expect(log.entries.value.every(({ verdict }) => verdict === 'verification-failed')).toBe(true);
  });

  it('keeps the loaded entries when the next page fails, and fetches it on retry', async () => {
    const kiosk = createFakeKiosk();
    const log = useVerificationLog(kiosk.verification);
    await log.selectFilter('all');
    kiosk.fail('verification.log', { code: 'NET-CUT' });
    await log.loadMore();
    expect(log.error.value).toEqual({ code: 'NET-CUT' });
    expect(log.entries.value).toHaveLength(20);
    kiosk.fail('verification.log', null);
    await log.loadMore();
    expect(kiosk.calls.at(-1)?.input).toEqual({ filter: 'all', page: 2 });
    expect(log.entries.value).toHaveLength(40);
  });
});
