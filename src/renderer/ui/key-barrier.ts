/** Blocks the page's shortcuts while a dialog is open. The app shell provides the implementation. */
import { inject, onBeforeUnmount, type App, type InjectionKey } from 'vue';

/** Handlers by chord (`F2`, `Ctrl+Enter`). Returning `false` passes the key on to older handlers and to the page. */
export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

export interface KeyBarriers {
  /**
   * Blocks all shortcuts that were added before, until the returned function is called. The barrier has its own
   * bindings.
   */
  readonly addBarrier: (bindings: KeyBindings) => () => void;
}

const injectionKey: InjectionKey<KeyBarriers> = Symbol('key barriers');

export const provideKeyBarriers = (app: App, barriers: KeyBarriers): void => {
  app.provide(injectionKey, barriers);
};

/** The barrier of one dialog, removed with its component. Has no effect where shortcuts are not installed. */
export const useKeyBarrier = (): { raise: (bindings: KeyBindings) => void; lower: () => void } => {
  const barriers = inject(injectionKey, null);
  let remove: (() => void) | undefined;
  const lower = (): void => {
    remove?.();
    remove = undefined;
  };
  onBeforeUnmount(lower);
  return {
    raise: (bindings) => {
      lower();
      remove = barriers?.addBarrier(bindings);
    },
    lower,
  };
};
