/** Short fuzz test of the IPC calls, which runs for every change; `tests/faults/fuzz/ipc.test.ts` is the long one. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { counterStates, startCounter, type FuzzCounter } from '#tests/support/fuzz/counter.ts';
import { runIpcFuzz } from '#tests/support/fuzz/ipc-fuzz.ts';

vi.mock('electron', () => import('#tests/support/fuzz/fake-electron.ts'));
vi.mock('@napi-rs/keyring', () => import('#tests/support/standin/keyring.ts'));

/** Number of messages: each call about ten times. */
const MESSAGES = 600;

describe('messages of a hostile page', () => {
  let counter: FuzzCounter;
  beforeAll(async () => {
    counter = await startCounter();
  });
  afterAll(() => counter.stop());

  it.each(counterStates)('are answered with a value or a code: %s', async (state) => {
    const count = await runIpcFuzz(counter, state, { count: MESSAGES, seed: 1 });
    expect(count.messages).toBe(MESSAGES);
    expect(count.answered).toBeGreaterThan(0);
  });
});
