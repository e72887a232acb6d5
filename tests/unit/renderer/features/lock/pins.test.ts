// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import ChoosePinForm from '#renderer/features/sign-in/ChoosePinForm.vue';
import LockForm from '#renderer/features/lock/LockForm.vue';
import type { LeadPinPrompt } from '#renderer/components/lead-pin-prompt.ts';
import LeadPinFields from '#renderer/components/LeadPinFields.vue';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type, type Mounted } from '#tests/unit/renderer/mount.ts';

const submitForm = async (mounted: Mounted): Promise<void> => {
  await mounted.wrapper.find('form').trigger('submit');
  await flushPromises();
};
const listCallInputs = (kiosk: FakeKiosk, name: string) =>
  kiosk.asked.filter((call) => call.name === name).map((call) => call.input);
const alertText = (): string => document.querySelector('[role="alert"]')?.textContent ?? '';

afterEach(() => document.body.replaceChildren());

describe('LockForm', () => {
  it('accepts digits of both keyboard layouts and of the keypad, at most six', async () => {
    const kiosk = createFakeKiosk();
    kiosk.fail('pin.unlock', { code: 'PIN-WRONG', params: { left: 4 } });
    const mounted = await mountWith(LockForm, kiosk);
    type(mounted.input('PIN'), '১৩৫ a');
    for (const digit of ['7', '9', '0', '8']) mounted.button(digit).click();
    await flushPromises();
    mounted.button('Delete').click();
    mounted.button('1').click();
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.unlock')).toEqual([{ pin: '135791' }]);
    expect(alertText()).toContain('After 4 more');
    expect(mounted.input('PIN').value).toBe('');
  });

  it('sends no PIN before it is complete', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountWith(LockForm, kiosk);
    type(mounted.input('PIN'), '1357');
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.unlock')).toEqual([]);
    expect(alertText()).toContain('six digits');
  });
});

describe('ChoosePinForm', () => {
  it('requires the same PIN twice', async () => {
    const kiosk = createFakeKiosk({
      failing: { 'pin.choose': { code: 'PIN-TRIVIAL', params: { reason: 'row' } } },
    });
    const mounted = await mountWith(ChoosePinForm, kiosk);
    type(mounted.input('PIN'), '123456');
    type(mounted.input('PIN again'), '123457');
    await submitForm(mounted);
    expect(alertText()).toContain('The two PINs differ');
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([]);
    type(mounted.input('PIN again'), '123456');
    await submitForm(mounted);
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([{ pin: '123456' }]);
    expect(alertText()).toContain('sequence of digits');
    expect(mounted.wrapper.emitted('done')).toBeUndefined();
  });

  it('moves the focus to the second PIN on Enter, and reports the second PIN when it was left empty', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountWith(ChoosePinForm, kiosk);
    await flushPromises();
    type(mounted.input('PIN'), '135790');
    await submitForm(mounted);
    expect(alertText()).toBe('');
    expect(document.activeElement).toBe(mounted.input('PIN again'));
    await submitForm(mounted);
    expect(alertText()).toContain('The two PINs differ');
    expect(listCallInputs(kiosk, 'pin.choose')).toEqual([]);
  });

  it('moves the focus to the second PIN again after a refused PIN', async () => {
    const kiosk = createFakeKiosk({
      failing: { 'pin.choose': { code: 'PIN-TRIVIAL', params: { reason: 'row' } } },
    });
    const mounted = await mountWith(ChoosePinForm, kiosk);
    await flushPromises();
    type(mounted.input('PIN'), '123456');
    await submitForm(mounted);
    type(mounted.input('PIN again'), '123456');
    await submitForm(mounted);
    expect(alertText()).toContain('sequence of digits');
    type(mounted.input('PIN'), '135790');
    await submitForm(mounted);
    expect(alertText()).toBe('');
    expect(document.activeElement).toBe(mounted.input('PIN again'));
  });

  it('emits "done" when it is postponed', async () => {
    const mounted = await mountWith(ChoosePinForm, createFakeKiosk());
    mounted.button('Later').click();
    expect(mounted.wrapper.emitted('done')).toHaveLength(1);
  });
});

describe('LeadPinFields', () => {
  const mountLeadPinFields = async (hasLeadPin: boolean) => {
    const kiosk = createFakeKiosk({ signedIn: true, lock: { hasLeadPin } });
    const mounted = await mountWith(LeadPinFields, kiosk);
    const exposed = mounted.wrapper.vm as unknown as LeadPinPrompt;
    return { kiosk, mounted, exposed };
  };

  it('asks for the PIN and shows the remaining attempts after a wrong one', async () => {
    const { mounted, exposed } = await mountLeadPinFields(true);
    expect(await exposed.requirePin()).toBeNull();
    type(mounted.input('Lead PIN'), '246802');
    expect(await exposed.requirePin()).toBe('246802');
    expect(exposed.reject({ code: 'REG-STATE' })).toBe(false);
    expect(exposed.reject({ code: 'LEAD-PIN-WRONG', params: { left: 2 } })).toBe(true);
    await flushPromises();
    expect(alertText()).toContain('After 2 more');
  });

  it('lets the lead choose a PIN when the counter has none', async () => {
    const { kiosk, mounted, exposed } = await mountLeadPinFields(false);
    kiosk.fail('lead.choose', { code: 'PIN-TRIVIAL', params: { reason: 'mobile' } });
    type(mounted.input('Lead PIN'), '000042');
    expect(await exposed.requirePin()).toBeNull();
    expect(alertText()).toBe('');
    expect(document.activeElement).toBe(mounted.input('Lead PIN again'));
    type(mounted.input('Lead PIN again'), '000043');
    expect(await exposed.requirePin()).toBeNull();
    await flushPromises();
    expect(alertText()).toContain('The two PINs differ');
    type(mounted.input('Lead PIN again'), '000042');
    await flushPromises();
    expect(alertText()).toBe('');
    expect(await exposed.requirePin()).toBeNull();
    await flushPromises();
    expect(alertText()).toContain('part of your mobile number');
    expect(listCallInputs(kiosk, 'lead.choose')).toEqual([{ pin: '000042' }]);
  });
});
