import { describe, expect, it } from 'vitest';
import { PAGE_SIZE, useOutbox } from '#renderer/features/outbox/use-outbox.ts';
import type { OutboxRow } from '#shared/domain/outbox.ts';
import type { CallInput, CallOutput } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/result.ts';

type Query = CallInput<'outbox.page'>;
type Page = CallOutput<'outbox.page'>;

const createRow = (number: number, attempts: number): OutboxRow => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  reference: `0142-3-${String(number).padStart(4, '0')}`,
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

/** Creates a fake main process with `total` rows, which a test can make fail or wait. */
const createFakeMain = (total: number) => {
  const queries: Query[] = [];
  const main = { total, attempts: 0, isFailing: false, delay: Promise.resolve() };
  const page = async (query: Query): Promise<Result<Page>> => {
    queries.push(query);
    await main.delay;
    if (main.isFailing) return err('STORE-DAMAGED');
    const rowCount = Math.max(0, Math.min(query.limit, main.total - query.offset));
    const rows = Array.from({ length: rowCount }, (_, index) =>
      createRow(query.offset + index, main.attempts),
    );
    const counts = {
      all: main.total,
      'needs-attention': 0,
      'in-progress': main.total,
      'on-hold-or-draft': 0,
      done: 0,
    };
    return ok({ rows, total: main.total, counts });
  };
  return { queries, main, list: useOutbox({ outbox: { page } } as never) };
};
const listOffsets = (queries: readonly Query[]): number[] => queries.map(({ offset }) => offset);

describe('useOutbox', () => {
  it('fetches each page once, when it becomes visible', async () => {
    const { queries, list } = createFakeMain(10_000);
    await list.setQuery({});
    expect(listOffsets(queries)).toEqual([0]);
    expect(list.total.value).toBe(10_000);
    list.setVisibleRange({ from: 90, to: 120 });
    await expect.poll(() => list.rowAt(119)).toBeDefined();
    list.setVisibleRange({ from: 92, to: 118 });
    list.setVisibleRange({ from: 9_990, to: 10_000 });
    await expect.poll(() => list.rowAt(9_999)?.reference).toBe('0142-3-9999');
    expect(listOffsets(queries)).toEqual([0, PAGE_SIZE, 2 * PAGE_SIZE, 9_950]);
    expect(list.rowAt(5_000)).toBeUndefined();
    expect(list.indexOf(createRow(101, 0).id)).toBe(101);
    expect(list.indexOf(createRow(5_000, 0).id)).toBeNull();
  });

  it('refreshes visible pages once for many changes', async () => {
    const { queries, main, list } = createFakeMain(200);
    await list.setQuery({});
    list.setVisibleRange({ from: 60, to: 80 });
    await expect.poll(() => list.rowAt(60)).toBeDefined();
    main.attempts = 3;
    for (let n = 0; n < 20; n++) list.onRegistrationsChanged();
    await expect.poll(() => list.rowAt(60)?.attempts).toBe(3);
    expect(listOffsets(queries)).toEqual([0, PAGE_SIZE, PAGE_SIZE]);
    // The other page is refreshed only when it becomes visible.
    expect(list.rowAt(0)?.attempts).toBe(0);
    list.setVisibleRange({ from: 0, to: 10 });
    await expect.poll(() => list.rowAt(0)?.attempts).toBe(3);
    list.stop();
  });

  it('drops a response to an earlier request', async () => {
    const { main, list } = createFakeMain(30);
    let endDelay = (): void => undefined;
    main.delay = new Promise((resolve) => {
      endDelay = resolve;
    });
    const first = list.setQuery({ filter: 'done' });
    const second = list.setQuery({ filter: 'in-progress', search: ' 0142 ' });
    main.total = 7;
    endDelay();
    await Promise.all([first, second]);
    expect([list.filter.value, list.total.value, list.rowAt(6)?.reference]).toEqual([
      'in-progress',
      7,
      '0142-3-0006',
    ]);
  });

  it('reports a failure, keeps the rows, and recovers on retry', async () => {
    const { main, list } = createFakeMain(30);
    await list.setQuery({});
    main.isFailing = true;
    await list.reload();
    expect(list.error.value?.code).toBe('STORE-DAMAGED');
    expect(list.rowAt(0)).toBeDefined();
    main.isFailing = false;
    await list.reload();
    expect(list.error.value).toBeNull();
  });

  it('removes rows that no longer exist', async () => {
    const { main, list } = createFakeMain(120);
    await list.setQuery({});
    list.setVisibleRange({ from: 100, to: 120 });
    await expect.poll(() => list.rowAt(119)).toBeDefined();
    main.total = 10;
    await list.reload();
    expect(list.total.value).toBe(10);
    await expect.poll(() => list.rows.value.size).toBe(10);
  });
});
