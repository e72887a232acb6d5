/** Toasts: their queue, and its injection into components. */
import { inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue';

/** An action of the clerk about a completed operation, available while its toast is displayed. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: ToastAction;
}

/**
 * Short messages about completed operations. Failures are never displayed as toasts, because those disappear before
 * they may have been read.
 */
export interface Toasts {
  readonly visibleToasts: Readonly<ShallowRef<readonly Toast[]>>;
  /** @param action available for `durationMs` milliseconds. */
  readonly show: (text: string, action?: ToastAction & { readonly durationMs: number }) => void;
  /** Runs the action of a toast, by default of the newest one with an action. @returns whether there was one. */
  readonly runAction: (id?: number) => boolean;
  /** Removes the toasts without an action, where they would cover a control. */
  readonly dismissWithoutAction: () => void;
}

const TOAST_MS = 6_000;
/** A further toast replaces the oldest one. */
const MAX_TOASTS = 2;
const injectionKey: InjectionKey<Toasts> = Symbol('toasts');

export const createToasts = (): Toasts & { install: (app: App) => void } => {
  const visible = shallowRef<readonly Toast[]>([]);
  let nextId = 1;
  const remove = (id: number): void => {
    visible.value = visible.value.filter((toast) => toast.id !== id);
  };
  const toasts: Toasts = {
    visibleToasts: visible,
    show: (text, action) => {
      const id = nextId++;
      visible.value = [
        ...visible.value.slice(1 - MAX_TOASTS),
        { id, text, ...(action && { action }) },
      ];
      setTimeout(() => remove(id), action?.durationMs ?? TOAST_MS);
    },
    runAction: (id) => {
      const toast = visible.value.findLast(
        (each) => each.action !== undefined && (id === undefined || each.id === id),
      );
      if (!toast) return false;
      remove(toast.id);
      toast.action?.run();
      return true;
    },
    dismissWithoutAction: () => {
      visible.value = visible.value.filter(({ action }) => action !== undefined);
    },
  };
  return { ...toasts, install: (app) => app.provide(injectionKey, toasts) };
};

export const useToasts = (): Toasts => {
  const toasts = inject(injectionKey);
  if (!toasts) throw new Error('no toasts are installed in this app');
  return toasts;
};
