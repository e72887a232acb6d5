import { describe, expect, it } from 'vitest';
import { createTrainingFaults } from '#main/training/faults.ts';
import { json } from '#main/training/reply.ts';

/** Far longer than a test may take. */
const SLOW_MS = 600_000;
const good = json(200, { status: 'success' });
const unread = json(200, { status: 'failed' });
const replies = { cardUnreadable: () => unread };
const work = async () => good;

describe('the faults of the training mode', () => {
  it('answers delayed requests as soon as the slow line is fast again', async () => {
    const faults = createTrainingFaults({ changed: () => undefined, slowMs: SLOW_MS });
    faults.set('slow-line', true);
    let answered = false;
    const waiting = faults.answer('readCard', work, replies).then((reply) => {
      answered = true;
      return reply;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    faults.set('slow-line', false);
    expect(await waiting).toBe(good);
  });

  it('delays the query after a lost answer once', async () => {
    const faults = createTrainingFaults({ changed: () => undefined, slowMs: 100 });
    faults.set('slow-line', true);
    faults.set('slow-line', false);
    faults.set('lost-answer', true);
    expect((await faults.answer('submit', work, replies)).status).toBe(500);
    const before = performance.now();
    expect(await faults.answer('verificationStatus', work, replies)).toBe(good);
    expect(performance.now() - before).toBeGreaterThan(40);
    expect(faults.all()).toEqual([]);
  });

  it('keeps a lasting fault and ends any other after its effect', async () => {
    let changes = 0;
    const faults = createTrainingFaults({ changed: () => (changes += 1), slowMs: 0 });
    for (const fault of ['unread-card', 'cover-open', 'slow-line'] as const)
      faults.set(fault, true);
    expect(changes).toBe(3);
    expect(await faults.answer('readCard', work, replies)).toBe(unread);
    faults.tookEffect('cover-open');
    expect(faults.all()).toEqual(['slow-line', 'cover-open']);
    expect(changes).toBe(4);
    faults.set('cover-open', true);
    expect(changes).toBe(4);
  });

  it('leaves a card unread only where the service would have read it', async () => {
    const faults = createTrainingFaults({ changed: () => undefined });
    faults.set('unread-card', true);
    const refused = json(401, {});
    expect(await faults.answer('readCard', async () => refused, replies)).toBe(refused);
    expect(faults.isOn('unread-card')).toBe(true);
  });
});
