/** Mounts components as the app does, with both languages, shortcuts, toasts, the store and a fake main process. */
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { createBridge, installBridge } from '#renderer/composables/bridge.ts';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';
import type { ScreenName } from '#renderer/app/router.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { createAppI18n, type Locale } from '#renderer/i18n/index.ts';
import { createToasts } from '#renderer/ui/toasts.ts';
import type { FakeKiosk } from './fake-kiosk.ts';

export interface Mounted {
  readonly wrapper: VueWrapper;
  readonly router: Router;
  readonly store: ReturnType<typeof useAppStore>;
  /** @returns the first button with this accessible name. Throws when there is none. */
  readonly button: (name: string) => HTMLButtonElement;
  /** @returns the input with this label. Throws when there is none. */
  readonly input: (label: string) => HTMLInputElement;
}

const SCREENS = [
  'sign-in',
  'locked',
  'home',
  'registration',
  'verification-status',
  'verification-log',
  'outbox',
  'day-close',
  'diagnostics',
  'settings',
  'setup',
] as const satisfies readonly ScreenName[];
const BlankScreen = { template: '<p></p>' };

/** @returns the accessible name of a button: its `aria-label`, otherwise its text without hidden elements. */
export const accessibleNameOf = (element: Element): string => {
  const label = element.getAttribute('aria-label');
  if (label) return label;
  const copy = element.cloneNode(true) as Element;
  copy.querySelectorAll('[aria-hidden="true"]').forEach((hidden) => hidden.remove());
  return copy.textContent.replace(/\s+/g, ' ').trim();
};

export const mountInApp = async (
  component: Component,
  kiosk: FakeKiosk,
  locale: Locale = 'en',
  props: Record<string, unknown> = {},
  /** The screens that were opened after Home, in order. */
  visited: readonly { readonly name: ScreenName; readonly query?: Record<string, string> }[] = [],
): Promise<Mounted> => {
  const pinia = createPinia();
  setActivePinia(pinia);
  const store = useAppStore();
  await store.connect(kiosk);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: SCREENS.map((name) => ({ path: `/${name}`, name, component: BlankScreen })),
  });
  for (const each of [{ name: 'home' }, ...visited]) await router.push(each);
  const bridge = createBridge(kiosk);
  const wrapper = mount(component, {
    attachTo: document.body,
    props,
    global: {
      plugins: [
        pinia,
        createAppI18n(locale),
        router,
        createShortcuts(window),
        createToasts(),
        { install: (app) => installBridge(app, bridge) },
      ],
    },
  });
  const findElement = <E extends Element>(
    selector: string,
    matches: (element: E) => boolean,
    description: string,
  ): E => {
    const found = Array.from(document.body.querySelectorAll<E>(selector)).find(matches);
    if (!found) throw new Error(`no ${description} on the page`);
    return found;
  };
  return {
    wrapper: wrapper as unknown as VueWrapper,
    router,
    store,
    button: (name) =>
      findElement<HTMLButtonElement>(
        'button',
        (each) => accessibleNameOf(each) === name,
        `button "${name}"`,
      ),
    input: (label) => {
      const labelElement = findElement<HTMLLabelElement>(
        'label',
        (each) => each.textContent.trim() === label,
        `label "${label}"`,
      );
      return findElement<HTMLInputElement>(
        'input',
        (each) => each.id === labelElement.htmlFor,
        `input "${label}"`,
      );
    },
  };
};

/** Sets the text of an input and dispatches one `input` event. */
export const typeInto = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
