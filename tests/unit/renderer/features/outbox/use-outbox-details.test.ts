import { describe, expect, it } from 'vitest';
import { useOutboxDetails } from '#renderer/features/outbox/use-outbox-details.ts';
import { err, ok } from '#shared/result.ts';

const createId = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('useOutboxDetails', () => {
  it('limits requests while the selection moves quickly and ends with the last row', async () => {
    const requestedIds: string[] = [];
    const selection = useOutboxDetails({
      outbox: {
        details: async ({ id }: { id: string }) => {
          requestedIds.push(id);
          await Promise.resolve();
          return ok({ row: { id } });
        },
      },
    } as never);
    for (let number = 1; number <= 100; number++) void selection.select(createId(number));
    await expect.poll(() => selection.details.value?.row.id).toBe(createId(100));
    expect(requestedIds.length).toBeLessThan(10);
    expect(requestedIds.at(-1)).toBe(createId(100));
  });

  it('reports a registration that no longer exists', async () => {
    const selection = useOutboxDetails({
      outbox: { details: async () => err('REG-NOT-FOUND') },
    } as never);
    await selection.select(createId(1));
    expect([selection.error.value?.code, selection.details.value]).toEqual(['REG-NOT-FOUND', null]);
    await selection.select(null);
    expect(selection.details.value).toBeNull();
  });
});
