import { describe, expect, it } from 'vitest';
import { collectAllGarbage, collectGarbage } from '#main/process/collect-garbage.ts';
import { serveHelper, type HelperPort } from '#main/process/serve.ts';
import { ok } from '#shared/result.ts';

const served = (idleMs = 60_000) => {
  const said: unknown[] = [];
  let deliver: (message: unknown) => void = () => undefined;
  const port: HelperPort = {
    postMessage: (message) => void said.push(message),
    onMessage: (listen) => (deliver = listen),
  };
  serveHelper(
    port,
    { echo: async (payload) => ok(payload) },
    {
      free: async () => void said.push('freed'),
      freeWhenIdle: async () => void said.push('freed at rest'),
      idleMs,
    },
  );
  return { said, ask: (message: unknown) => deliver(message) };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the helper side of a request', () => {
  it('frees memory after the answer was sent, and reports what is still in use', async () => {
    const { said, ask } = served();
    ask({ id: 1, method: 'echo', payload: 7 });
    await turn();
    await turn();
    expect(said).toEqual([
      { id: 1, result: ok(7) },
      'freed',
      { residentBytes: expect.any(Number) as number },
    ]);
  });

  it('frees all that it can, once, when no further request has come', async () => {
    const { said, ask } = served(20);
    ask({ id: 1, method: 'echo', payload: 7 });
    await expect.poll(() => said).toContain('freed at rest');
    await turn();
    ask({ id: 2, method: 'echo', payload: 8 });
    await expect.poll(() => said.filter((what) => what === 'freed at rest')).toHaveLength(2);
    const report = { residentBytes: expect.any(Number) as number };
    const each = ['freed', report, 'freed at rest', report];
    await turn();
    expect(said).toEqual([{ id: 1, result: ok(7) }, ...each, { id: 2, result: ok(8) }, ...each]);
  });

  it('does not answer a message that is no request', async () => {
    const { said, ask } = served();
    ask('hello');
    await turn();
    await turn();
    expect(said).toEqual([]);
  });
});

describe('collectGarbage', () => {
  it('frees a buffer without references', async () => {
    const held = new WeakRef(new Uint8Array(50_000_000));
    // A WeakRef keeps its target to the end of the turn in which it was made.
    await turn();
    await collectGarbage();
    expect(held.deref()).toBeUndefined();
  });
});

describe('collectAllGarbage', () => {
  it('frees a buffer without references and leaves the process able to work', async () => {
    const held = new WeakRef(new Uint8Array(50_000_000));
    await turn();
    await collectAllGarbage();
    expect(held.deref()).toBeUndefined();
  });
});
