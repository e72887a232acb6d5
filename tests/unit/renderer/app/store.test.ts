import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAppStore } from '#renderer/app/stores/app.ts';
import { createFakeKiosk } from '../fake-kiosk.ts';

const ended = { signedIn: false, maskedMobile: '0130•••0042', reason: 'ended' } as const;

describe('the session on the page', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('is lost when the service ends it under way, and back after signing in again', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const store = useAppStore();
    await store.connect(kiosk);
    kiosk.tell('session', ended);
    expect(store.sessionLost).toBe(true);
    kiosk.tell('session', { signedIn: true, maskedMobile: '0130•••0042', reason: 'none' });
    expect(store.sessionLost).toBe(false);
  });

  it('is not "lost" when the clerk signed out, or when nobody was signed in', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const store = useAppStore();
    await store.connect(kiosk);
    kiosk.tell('session', { signedIn: false, maskedMobile: null, reason: 'signed-out' });
    expect(store.sessionLost).toBe(false);
    kiosk.tell('session', ended);
    expect(store.sessionLost).toBe(false);
  });

  it('keeps why the state could not be fetched', async () => {
    const store = useAppStore();
    await store.connect(createFakeKiosk({ failing: { 'app.state': { code: 'IPC-INTERNAL' } } }));
    expect(store.state).toBeNull();
    expect(store.loadError).toEqual({ code: 'IPC-INTERNAL' });
  });
});
