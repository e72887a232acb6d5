/** Keeps the page's shortcuts from firing behind an open dialog. The app shell provides the implementation. */
import { inject, onBeforeUnmount, type App, type InjectionKey } from 'vue';

/** What a chord (`F2`, `Ctrl+Enter`) does. Returning `false` passes the key on to older listeners and to the page. */
export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

export interface KeyBarriers {
  /** Cuts off every shortcut added before, until the returned function is called; has bindings of its own. */
  readonly addBarrier: (bindings: KeyBindings) => () => void;
}

const key: InjectionKey<KeyBarriers> = Symbol('key barriers');

export const provideKeyBarriers = (app: App, barriers: KeyBarriers): void => {
  app.provide(key, barriers);
};

/** The barrier of one dialog; it falls with its component. Where no shortcuts are installed there is nothing to hold back. */
export const useKeyBarrier = (): { raise: (bindings: KeyBindings) => void; lower: () => void } => {
  const barriers = inject(key, null);
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
