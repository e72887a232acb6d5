import { describe, expect, it } from 'vitest';
import { useOutboxDetails } from '#renderer/features/outbox/use-outbox-details.ts';
import { err, ok } from '#shared/result.ts';

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('useOutboxDetails', () => {
  it('limits requests while the selection moves quickly and ends with the last row', async () => {
    const asked: string[] = [];
    const selection = useOutboxDetails({
      outbox: {
        details: async ({ id }: { id: string }) => {
          asked.push(id);
          await Promise.resolve();
          return ok({ row: { id } });
        },
      },
    } as never);
    for (let n = 1; n <= 100; n++) void selection.select(idOf(n));
    await expect.poll(() => selection.details.value?.row.id).toBe(idOf(100));
    expect(asked.length).toBeLessThan(10);
    expect(asked.at(-1)).toBe(idOf(100));
  });

  it('reports a registration that no longer exists', async () => {
    const selection = useOutboxDetails({
      outbox: { details: async () => err('REG-NOT-FOUND') },
    } as never);
    await selection.select(idOf(1));
    expect([selection.error.value?.code, selection.details.value]).toEqual(['REG-NOT-FOUND', null]);
    await selection.select(null);
    expect(selection.details.value).toBeNull();
  });
});
