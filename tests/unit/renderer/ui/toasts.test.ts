// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createToasts } from '#renderer/ui/toasts.ts';

describe('toasts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const listTexts = ({
    visibleToasts: visible,
  }: ReturnType<typeof createToasts>): readonly string[] => visible.value.map(({ text }) => text);

  it('disappear after six seconds, and those with an action after the time of the action', () => {
    const toasts = createToasts();
    toasts.show('Saved');
    toasts.show('Discarded', { label: 'Undo', run: () => undefined, durationMs: 10_000 });
    vi.advanceTimersByTime(6_000);
    expect(listTexts(toasts)).toEqual(['Discarded']);
    vi.advanceTimersByTime(4_000);
    expect(listTexts(toasts)).toEqual([]);
  });

  it('keep those with an action when the others are dismissed', () => {
    const toasts = createToasts();
    toasts.show('Discarded', { label: 'Undo', run: () => undefined, durationMs: 10_000 });
    toasts.show('Put aside');
    toasts.dismissWithoutAction();
    expect(listTexts(toasts)).toEqual(['Discarded']);
  });

  it('run the action of the newest one once', () => {
    const toasts = createToasts();
    const run = vi.fn();
    toasts.show('Discarded', { label: 'Undo', run, durationMs: 10_000 });
    toasts.show('Saved');
    expect([toasts.runAction(), toasts.runAction()]).toEqual([true, false]);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
