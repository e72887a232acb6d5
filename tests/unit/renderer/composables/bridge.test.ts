import { describe, expect, it } from 'vitest';
import { createBridge } from '#renderer/composables/bridge.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';

describe('createBridge', () => {
  it('passes calls and results through unchanged', async () => {
    const kiosk = createFakeKiosk();
    const answer = await createBridge(kiosk).session.requestOtp({ mobile: '01300000042' });
    expect(answer).toEqual({ ok: true, data: { expiresInMs: 180_000, resendInMs: 30_000 } });
    expect(kiosk.calls).toEqual([{ name: 'session.requestOtp', input: { mobile: '01300000042' } }]);
  });

  it('returns IPC-INTERNAL when a call rejects or does not exist', async () => {
    const kiosk = {
      ...createFakeKiosk(),
      app: { state: () => Promise.reject(new Error('gone')), setLocale: undefined },
    };
    const bridge = createBridge(kiosk as never);
    expect(await bridge.app.state()).toEqual({ ok: false, error: { code: 'IPC-INTERNAL' } });
    expect(await bridge.app.setLocale({ locale: 'en' })).toEqual({
      ok: false,
      error: { code: 'IPC-INTERNAL' },
    });
  });
});
