import '#renderer/ui/fonts.css';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import type { AppState } from '#shared/ipc/contract.ts';
import { createAppI18n, setPageLocale } from '#renderer/i18n/index.ts';
import { createToasts } from '#renderer/ui/toasts.ts';
import App from './App.vue';
import { createBridge, installBridge } from '#renderer/composables/bridge.ts';
import { firstScreen } from './first-screen.ts';
import { createKeys } from '#renderer/composables/shortcuts.ts';
import { createAppRouter, type ScreenName } from './router.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';

/** Draws the page in the counter's text size and contrast; `system` follows the operating system's preference. */
const followDisplay = (display: () => AppState['display']): void => {
  const preference = matchMedia('(prefers-contrast: more)');
  const { dataset } = document.documentElement;
  const apply = (): void => {
    const { textSize, contrast } = display();
    dataset['textSize'] = String(textSize);
    if (contrast === 'high' || preference.matches) dataset['theme'] = 'hc';
    else delete dataset['theme'];
  };
  preference.addEventListener('change', apply);
  watch(display, apply, { immediate: true });
};

const start = async (): Promise<void> => {
  const pinia = createPinia();
  const store = useAppStore(pinia);
  const bridge = createBridge(window.kiosk, store.heard);
  followDisplay(() => store.display);
  await store.connect(bridge);

  const i18n = createAppI18n(store.locale);
  watch(
    () => store.locale,
    (locale) => setPageLocale(i18n, locale),
    { immediate: true },
  );
  const router = createAppRouter(() => store.entered);
  const screen = async (): Promise<ScreenName> =>
    store.session?.signedIn ? firstScreen(bridge) : 'sign-in';
  await router.push({ name: store.locked ? 'locked' : await screen() });

  const app = createApp(App);
  app.use(pinia).use(i18n).use(router).use(createKeys(window)).use(createToasts());
  installBridge(app, bridge);
  app.mount('#app');
  await bridge.app.mounted({ ok: true });
};

// Main shows its own page then: this one has nothing to show.
start().catch(() => window.kiosk.app.mounted({ ok: false }));
