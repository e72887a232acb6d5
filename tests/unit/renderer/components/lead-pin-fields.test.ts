// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { LeadPinPrompt } from '#renderer/components/lead-pin-prompt.ts';
import LeadPinFields from '#renderer/components/LeadPinFields.vue';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto } from '#tests/unit/renderer/mount.ts';

const readAlert = (): string => document.querySelector('[role="alert"]')?.textContent ?? '';

afterEach(() => document.body.replaceChildren());

describe('LeadPinFields', () => {
  const mountLeadPinFields = async (hasLeadPin: boolean) => {
    const kiosk = createFakeKiosk({ signedIn: true, lock: { hasLeadPin } });
    const mounted = await mountInApp(LeadPinFields, kiosk);
    const exposed = mounted.wrapper.vm as unknown as LeadPinPrompt;
    return { kiosk, mounted, exposed };
  };

  it('asks for the PIN and shows the remaining attempts after a wrong one', async () => {
    const { mounted, exposed } = await mountLeadPinFields(true);
    expect(await exposed.requirePin()).toBeNull();
    typeInto(mounted.input('Lead PIN'), '246802');
    expect(await exposed.requirePin()).toBe('246802');
    expect(exposed.reject({ code: 'REG-STATE' })).toBe(false);
    expect(exposed.reject({ code: 'LEAD-PIN-WRONG', params: { left: 2 } })).toBe(true);
    await flushPromises();
    expect(readAlert()).toContain('After 2 more');
  });

  it('lets the lead choose a PIN when the counter has none', async () => {
    const { kiosk, mounted, exposed } = await mountLeadPinFields(false);
    kiosk.fail('lead.choose', { code: 'PIN-TRIVIAL', params: { reason: 'mobile' } });
    typeInto(mounted.input('Lead PIN'), '000042');
    expect(await exposed.requirePin()).toBeNull();
    expect(readAlert()).toBe('');
    expect(document.activeElement).toBe(mounted.input('Lead PIN again'));
    typeInto(mounted.input('Lead PIN again'), '000043');
    expect(await exposed.requirePin()).toBeNull();
    await flushPromises();
    expect(readAlert()).toContain('The two PINs differ');
    typeInto(mounted.input('Lead PIN again'), '000042');
    await flushPromises();
    expect(readAlert()).toBe('');
    expect(await exposed.requirePin()).toBeNull();
    await flushPromises();
    expect(readAlert()).toContain('part of your mobile number');
    expect(
      kiosk.calls.filter(({ name }) => name === 'lead.choose').map(({ input }) => input),
    ).toEqual([{ pin: '000042' }]);
  });
});
