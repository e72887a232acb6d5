import { describe, expect, it } from 'vitest';
import { collectAllGarbage, collectGarbage } from '#main/process/collect-garbage.ts';

const waitForNextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('collectGarbage', () => {
  it('frees a buffer without references', async () => {
    const buffer = new WeakRef(new Uint8Array(50_000_000));
    // A WeakRef keeps its target alive until the end of the turn in which it was created.
    await waitForNextTurn();
    await collectGarbage();
    expect(buffer.deref()).toBeUndefined();
  });
});

describe('collectAllGarbage', () => {
  it('frees a buffer without references and returns normally', async () => {
    const buffer = new WeakRef(new Uint8Array(50_000_000));
    await waitForNextTurn();
    await collectAllGarbage();
    expect(buffer.deref()).toBeUndefined();
  });
});
