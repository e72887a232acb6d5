import { describe, expect, it } from 'vitest';
import { serveHelper, type HelperPort } from '#main/process/serve.ts';
import { ok } from '#shared/result.ts';

const createServer = (idleMs = 60_000) => {
  const events: unknown[] = [];
  let deliver: (message: unknown) => void = () => undefined;
  const port: HelperPort = {
    postMessage: (message) => void events.push(message),
    onMessage: (listen) => (deliver = listen),
  };
  serveHelper(
    port,
    { echo: async (payload) => ok(payload) },
    {
      free: async () => void events.push('freed'),
      freeWhenIdle: async () => void events.push('freed when idle'),
      idleMs,
    },
  );
  return { events, deliver: (message: unknown) => deliver(message) };
};
/** Waits for the next turn of the event loop. A request is answered in one turn, and its memory is freed in the next. */
const waitForNextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('serveHelper', () => {
  it('frees memory after the answer was sent, and reports the resident memory', async () => {
    const { events, deliver } = createServer();
    deliver({ id: 1, method: 'echo', payload: 7 });
    await waitForNextTurn();
    await waitForNextTurn();
    expect(events).toEqual([
      { id: 1, result: ok(7) },
      'freed',
      { residentBytes: expect.any(Number) as number },
    ]);
  });

  it('frees idle memory once when no further request has arrived', async () => {
    const { events, deliver } = createServer(20);
    deliver({ id: 1, method: 'echo', payload: 7 });
    await expect.poll(() => events).toContain('freed when idle');
    await waitForNextTurn();
    deliver({ id: 2, method: 'echo', payload: 8 });
    await expect.poll(() => events.filter((event) => event === 'freed when idle')).toHaveLength(2);
    const report = { residentBytes: expect.any(Number) as number };
    const eventsOfOneRequest = ['freed', report, 'freed when idle', report];
    await waitForNextTurn();
    expect(events).toEqual([
      { id: 1, result: ok(7) },
      ...eventsOfOneRequest,
      { id: 2, result: ok(8) },
      ...eventsOfOneRequest,
    ]);
  });

  it('does not answer a message that is not a request', async () => {
    const { events, deliver } = createServer();
    deliver('hello');
    await waitForNextTurn();
    await waitForNextTurn();
    expect(events).toEqual([]);
  });
});
