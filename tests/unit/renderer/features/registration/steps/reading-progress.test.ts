// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import type { CodeView } from '#shared/domain/registration.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith } from '#tests/unit/renderer/mount.ts';

const note = (): string => document.querySelector('.reading-note')?.textContent.trim() ?? '';

describe('ReadingProgress', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows "Card read" only when the counter has read the code too', async () => {
    const kiosk = createFakeKiosk({ signedIn: true, registration: { at: 'read' } });
    await mountWith(RegistrationScreen, kiosk);
    await flushPromises();
    expect(note()).toMatch(/^Card read \d/);
    const opened = await kiosk.registration.current();
    if (!opened.ok || !opened.data) throw new Error('no registration is open');
    const view = opened.data;
    const show = async (code: CodeView): Promise<void> => {
      kiosk.emit('registration', { ...view, code });
      await flushPromises();
    };
    await show({ state: 'reading', sources: [] });
    expect(note()).toBe('Reading the code');
    await show({ state: 'read', sources: ['barcode'] });
    expect(note()).toMatch(/^Card read \d/);
  });
});
