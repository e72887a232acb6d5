// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import LastCustomers from '#renderer/features/home/LastCustomers.vue';
import type { LastCustomer } from '#shared/domain/day-overview.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | undefined;
const createCustomer = (number: number, overrides: Partial<LastCustomer> = {}): LastCustomer => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  reference: `0142-3-000${number}`,
  state: 'submitted',
  step: 'review',
  maskedName: 'N••••• B••••',
  maskedNid: '012•••••89',
  updatedAt: 0,
  attempts: 1,
  lastError: null,
  submittedAt: Date.UTC(2026, 10, 29, 4, number),
  waitsFor: null,
  ...overrides,
});
const showCustomers = async (
  customers: readonly LastCustomer[],
  heightPx: number,
): Promise<string[]> => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(heightPx);
  mounted = await mountInApp(LastCustomers, createFakeKiosk({ signedIn: true }), 'en', {
    customers,
  });
  return Array.from(document.querySelectorAll('li'), ({ textContent }) =>
    textContent.replace(/\s+/g, ' ').trim(),
  );
};

beforeEach(() => {
  vi.restoreAllMocks();
});
afterEach(() => mounted?.wrapper.unmount());

describe('LastCustomers', () => {
  it('shows time, masked name and state, and the cause of waiting', async () => {
    const [waiting = '', passed = ''] = await showCustomers(
      [
        createCustomer(2, {
          state: 'waiting',
          waitsFor: 'connection',
          lastError: { code: 'NET-CONNECT-TIMEOUT' },
        }),
        createCustomer(1, { state: 'passed' }),
      ],
      300,
    );
    expect(waiting).toMatch(/^10:02 ?N••••• B••••/);
    expect(waiting).toContain('Waiting');
    expect(waiting).not.toContain('NET-CONNECT-TIMEOUT');
    expect(waiting.length).toBeGreaterThan(60);
    expect(passed).toContain('Agrees with the EC record');
  });

  it('shows as many customers as fit, and none where no row fits', async () => {
    const sixCustomers = [1, 2, 3, 4, 5, 6].map((number) => createCustomer(number));
    expect(await showCustomers(sixCustomers, 16 * 8)).toHaveLength(2);
    mounted?.wrapper.unmount();
    expect(await showCustomers(sixCustomers, 16 * 4)).toHaveLength(1);
    expect(mounted?.wrapper.find('section').classes()).toContain('is-line');
    mounted?.wrapper.unmount();
    expect(await showCustomers(sixCustomers, 16 * 2)).toHaveLength(0);
  });
});
