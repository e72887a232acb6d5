/** Entry point of the page on the customer's display. It has its own bridge and no access to the counter's page. */
import '#renderer/ui/fonts.css';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';
import { createApp, shallowRef, watch } from 'vue';
import type { CustomerBridge, CustomerView } from '#shared/ipc/customer-contract.ts';
import { createAppI18n, setPageLocale } from '#renderer/i18n/index.ts';
import { applyDisplaySettings } from '#renderer/ui/apply-display-settings.ts';
import CustomerPage from './CustomerPage.vue';

declare global {
  interface Window {
    readonly customer: CustomerBridge;
  }
}

const start = async (): Promise<void> => {
  const bridge = window.customer;
  const view = shallowRef<CustomerView | null>(null);
  // Subscribes before the first query, because a view that arrives by event before the answer to the query is newer.
  bridge.onView((next) => {
    view.value = next;
  });
  const answer = await bridge.view();
  if (answer.ok) view.value ??= answer.data;
  const i18n = createAppI18n(view.value?.locale ?? 'bn');
  watch(
    () => view.value?.locale ?? 'bn',
    (locale) => setPageLocale(i18n, locale),
    { immediate: true },
  );
  applyDisplaySettings(() => view.value?.display ?? { textSize: 100, contrast: 'system' });
  createApp(CustomerPage, { bridge, view }).use(i18n).mount('#app');
};

void start();
