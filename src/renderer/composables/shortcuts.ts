/**
 * Shortcuts. Bound to the physical key (`event.code`), so that they work while the Bangla layout is on.
 * A chord is written `F2`, `Escape`, `Ctrl+Enter`, `Ctrl+Digit1`, `Alt+KeyS`, `KeyF`.
 * The newest listener is called first; an open dialog blocks all keys of the page behind it, except those added for use
 * over dialogs.
 * A key that is held down acts once: its repeats are ignored, and a screen, step or dialog that appears meanwhile does
 * not receive the key until it has been released.
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
  readonly barrier: boolean;
  /** Acts behind a barrier too. */
  readonly overDialogs: boolean;
}

export interface KeyOptions {
  /** Act while a dialog is open over the component. Default: false. */
  readonly overDialogs?: boolean;
}

export interface Keys extends KeyBarriers {
  /** @returns a function that removes the bindings. */
  readonly add: (bindings: KeyBindings, options?: KeyOptions) => () => void;
}

const key: InjectionKey<Keys> = Symbol('keys');

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

const TYPED = 'input:not([type=radio], [type=checkbox], [type=file]), textarea, [contenteditable]';
const TEXT = `${TYPED}, select`;

const PRESSES = /^(Space|Enter|NumpadEnter)$/;

/** Whether the browser itself would press the focused control with this key, again for every repeat. */
const pressesControl = ({ code, target }: KeyboardEvent): boolean =>
  PRESSES.test(code) && !(code === 'Space' && isIn(target, TYPED));

const swallow = (event: Event): void => {
  event.preventDefault();
  event.stopPropagation();
};

/** Plain letters, Space, Enter and Delete belong to the control that has the focus when it can use them. */
const belongsToControl = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(F\d+|Escape)$/.test(event.code))
    return false;
  if (isIn(event.target, TEXT))
    return event.code !== 'Enter' || isIn(event.target, 'textarea, select');
  return PRESSES.test(event.code) && isIn(event.target, 'button, a, summary, input, label');
};

export const createKeys = (
  target: Pick<EventTarget, 'addEventListener'>,
): Keys & { install: (app: App) => void } => {
  let layers: readonly Layer[] = [];
  const down = new Set<string>();
  /** Keys that are down now and were pressed before the screen changed. */
  const outdated = new Set<string>();
  const change = (next: readonly Layer[]): void => {
    layers = next;
    for (const code of down) outdated.add(code);
  };
  const push = (layer: Layer): (() => void) => {
    change([...layers, layer]);
    return () => change(layers.filter((each) => each !== layer));
  };
  const forget = (): void => {
    down.clear();
    outdated.clear();
  };
  // In the capture phase, because the browser's default action for a repeat must be prevented as well.
  const capture = { capture: true };
  target.addEventListener(
    'keydown',
    (event) => {
      // Key events from software (an input method) have no `code`.
      if (!(event instanceof KeyboardEvent) || event.code === '') return;
      if (!event.repeat) {
        down.add(event.code);
        outdated.delete(event.code);
      } else if (outdated.has(event.code) || pressesControl(event)) swallow(event);
    },
    capture,
  );
  target.addEventListener(
    'keyup',
    (event) => {
      if (!(event instanceof KeyboardEvent)) return;
      down.delete(event.code);
      if (outdated.delete(event.code)) swallow(event);
    },
    capture,
  );
  // The release of a key is not reported while another window has the focus.
  target.addEventListener('blur', (event) => event.target === target && forget());
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
    let behindDialog = false;
    for (const layer of [...layers].reverse()) {
      const act = behindDialog && !layer.overDialogs ? undefined : layer.bindings[chord];
      if (act && act(event) !== false) {
        event.preventDefault();
        return;
      }
      behindDialog ||= layer.barrier;
    }
  });
  const keys: Keys = {
    add: (bindings, { overDialogs = false } = {}) =>
      push({ bindings, barrier: false, overDialogs }),
    addBarrier: (bindings) => push({ bindings, barrier: true, overDialogs: false }),
  };
  return {
    ...keys,
    install: (app) => {
      app.provide(key, keys);
      provideKeyBarriers(app, keys);
    },
  };
};

/** Shortcuts of a component while it is mounted. Without installed keys (a component tested alone) nothing is bound. */
export const useKeys = (bindings: KeyBindings, options?: KeyOptions): void => {
  const keys = inject(key, null);
  let remove: (() => void) | undefined;
  onMounted(() => {
    remove = keys?.add(bindings, options);
  });
  onBeforeUnmount(() => remove?.());
};
