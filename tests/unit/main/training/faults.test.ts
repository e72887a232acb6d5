import { describe, expect, it } from 'vitest';
import { createTrainingFaults } from '#main/training/faults.ts';
import { jsonReply } from '#main/training/reply.ts';

const success = jsonReply(200, { status: 'success' });
const unread = jsonReply(200, { status: 'failed' });
const replies = { cardUnreadable: () => unread };
const handler = async () => success;
const noDelay = async () => undefined;

describe('faults of the training mode', () => {
  it('answers delayed requests as soon as the slow connection is switched off', async () => {
    const faults = createTrainingFaults({ onChange: () => undefined });
    faults.set('slow-connection', true);
    let isAnswered = false;
    const reply = faults
      .replyWithFaults('readCard', handler, replies)
      .finally(() => (isAnswered = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    faults.set('slow-connection', false);
    expect(await reply).toBe(success);
  });

  it('delays the first status query after a lost answer, and no later one', async () => {
    const delays: number[] = [];
    const faults = createTrainingFaults({
      onChange: () => undefined,
      wait: async (ms, signal) => {
        expect(signal.aborted).toBe(false);
        delays.push(ms);
      },
    });
    // Switching the slow connection off aborts its own delays. The later delay of the query must not be aborted.
    faults.set('slow-connection', true);
    faults.set('slow-connection', false);
    faults.set('lost-answer', true);
    expect((await faults.replyWithFaults('submit', handler, replies)).status).toBe(500);
    expect(delays).toEqual([]);
    expect(await faults.replyWithFaults('verificationStatus', handler, replies)).toBe(success);
    expect(delays).toEqual([4_000]);
    expect(await faults.replyWithFaults('verificationStatus', handler, replies)).toBe(success);
    expect(delays).toEqual([4_000]);
    expect(faults.active()).toEqual([]);
  });

  it('keeps a permanent fault and ends any other fault after its effect', async () => {
    let changes = 0;
    const faults = createTrainingFaults({ onChange: () => (changes += 1), wait: noDelay });
    for (const fault of ['unread-card', 'cover-open', 'slow-connection'] as const)
      faults.set(fault, true);
    expect(changes).toBe(3);
    expect(await faults.replyWithFaults('readCard', handler, replies)).toBe(unread);
    faults.reportEffect('cover-open');
    expect(faults.active()).toEqual(['slow-connection', 'cover-open']);
    expect(changes).toBe(4);
    faults.set('cover-open', true);
    expect(changes).toBe(4);
  });

  it('leaves a card unread only when the service reads it otherwise', async () => {
    const faults = createTrainingFaults({ onChange: () => undefined });
    faults.set('unread-card', true);
    const refused = jsonReply(401, {});
    expect(await faults.replyWithFaults('readCard', async () => refused, replies)).toBe(refused);
    expect(faults.isOn('unread-card')).toBe(true);
  });
});
