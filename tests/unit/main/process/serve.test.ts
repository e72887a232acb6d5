import { describe, expect, it } from 'vitest';
import { collectGarbage } from '#main/process/collect-garbage.ts';
import { serveHelper, type HelperPort } from '#main/process/serve.ts';
import { ok } from '#shared/result.ts';

const served = () => {
  const said: unknown[] = [];
  let tell: (message: unknown) => void = () => undefined;
  const port: HelperPort = {
    postMessage: (message) => void said.push(message),
    onMessage: (listen) => (tell = listen),
  };
  serveHelper(port, { echo: async (payload) => ok(payload) }, () => void said.push('answered'));
  return { said, ask: (message: unknown) => tell(message) };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the helper side of a request', () => {
  it('tells that a request was answered once the answer is on its way', async () => {
    const { said, ask } = served();
    ask({ id: 1, method: 'echo', payload: 7 });
    await turn();
    await turn();
    expect(said).toEqual([{ id: 1, result: ok(7) }, 'answered']);
  });

  it('tells nothing about a message that is no request', async () => {
    const { said, ask } = served();
    ask('hello');
    await turn();
    await turn();
    expect(said).toEqual([]);
  });
});

describe('collectGarbage', () => {
  it('frees a buffer that nobody holds any more', async () => {
    const held = new WeakRef(new Uint8Array(50_000_000));
    // A WeakRef keeps its target to the end of the turn in which it was made.
    await turn();
    await collectGarbage();
    expect(held.deref()).toBeUndefined();
  });
});
