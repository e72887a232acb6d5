/** Entry point of the page: connects to the main process, applies the display settings and mounts the app. */
import '#renderer/ui/fonts.css';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import { createAppI18n, setPageLocale } from '#renderer/i18n/index.ts';
import { applyDisplaySettings } from '#renderer/ui/apply-display-settings.ts';
import { createToasts } from '#renderer/ui/toasts.ts';
import App from './App.vue';
import { createBridge, installBridge } from '#renderer/composables/bridge.ts';
import { selectFirstScreen } from './first-screen.ts';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';
import { createAppRouter, type ScreenName } from './router.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';

const start = async (): Promise<void> => {
  const pinia = createPinia();
  const store = useAppStore(pinia);
  const bridge = createBridge(window.kiosk, store.onCallFailed);
  applyDisplaySettings(() => store.display);
  await store.connect(bridge);

  const i18n = createAppI18n(store.locale);
  watch(
    () => store.locale,
    (locale) => setPageLocale(i18n, locale),
    { immediate: true },
  );
  const router = createAppRouter(() => store.hasClerk);
  const selectInitialScreen = async (): Promise<ScreenName> =>
    store.session?.signedIn ? selectFirstScreen(bridge) : 'sign-in';
  await router.push({ name: store.locked ? 'locked' : await selectInitialScreen() });

  const app = createApp(App);
  app.use(pinia).use(i18n).use(router).use(createShortcuts(window)).use(createToasts());
  installBridge(app, bridge);
  app.mount('#app');
  await bridge.app.mounted({ ok: true });
};

// When the start fails, the main process displays the failure page.
start().catch(() => window.kiosk.app.mounted({ ok: false }));
