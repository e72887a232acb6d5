/** Toasts: the queue and its injection into components. */
import { inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue';

/** Short notices of completed actions. Failures are never toasts, because they would disappear before they are read. */
export interface Toasts {
  readonly shown: Readonly<ShallowRef<readonly { readonly id: number; readonly text: string }[]>>;
  readonly show: (text: string) => void;
}

const TOAST_MS = 6_000;
const key: InjectionKey<Toasts> = Symbol('toasts');

export const createToasts = (): Toasts & { install: (app: App) => void } => {
  const shown = shallowRef<readonly { id: number; text: string }[]>([]);
  let next = 1;
  const toasts: Toasts = {
    shown,
    show: (text) => {
      const id = next++;
      shown.value = [...shown.value.slice(-1), { id, text }];
      setTimeout(() => {
        shown.value = shown.value.filter((toast) => toast.id !== id);
      }, TOAST_MS);
    },
  };
  return { ...toasts, install: (app) => app.provide(key, toasts) };
};

export const useToasts = (): Toasts => {
  const toasts = inject(key);
  if (!toasts) throw new Error('no toasts are installed in this app');
  return toasts;
};
