// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import ChoosePinForm from '#renderer/features/sign-in/ChoosePinForm.vue';
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

describe('ChoosePinForm', () => {
  it('requires the same PIN twice', async () => {
    const kiosk = createFakeKiosk({
      failures: { 'pin.choose': { code: 'PIN-TRIVIAL', params: { reason: 'row' } } },
    });
    const mounted = await mountInApp(ChoosePinForm, kiosk);
    typeInto(mounted.input('PIN'), '123456');
    typeInto(mounted.input('PIN again'), '123457');
    await submitForm(mounted);
    expect(readAlert()).toContain('The two PINs differ');
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([]);
    typeInto(mounted.input('PIN again'), '123456');
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([{ pin: '123456' }]);
    expect(readAlert()).toContain('sequence of digits');
    expect(mounted.wrapper.emitted('done')).toBeUndefined();
  });

  it('moves the focus to the second PIN on Enter, and reports the second PIN when it was left empty', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountInApp(ChoosePinForm, kiosk);
    await flushPromises();
    typeInto(mounted.input('PIN'), '135790');
    await submitForm(mounted);
    expect(readAlert()).toBe('');
    expect(document.activeElement).toBe(mounted.input('PIN again'));
    await submitForm(mounted);
    expect(readAlert()).toContain('The two PINs differ');
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([]);
  });

  it('moves the focus to the second PIN again after a refused PIN', async () => {
    const kiosk = createFakeKiosk({
      failures: { 'pin.choose': { code: 'PIN-TRIVIAL', params: { reason: 'row' } } },
    });
    const mounted = await mountInApp(ChoosePinForm, kiosk);
    await flushPromises();
    typeInto(mounted.input('PIN'), '123456');
    await submitForm(mounted);
    typeInto(mounted.input('PIN again'), '123456');
    await submitForm(mounted);
    expect(readAlert()).toContain('sequence of digits');
    typeInto(mounted.input('PIN'), '135790');
    await submitForm(mounted);
    expect(readAlert()).toBe('');
    expect(document.activeElement).toBe(mounted.input('PIN again'));
  });

  it('emits "done" when it is postponed', async () => {
    const mounted = await mountInApp(ChoosePinForm, createFakeKiosk());
    mounted.button('Later').click();
    expect(mounted.wrapper.emitted('done')).toHaveLength(1);
  });
});
