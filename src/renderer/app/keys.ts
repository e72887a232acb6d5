/**
 * Shortcuts. Bound to the physical key (`event.code`), so that they work while the Bangla layout is on.
 * A chord is written `F2`, `Escape`, `Ctrl+Enter`, `Ctrl+Digit1`, `Alt+KeyS`, `KeyF`.
 * The newest listener is asked first; an open dialog is a barrier behind which nothing hears a key.
 */
import { inject, onBeforeUnmount, onMounted, type App, type InjectionKey } from 'vue';
import { provideKeyBarriers, type KeyBarriers, type KeyBindings } from '../ui/key-barrier.ts';

export type { KeyBindings };

interface Layer {
  readonly bindings: KeyBindings;
  readonly barrier: boolean;
}

export interface Keys extends KeyBarriers {
  /** @returns a function that takes the bindings away again. */
  readonly add: (bindings: KeyBindings) => () => void;
}

const key: InjectionKey<Keys> = Symbol('keys');

/** The chord of a key press. */
export const chordOf = (event: KeyboardEvent): string =>
  [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift', event.metaKey && 'Meta', event.code]
    .filter(Boolean)
    .join('+');

const isIn = (target: EventTarget | null, selector: string): boolean => target instanceof Element && target.closest(selector) !== null;

const TEXT = 'input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable]';

/** Plain letters, Space, Enter and Delete belong to the control that has the focus when it can use them. */
const belongsToControl = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(F\d+|Escape)$/.test(event.code)) return false;
  if (isIn(event.target, TEXT)) return event.code !== 'Enter' || isIn(event.target, 'textarea, select');
  return /^(Space|Enter|NumpadEnter)$/.test(event.code) && isIn(event.target, 'button, a, summary, input, label');
};

export const createKeys = (target: Pick<EventTarget, 'addEventListener'>): Keys & { install: (app: App) => void } => {
  let layers: readonly Layer[] = [];
  const push = (layer: Layer): (() => void) => {
    layers = [...layers, layer];
    return () => {
      layers = layers.filter((each) => each !== layer);
    };
  };
  target.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.isComposing || event.repeat || belongsToControl(event)) return;
    const chord = chordOf(event);
    for (const layer of [...layers].reverse()) {
      const act = layer.bindings[chord];
      if (act && act(event) !== false) {
        event.preventDefault();
        return;
      }
      if (layer.barrier) return;
    }
  });
  const keys: Keys = { add: (bindings) => push({ bindings, barrier: false }), addBarrier: (bindings) => push({ bindings, barrier: true }) };
  return {
    ...keys,
    install: (app) => {
      app.provide(key, keys);
      provideKeyBarriers(app, keys);
    },
  };
};

/** Shortcuts of a component, from its mounting to its end. Without installed keys (a component on its own) nothing is bound. */
export const useKeys = (bindings: KeyBindings): void => {
  const keys = inject(key, null);
  let remove: (() => void) | undefined;
  onMounted(() => {
    remove = keys?.add(bindings);
  });
  onBeforeUnmount(() => remove?.());
};
