/**
 * Fuzzes the whole main process with IPC messages generated from the contract's schemas. Each must be answered with a value of the
 * contract or an error code; none may throw, and none of their texts may get into the log or the audit trail.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHANNEL_PREFIX, callNames } from '#shared/ipc/names.ts';
import { counterStates, startCounter, type FuzzCounter } from '#tests/support/fuzz/counter.ts';
import { handlersByChannel } from '#tests/support/fuzz/fake-electron.ts';
import { runIpcFuzz } from '#tests/support/fuzz/ipc-fuzz.ts';

vi.mock('electron', () => import('#tests/support/fuzz/fake-electron.ts'));
vi.mock('@napi-rs/keyring', () => import('#tests/support/standin/keyring.ts'));

const MESSAGES = 20_000;
const SEED = 20_261_129;
const TIME_LIMIT_MS = 15 * 60_000;

describe('messages of a hostile page', { timeout: TIME_LIMIT_MS }, () => {
  let counter: FuzzCounter;
  beforeAll(async () => {
    counter = await startCounter();
  });
  afterAll(() => counter.stop());

  it.each(counterStates)('are answered with a value or a code: %s', async (state) => {
    const startedAt = performance.now();
    const count = await runIpcFuzz(counter, state, { count: MESSAGES, seed: SEED });
    const codes = [...count.codes].sort(([, a], [, b]) => b - a);
    process.stdout.write(
      `\nIPC fuzz, ${state}: ${count.messages} messages, ${count.answered} answered, ${count.refused} refused ` +
        `(${codes.map(([code, times]) => `${code} ${times}`).join(', ')}) ${Math.round(performance.now() - startedAt)} ms\n`,
    );
    expect(count.messages).toBe(MESSAGES);
    expect(count.answered).toBeGreaterThan(0);
  });

  it('have a handler only on the channels of the contract', () => {
    expect([...handlersByChannel.keys()].sort()).toEqual(
      callNames.map((name) => CHANNEL_PREFIX + name).sort(),
    );
  });
});
