// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import LogTable from '#renderer/features/verification/LogTable.vue';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp } from '#tests/unit/renderer/mount.ts';

describe('LogTable', () => {
  afterEach(() => document.body.replaceChildren());

  it('renders only visible rows and reaches the last one by keyboard', async () => {
    const entries = Array.from({ length: 50_000 }, (_, index) => ({
      mobile: `013${String(index).padStart(8, '0')}`,
      name: 'N',
      nid: `0${index}`,
      submittedOn: '2026-11-28T19:30:00Z',
      verdict: 'pending',
    }));
    const { wrapper } = await mountInApp(LogTable, createFakeKiosk({ signedIn: true }), 'en', {
      entries,
      isComplete: true,
    });
    const countRenderedRows = (): number => wrapper.findAll('[data-index]').length;
    expect(countRenderedRows()).toBeGreaterThan(20);
    expect(countRenderedRows()).toBeLessThan(100);
    expect(wrapper.find('table').attributes('aria-rowcount')).toBe('50002');
    expect(wrapper.find('h2').text()).toBe('Sunday 29 November 2026');
    expect(wrapper.find('.log-table-day').text()).toContain('customers');
    expect(wrapper.find('[data-index="0"]').text()).toContain('29 Nov 2026, 01:30');
    for (let step = 0; step < 150; step += 1) {
      await wrapper.find('tbody').trigger('keydown', { code: 'ArrowDown' });
      await flushPromises();
    }
    expect(document.activeElement?.closest('[data-index]')?.getAttribute('data-index')).toBe('149');
    expect(countRenderedRows()).toBeLessThan(100);
  });
});
