/**
 * Keyboard shortcuts, bound to physical keys (`event.code`) so that they work with the Bangla layout. A chord is
 * written `F2`, `Escape`, `Ctrl+Enter`, `Ctrl+Digit1`, `Alt+KeyS`, `KeyF`. Bindings added with `first` are called before
 * all others, and the most recently added ones before older ones. An open dialog blocks the shortcuts of the page behind
 * it, except those added with `overDialogs`. Repeats of a held key are ignored, and a screen, step or dialog that appears
 * while a key is held does not receive it before it is released.
 */
import { inject, onBeforeUnmount, onMounted, type App, type InjectionKey } from 'vue';
import {
  provideKeyBarriers,
  type KeyBarriers,
  type KeyBindings,
} from '#renderer/ui/key-barrier.ts';

export type { KeyBindings };

interface Layer {
  readonly bindings: KeyBindings;
  /** Whether this layer is an open dialog, which blocks the layers below it. */
  readonly barrier: boolean;
  /** Whether the bindings apply below a barrier. */
  readonly overDialogs: boolean;
  /** Whether the bindings precede those of screens that appear later. */
  readonly first: boolean;
}

export interface ShortcutOptions {
  /** Whether the bindings apply while a dialog is open above the component. Default: false. */
  readonly overDialogs?: boolean;
  /** Whether the bindings precede those of screens that appear later, for components above every screen. Default: false. */
  readonly first?: boolean;
}

export interface Shortcuts extends KeyBarriers {
  /** @returns a function that removes the bindings. */
  readonly add: (bindings: KeyBindings, options?: ShortcutOptions) => () => void;
}

const injectionKey: InjectionKey<Shortcuts> = Symbol('keys');

/** The chord of a key press. */
export const chordOf = (event: KeyboardEvent): string =>
  [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.metaKey && 'Meta',
    event.code,
  ]
    .filter(Boolean)
    .join('+');

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

const TEXT_FIELDS =
  'input:not([type=radio], [type=checkbox], [type=file]), textarea, [contenteditable]';
const TEXT_CONTROLS = `${TEXT_FIELDS}, select`;

const ACTIVATION_KEYS = /^(Space|Enter|NumpadEnter)$/;

/** Whether the browser activates the focused control with this key, including its repeats. */
const activatesControl = ({ code, target }: KeyboardEvent): boolean =>
  ACTIVATION_KEYS.test(code) && !(code === 'Space' && isIn(target, TEXT_FIELDS));

const suppress = (event: Event): void => {
  event.preventDefault();
  event.stopPropagation();
};

/** Whether the target is a text field. */
export const isTextField = (target: EventTarget | null): boolean => isIn(target, TEXT_FIELDS);

/** Whether the focused control handles the key itself, such as letters, Space, Enter and Delete in a text field. */
const belongsToControl = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(F\d+|Escape)$/.test(event.code))
    return false;
  if (isIn(event.target, TEXT_CONTROLS))
    return event.code !== 'Enter' || isIn(event.target, 'textarea, select');
  return ACTIVATION_KEYS.test(event.code) && isIn(event.target, 'button, a, summary, input, label');
};

/** Layers in the order in which they are called, without those that an open dialog blocks. */
const inCallOrder = (layers: readonly Layer[]): readonly Layer[] => {
  const newestFirst = [...layers].reverse();
  const dialogIndex = newestFirst.findIndex(({ barrier }) => barrier);
  const reachable = newestFirst.filter(
    ({ overDialogs }, index) => dialogIndex === -1 || index <= dialogIndex || overDialogs,
  );
  return [...reachable.filter(({ first }) => first), ...reachable.filter(({ first }) => !first)];
};

export const createShortcuts = (
  target: Pick<EventTarget, 'addEventListener'>,
): Shortcuts & { install: (app: App) => void } => {
  let layers: readonly Layer[] = [];
  const pressedKeys = new Set<string>();
  /** Codes of the keys that were pressed before the layers changed and are still held. */
  const staleKeys = new Set<string>();
  const setLayers = (next: readonly Layer[]): void => {
    layers = next;
    for (const code of pressedKeys) staleKeys.add(code);
  };
  const addLayer = (layer: Layer): (() => void) => {
    setLayers([...layers, layer]);
    return () => setLayers(layers.filter((each) => each !== layer));
  };
  const resetKeys = (): void => {
    pressedKeys.clear();
    staleKeys.clear();
  };
  // In the capture phase, because the browser's default action for repeats must be prevented as well.
  const capture = { capture: true };
  target.addEventListener(
    'keydown',
    (event) => {
      // Key events from software (an input method) have no `code`.
      if (!(event instanceof KeyboardEvent) || event.code === '') return;
      if (!event.repeat) {
        pressedKeys.add(event.code);
        staleKeys.delete(event.code);
      } else if (staleKeys.has(event.code) || activatesControl(event)) suppress(event);
    },
    capture,
  );
  target.addEventListener(
    'keyup',
    (event) => {
      if (!(event instanceof KeyboardEvent)) return;
      pressedKeys.delete(event.code);
      if (staleKeys.delete(event.code)) suppress(event);
    },
    capture,
  );
  // The release of a key is not reported while another window has the focus.
  target.addEventListener('blur', (event) => event.target === target && resetKeys());
  target.addEventListener('keydown', (event) => {
    if (
      !(event instanceof KeyboardEvent) ||
      event.defaultPrevented ||
      event.isComposing ||
      event.repeat ||
      belongsToControl(event)
    )
      return;
    const chord = chordOf(event);
    for (const { bindings } of inCallOrder(layers)) {
      const handler = bindings[chord];
      if (handler && handler(event) !== false) return event.preventDefault();
    }
  });
  const shortcuts: Shortcuts = {
    add: (bindings, { overDialogs = false, first = false } = {}) =>
      addLayer({ bindings, barrier: false, overDialogs, first }),
    addBarrier: (bindings) =>
      addLayer({ bindings, barrier: true, overDialogs: false, first: false }),
  };
  return {
    ...shortcuts,
    install: (app) => {
      app.provide(injectionKey, shortcuts);
      provideKeyBarriers(app, shortcuts);
    },
  };
};

/**
 * Registers shortcuts while the component is mounted. Has no effect where shortcuts are not installed, for example in
 * tests of single components.
 */
export const useShortcuts = (bindings: KeyBindings, options?: ShortcutOptions): void => {
  const shortcuts = inject(injectionKey, null);
  let remove: (() => void) | undefined;
  onMounted(() => {
    remove = shortcuts?.add(bindings, options);
  });
  onBeforeUnmount(() => remove?.());
};
