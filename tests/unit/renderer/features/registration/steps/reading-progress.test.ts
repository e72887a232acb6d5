// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import type { CodeView } from '#shared/domain/registration.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp } from '#tests/unit/renderer/mount.ts';

const readNote = (): string => document.querySelector('.reading-note')?.textContent.trim() ?? '';

describe('ReadingProgress', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows "Card read" only when the counter has read the code too', async () => {
    const kiosk = createFakeKiosk({ signedIn: true, registration: { stage: 'read' } });
    await mountInApp(RegistrationScreen, kiosk);
    await flushPromises();
    expect(readNote()).toMatch(/^Card read \d/);
    const opened = await kiosk.registration.current();
    if (!opened.ok || !opened.data) throw new Error('no registration is open');
    const view = opened.data;
    const emitCode = async (code: CodeView): Promise<void> => {
      kiosk.emit('registration', { ...view, code });
      await flushPromises();
    };
    await emitCode({ state: 'reading', sources: [] });
    expect(readNote()).toBe('Reading the code');
    await emitCode({ state: 'read', sources: ['barcode'] });
    expect(readNote()).toMatch(/^Card read \d/);
  });
});
