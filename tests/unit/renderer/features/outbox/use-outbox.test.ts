import { describe, expect, it } from 'vitest';
import { PAGE_SIZE, useOutbox } from '#renderer/features/outbox/use-outbox.ts';
import type { OutboxRow } from '#shared/domain/outbox.ts';
import type { CallInput, CallOutput } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/result.ts';

type Query = CallInput<'outbox.page'>;
type Page = CallOutput<'outbox.page'>;

const row = (n: number, attempts: number): OutboxRow => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  reference: `0142-3-${String(n).padStart(4, '0')}`,
  state: 'waiting',
  step: 'review',
  maskedName: 'N•••',
  maskedNid: '',
  createdAt: 1,
  updatedAt: 1,
  submittedAt: 1,
  attempts,
  lastError: null,
  notBefore: 0,
  waitsFor: 'connection',
  isOwn: true,
});

/** A fake main process with `total` rows, which a test can make fail or wait. */
const createMain = (total: number) => {
  const asked: Query[] = [];
  const main = { total, attempts: 0, fails: false, gate: Promise.resolve() };
  const page = async (query: Query): Promise<Result<Page>> => {
    asked.push(query);
    await main.gate;
    if (main.fails) return err('STORE-DAMAGED');
    const rowCount = Math.max(0, Math.min(query.limit, main.total - query.offset));
    const rows = Array.from({ length: rowCount }, (_, at) => row(query.offset + at, main.attempts));
    const counts = {
      all: main.total,
      'needs-attention': 0,
      'in-progress': main.total,
      'on-hold-or-draft': 0,
      done: 0,
    };
    return ok({ rows, total: main.total, counts });
  };
  return { asked, main, list: useOutbox({ outbox: { page } } as never) };
};
const offsets = (asked: readonly Query[]): number[] => asked.map(({ offset }) => offset);

describe('useOutbox', () => {
  it('fetches each page once, when it becomes visible', async () => {
    const { asked, list } = createMain(10_000);
    await list.choose({});
    expect(offsets(asked)).toEqual([0]);
    expect(list.total.value).toBe(10_000);
    list.setVisibleRange({ from: 90, to: 120 });
    await expect.poll(() => list.rowAt(119)).toBeDefined();
    list.setVisibleRange({ from: 92, to: 118 });
    list.setVisibleRange({ from: 9_990, to: 10_000 });
    await expect.poll(() => list.rowAt(9_999)?.reference).toBe('0142-3-9999');
    expect(offsets(asked)).toEqual([0, PAGE_SIZE, 2 * PAGE_SIZE, 9_950]);
    expect(list.rowAt(5_000)).toBeUndefined();
    expect(list.indexOf(row(101, 0).id)).toBe(101);
    expect(list.indexOf(row(5_000, 0).id)).toBeNull();
  });

  it('refreshes visible pages once for many changes', async () => {
    const { asked, main, list } = createMain(200);
    await list.choose({});
    list.setVisibleRange({ from: 60, to: 80 });
    await expect.poll(() => list.rowAt(60)).toBeDefined();
    main.attempts = 3;
    for (let n = 0; n < 20; n++) list.onRegistrationsChanged();
    await expect.poll(() => list.rowAt(60)?.attempts).toBe(3);
    expect(offsets(asked)).toEqual([0, PAGE_SIZE, PAGE_SIZE]);
    // The other page is refreshed only when it becomes visible.
    expect(list.rowAt(0)?.attempts).toBe(0);
    list.setVisibleRange({ from: 0, to: 10 });
    await expect.poll(() => list.rowAt(0)?.attempts).toBe(3);
    list.stop();
  });

  it('drops a response to an earlier request', async () => {
    const { main, list } = createMain(30);
    let open = (): void => undefined;
    main.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = list.choose({ filter: 'done' });
    const second = list.choose({ filter: 'in-progress', search: ' 0142 ' });
    main.total = 7;
    open();
    await Promise.all([first, second]);
    expect([list.filter.value, list.total.value, list.rowAt(6)?.reference]).toEqual([
      'in-progress',
      7,
      '0142-3-0006',
    ]);
  });

  it('reports a failure, keeps the rows, and recovers on retry', async () => {
    const { main, list } = createMain(30);
    await list.choose({});
    main.fails = true;
    await list.reload();
    expect(list.error.value?.code).toBe('STORE-DAMAGED');
    expect(list.rowAt(0)).toBeDefined();
    main.fails = false;
    await list.reload();
    expect(list.error.value).toBeNull();
  });

  it('removes rows that no longer exist', async () => {
    const { main, list } = createMain(120);
    await list.choose({});
    list.setVisibleRange({ from: 100, to: 120 });
    await expect.poll(() => list.rowAt(119)).toBeDefined();
    main.total = 10;
    await list.reload();
    expect(list.total.value).toBe(10);
    await expect.poll(() => list.rows.value.size).toBe(10);
  });
});
