// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import OutboxCardComparison from '#renderer/features/outbox/OutboxCardComparison.vue';
import { createAppI18n } from '#renderer/i18n/index.ts';

const countMarks = (typed: string, read: string): number => {
  const review = {
    typed: { nid: typed, dob: '1980-10-01' },
    read: { nid: read, dob: '1980-10-01' },
  } as const;
  const wrapper = mount(OutboxCardComparison, {
    props: { review },
    global: { plugins: [createAppI18n('en')] },
  });
  return wrapper.findAll('mark').length;
};

describe('OutboxCardComparison', () => {
  it('marks nothing when both numbers are the same NID in another notation', () => {
    expect(countMarks('0954406995', '095 440 6995')).toBe(0);
  });

  it('marks a number that was read with a letter, although it cannot be compared', () => {
    expect(countMarks('0954406995', '09544O6995')).toBeGreaterThan(0);
  });
});
