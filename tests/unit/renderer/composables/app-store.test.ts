import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';

const endedSession = { signedIn: false, maskedMobile: '0130•••0042', reason: 'ended' } as const;

describe('useAppStore', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('reports a lost session when the service ends it, and clears it after the next sign-in', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const store = useAppStore();
    await store.connect(kiosk);
    kiosk.emit('session', endedSession);
    expect(store.sessionLost).toBe(true);
    kiosk.emit('session', { signedIn: true, maskedMobile: '0130•••0042', reason: 'none' });
    expect(store.sessionLost).toBe(false);
  });

  it('reports no lost session after a sign-out or without a signed-in clerk', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const store = useAppStore();
    await store.connect(kiosk);
    kiosk.emit('session', { signedIn: false, maskedMobile: null, reason: 'signed-out' });
    expect(store.sessionLost).toBe(false);
    kiosk.emit('session', endedSession);
    expect(store.sessionLost).toBe(false);
  });

  it('requests a sign-in again when a call needs the session after the sign-in was postponed', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const store = useAppStore();
    await store.connect(kiosk);
    kiosk.emit('session', endedSession);
    store.isSignInPostponed = true;
    store.onCallFailed('STORE-FULL');
    expect(store.isSignInPostponed).toBe(true);
    store.onCallFailed('SESSION-NEEDED');
    expect(store.isSignInPostponed).toBe(false);
  });

  it('offers to choose a PIN after a sign-in only when the main process requests one, and never at a start', async () => {
    for (const needsPin of [true, false]) {
      const kiosk = createFakeKiosk({ lock: { needsPin } });
      setActivePinia(createPinia());
      const store = useAppStore();
      await store.connect(kiosk);
      expect(store.choosingPin).toBe(false);
      kiosk.emit('session', { signedIn: true, maskedMobile: '0130•••0042', reason: 'none' });
      expect(store.checkingPin).toBe(true);
      await expect.poll(() => store.checkingPin).toBe(false);
      expect(store.choosingPin).toBe(needsPin);
    }
  });

  it('stores the error when the state cannot be fetched', async () => {
    const store = useAppStore();
    await store.connect(createFakeKiosk({ failures: { 'app.state': { code: 'IPC-INTERNAL' } } }));
    expect(store.state).toBeNull();
    expect(store.loadError).toEqual({ code: 'IPC-INTERNAL' });
  });
});
