import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, shallowRef, type EffectScope } from 'vue';
import { useShownTime } from '#renderer/ui/use-shown-time.ts';

describe('useShownTime', () => {
  const view = shallowRef({ number: 1, text: 'consent' });
  let shownMs: () => number;
  let scope: EffectScope;

  beforeEach(() => {
    vi.useFakeTimers();
    view.value = { number: 1, text: 'consent' };
    scope = effectScope();
    shownMs = scope.run(() =>
      useShownTime(
        () => view.value.number,
        () => view.value.text,
      ),
    )!;
    vi.advanceTimersByTime(700);
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('restarts when one part of the content changes', () => {
    view.value = { number: 1, text: 'another consent' };
    vi.advanceTimersByTime(200);
    expect(shownMs()).toBe(200);
  });

  it('continues when the same content is sent again', () => {
    view.value = { number: 1, text: 'consent' };
    vi.advanceTimersByTime(200);
    expect(shownMs()).toBe(900);
  });
});
