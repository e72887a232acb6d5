// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { createAppI18n } from '#renderer/i18n/index.ts';
import UiErrorBanner from '#renderer/ui/UiErrorBanner.vue';
import type { AppError } from '#shared/result.ts';

const mountErrorBanner = (error: AppError, locale: 'en' | 'bn' = 'en'): VueWrapper =>
  mount(UiErrorBanner, {
    props: { error, retry: true },
    global: { plugins: [createAppI18n(locale)] },
  });

describe('UiErrorBanner', () => {
  it("shows cause, remedy, the service's message and the code in this order", () => {
    const text = mountErrorBanner({
      code: 'SVC-REFUSED',
      service: 'profession: required',
      params: { status: 400 },
    }).text();
    const parts = [
      'The service refused it.',
      'Follow the reason that it gives',
      'profession: required',
      'SVC-REFUSED · 400',
    ];
    const positions = parts.map((part) => text.indexOf(part));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(Math.min(...positions)).toBeGreaterThanOrEqual(0);
  });

  it('shows the technical cause beside the code', () => {
    expect(
      mountErrorBanner({ code: 'NET-TLS', params: { cause: 'CERT_HAS_EXPIRED' } }).text(),
    ).toContain('NET-TLS · CERT_HAS_EXPIRED');
    expect(mountErrorBanner({ code: 'NET-TLS' }).find('[data-error-code]').text()).toMatch(
      /NET-TLS$/,
    );
  });

  it("shows markup in the service's message as text", () => {
    const wrapper = mountErrorBanner({
      code: 'SVC-BROKEN',
      service: '<img src=x onerror=alert(1)>',
    });
    expect(wrapper.find('img').exists()).toBe(false);
    expect(wrapper.text()).toContain('<img src=x');
  });

  it.each([
    ['en', 'Branch code, Lock after, saneOptions'],
    ['bn', 'শাখার কোড, লক হবে, saneOptions'],
  ] as const)(
    'shows settings by their names on the screen, and others by their keys (%s)',
    (locale, names) => {
      const settings = 'branchCode, idleLockMinutes, saneOptions';
      expect(
        mountErrorBanner({ code: 'CFG-WRONG', params: { settings } }, locale).text(),
      ).toContain(names);
    },
  );

  it("is an alert in the clerk's language with a retry button", async () => {
    const wrapper = mountErrorBanner({ code: 'NET-CONNECT-TIMEOUT' }, 'bn');
    expect(wrapper.attributes('role')).toBe('alert');
    expect(wrapper.text()).toContain('সার্ভিসের সঙ্গে সংযোগ নেই।');
    await wrapper.find('button').trigger('click');
    expect(wrapper.emitted('retry')).toHaveLength(1);
  });
});
