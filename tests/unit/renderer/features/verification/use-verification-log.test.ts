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

describe('searching the verification log', () => {
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

describe('log that the main process holds completely', () => {
  it('is fetched completely in parts and in order', async () => {
    const parts = [limits.logPageMaxEntries, limits.logPageMaxEntries, 3].map((count, part) =>
      Array.from({ length: count }, (_, n) => ({
        ...entry,
        nid: `${part}-${n}`,
        submittedOn: '28/11/2026',
      })),
    );
    const asked: number[] = [];
    const log = useVerificationLog({
      log: async ({ page }) => {
        asked.push(page);
        return ok({ entries: parts[page - 1] ?? [], complete: page === 3, sorted: true });
      },
    });
    await log.show('all');
    expect(asked).toEqual([1, 2, 3]);
    expect(log.entries.value.map(({ nid }) => nid)).toEqual(parts.flat().map(({ nid }) => nid));
    expect(log.isComplete.value).toBe(true);
  });
});

describe('log that is incomplete with its first page', () => {
  it('is sorted when its last page has arrived', async () => {
    const daysOf = (month: number): { submittedOn: string }[] =>
      Array.from({ length: month === 1 ? limits.logPageMaxEntries : 3 }, (_, at) => ({
        submittedOn: `2026-0${month}-${String((at % 28) + 1).padStart(2, '0')}`,
      }));
    const pages = [1, 2].map((month) => daysOf(month).map((day) => ({ ...entry, ...day })));
    const log = useVerificationLog({
      log: async ({ page }) =>
        ok({ entries: pages[page - 1] ?? [], complete: page === 2, sorted: false }),
    });
    await log.show('all');
    const days = log.entries.value.map(({ submittedOn }) => submittedOn);
    expect(days).toEqual([...days].sort().reverse());
  });
});

describe('pages of the log', () => {
  it('are fetched one after the other until the end', async () => {
    const log = useVerificationLog(createFakeKiosk().verification);
    await log.show('all');
    expect(log.entries.value).toHaveLength(20);
    await log.loadMore();
    await log.loadMore();
    expect(log.entries.value).toHaveLength(60);
    expect(log.isComplete.value).toBe(true);
  });

  it('restart with another filter and drop a late response for the old one', async () => {
    const log = useVerificationLog(createFakeKiosk().verification);
    const slow = log.show('all');
    await log.show('verification-failed');
    await slow;
    expect(log.entries.value.length).toBeGreaterThan(0);
    expect(log.entries.value.every(({ verdict }) => verdict === 'verification-failed')).toBe(true);
  });

  it('stay loaded when the next page fails, which is fetched on retry', async () => {
    const kiosk = createFakeKiosk();
    const log = useVerificationLog(kiosk.verification);
    await log.show('all');
    kiosk.fail('verification.log', { code: 'NET-CUT' });
    await log.loadMore();
    expect(log.error.value).toEqual({ code: 'NET-CUT' });
    expect(log.entries.value).toHaveLength(20);
    kiosk.fail('verification.log', null);
    await log.loadMore();
    expect(kiosk.asked.at(-1)?.input).toEqual({ filter: 'all', page: 2 });
    expect(log.entries.value).toHaveLength(40);
  });
});
