// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mounted } from '#tests/unit/renderer/mount.ts';
import {
  countCalls,
  isDisabled,
  submitAndOpenDone,
  unmountRegistration,
} from '#tests/unit/renderer/features/registration/submitted-registration.ts';

afterEach(unmountRegistration);

describe('DoneSlip', () => {
  const isPreviewCopy = () => document.querySelector('.done-slip-preview .slip-copy') !== null;
  const clickPrint = async (counter: Mounted, name: string): Promise<void> => {
    await expect.poll(() => isDisabled(counter.button(name))).toBe(false);
    counter.button(name).click();
    await flushPromises();
  };

  it('prints the first slip as the original and each later one as a copy', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    expect(isPreviewCopy()).toBe(false);
    await clickPrint(counter, 'Print slip');
    expect(isPreviewCopy()).toBe(true);
    await clickPrint(counter, 'Print copy of slip');
    expect(countCalls(kiosk, 'slip.print')).toBe(2);
  });

  it('prints the original again after a print that failed', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    kiosk.fail('slip.print', { code: 'PRINT-FAILED' });
    await clickPrint(counter, 'Print slip');
    expect(isPreviewCopy()).toBe(false);
    expect(document.querySelector('.done-slip')?.textContent).toContain('PRINT-FAILED');
  });

  it('prints nothing automatically unless the setting of the branch is on', async () => {
    const { kiosk } = await submitAndOpenDone();
    expect(countCalls(kiosk, 'slip.print')).toBe(0);
  });

  it('prints once automatically when the outcome is known', async () => {
    const { kiosk, view } = await submitAndOpenDone('sending-form', { autoPrintSlip: true });
    expect(countCalls(kiosk, 'slip.print')).toBe(0);
    kiosk.emit('registration', { ...view, state: 'submitted', submittedAt: 1, lastError: null });
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
    kiosk.emit('registration', { ...view, state: 'passed', submittedAt: 1, lastError: null });
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
  });

  it('prints a pending slip before the next customer', async () => {
    const { counter, kiosk } = await submitAndOpenDone('sending-form', { autoPrintSlip: true });
    await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
    counter.button('Next customer').click();
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
    expect(countCalls(kiosk, 'registration.close')).toBe(1);
  });

  it('shows a print failure before the next customer, and continues on a second press', async () => {
    const { counter, kiosk } = await submitAndOpenDone('sending-form', {
      autoPrintSlip: true,
      failures: { 'slip.print': { code: 'PRINT-NO-PRINTER' } },
    });
    for (const closeCount of [0, 1]) {
      await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
      counter.button('Next customer').click();
      await flushPromises();
      expect(countCalls(kiosk, 'slip.print')).toBe(1);
      expect(countCalls(kiosk, 'registration.close')).toBe(closeCount);
    }
  });

  it('prints automatically only once when the printer fails, and does not block the next customer', async () => {
    const { counter, kiosk } = await submitAndOpenDone(undefined, {
      autoPrintSlip: true,
      failures: { 'slip.print': { code: 'PRINT-NO-PRINTER' } },
    });
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
    await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
    counter.button('Next customer').click();
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
    expect(countCalls(kiosk, 'registration.close')).toBe(1);
  });
});
