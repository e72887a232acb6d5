import { describe, expect, it } from 'vitest';
import { createSystemLock } from '#main/app/system-lock.ts';
import { ok } from '#shared/result.ts';

const setUp = (saveTimeoutMs: number, isLocked = false) => {
  const steps: string[] = [];
  const systemLock = createSystemLock({
    lock: {
      isLocked: () => isLocked,
      lock: async (reason) => {
        steps.push(`lock ${reason ?? ''}`);
        return ok(undefined);
      },
    },
    requestSave: () => void steps.push('request save'),
    saveTimeoutMs,
  });
  return { systemLock, steps };
};

describe('createSystemLock', () => {
  it('locks as soon as the page has saved, and not before', async () => {
    const { systemLock, steps } = setUp(60_000);
    const locked = systemLock.lockNow();
    await Promise.resolve();
    expect(steps).toEqual(['request save']);
    systemLock.onSaved();
    await locked;
    expect(steps).toEqual(['request save', 'lock system']);
  });
  it('locks after the timeout when the page does not answer', async () => {
    const { systemLock, steps } = setUp(10);
    await systemLock.lockNow();
    expect(steps).toEqual(['request save', 'lock system']);
  });
  it('requests one save when suspend and session lock occur together', async () => {
    const { systemLock, steps } = setUp(10);
    await Promise.all([systemLock.lockNow(), systemLock.lockNow()]);
    expect(steps).toEqual(['request save', 'lock system']);
  });
  it('does nothing when the counter is already locked', async () => {
    const { systemLock, steps } = setUp(10, true);
    await systemLock.lockNow();
    expect(steps).toEqual([]);
  });
});
