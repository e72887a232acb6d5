// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import LockForm from '#renderer/features/lock/LockForm.vue';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';

const submitForm = async (mounted: Mounted): Promise<void> => {
  await mounted.wrapper.find('form').trigger('submit');
  await flushPromises();
};
const listCallInputs = (kiosk: FakeKiosk, name: string) =>
  kiosk.calls.filter((call) => call.name === name).map((call) => call.input);
const readAlert = (): string => document.querySelector('[role="alert"]')?.textContent ?? '';

afterEach(() => document.body.replaceChildren());

describe('LockForm', () => {
  it('accepts digits of both keyboard layouts and of the keypad, at most six', async () => {
    const kiosk = createFakeKiosk();
    kiosk.fail('pin.unlock', { code: 'PIN-WRONG', params: { left: 4 } });
    const mounted = await mountInApp(LockForm, kiosk);
    typeInto(mounted.input('PIN'), '১৩৫ a');
    for (const digit of ['7', '9', '0', '8']) mounted.button(digit).click();
    await flushPromises();
    mounted.button('Delete').click();
    mounted.button('1').click();
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.unlock')).toEqual([{ pin: '135791' }]);
    expect(readAlert()).toContain('After 4 more');
    expect(mounted.input('PIN').value).toBe('');
  });

  it('sends no PIN before it is complete', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountInApp(LockForm, kiosk);
    typeInto(mounted.input('PIN'), '1357');
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.unlock')).toEqual([]);
    expect(readAlert()).toContain('six digits');
  });
});
