import { describe, expect, it, vi } from 'vitest';
import { createThrottle } from '#renderer/lib/throttle.ts';

describe('createThrottle', () => {
  it('runs once per interval while requests keep arriving', () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    const throttle = createThrottle(callback, 200);
    for (let ms = 0; ms < 1_000; ms += 10) {
      throttle.schedule();
      vi.advanceTimersByTime(10);
    }
    expect(callback.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(callback.mock.calls.length).toBeLessThanOrEqual(5);
    vi.useRealTimers();
  });

  it('does not run after stop', () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    const throttle = createThrottle(callback, 200);
    throttle.schedule();
    throttle.cancel();
    vi.advanceTimersByTime(1_000);
    expect(callback).not.toHaveBeenCalled();
    throttle.schedule();
    vi.advanceTimersByTime(200);
    expect(callback).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});
