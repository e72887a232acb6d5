// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, shallowRef, type Ref } from 'vue';
import { SEEN_AFTER_MS, useSeen } from '#renderer/ui/use-seen.ts';

interface View {
  readonly number: number;
  readonly text: string;
}

/** Two frames at 60 Hz, after which the first one is displayed. */
const TWO_FRAMES_MS = 40;

describe('useSeen', () => {
  const view = shallowRef<View>({ number: 1, text: 'consent' });
  let isSeen: Readonly<Ref<boolean>>;
  let wrapper: ReturnType<typeof mount>;

  beforeEach(() => {
    vi.useFakeTimers();
    view.value = { number: 1, text: 'consent' };
    wrapper = mount(
      defineComponent({
        setup() {
          isSeen = useSeen(
            () => view.value.number,
            () => view.value.text,
          );
          return () => null;
        },
      }),
    );
  });
  afterEach(() => {
    wrapper.unmount();
    vi.useRealTimers();
  });

  it('is true after the content has been visible for the minimum time', () => {
    vi.advanceTimersByTime(SEEN_AFTER_MS - 1);
    expect(isSeen.value).toBe(false);
    vi.advanceTimersByTime(TWO_FRAMES_MS + 1);
    expect(isSeen.value).toBe(true);
  });

  it.each([
    ['number', { number: 2, text: 'consent' }],
    ['text', { number: 1, text: 'another consent' }],
  ])('restarts when the %s changes', (_name, next) => {
    vi.advanceTimersByTime(SEEN_AFTER_MS + TWO_FRAMES_MS);
    view.value = next;
    expect(isSeen.value).toBe(false);
    vi.advanceTimersByTime(SEEN_AFTER_MS + TWO_FRAMES_MS);
    expect(isSeen.value).toBe(true);
  });

  it('does not restart when the same content is sent again', () => {
    vi.advanceTimersByTime(SEEN_AFTER_MS + TWO_FRAMES_MS);
    view.value = { number: 1, text: 'consent' };
    expect(isSeen.value).toBe(true);
  });
});
