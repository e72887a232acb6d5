/** Determines the field into which the on-screen keyboard types, and opens and closes the keyboard. */
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue';
import type { KeyboardMode } from '#shared/ipc/schemas/settings.ts';
import { asTextField, type TextField } from '#renderer/lib/text-field.ts';

/** Selector of the keyboard itself. Events on it neither select a field nor count as pointer input on the page. */
const KEYBOARD = '[data-on-screen-keyboard]';
/** Selector of fields with their own on-screen keypad, such as the PIN of the lock. */
const OWN_KEYPAD = '[data-own-keypad]';
const MODIFIERS = /^(Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock)$/;

interface TargetField {
  /** Null while the keyboard is closed. */
  readonly field: Readonly<Ref<TextField | null>>;
  /** Closes the keyboard until a field is touched or focused. */
  readonly close: () => void;
  /** Runs a function that dispatches key events for the keyboard itself. These must not close it. */
  readonly dispatchKeys: (dispatch: () => void) => void;
}

const isUsable = (field: TextField): boolean =>
  !field.readOnly && !field.disabled && !field.closest(OWN_KEYPAD);

/**
 * The target follows the focus. In the mode `touch` the keyboard opens for a field that is focused after a touch. In the
 * mode `always` it also opens after other input, except after a key of a physical keyboard: typing there closes it until
 * the pointer is used.
 */
export const useTargetField = (mode: () => KeyboardMode): TargetField => {
  const field = shallowRef<TextField | null>(null);
  let lastInput: 'none' | 'touch' | 'pointer' | 'keys' = 'none';
  let isDispatching = false;
  let isPointerPressed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    field.value = null;
  };
  const shouldOpen = (): boolean =>
    mode() === 'always' ? lastInput !== 'keys' : mode() === 'touch' && lastInput === 'touch';
  const updateTarget = (element: EventTarget | null): void => {
    const focused = asTextField(element);
    field.value = focused && shouldOpen() && isUsable(focused) ? focused : null;
  };

  /**
   * Updates the target only after the click that left the field has ended. Closing the keyboard moves the page, and with
   * it the control that is being clicked.
   */
  const updateAfterClick = (): void => {
    clearTimeout(timer);
    if (isPointerPressed) return;
    timer = setTimeout(() => {
      if (field.value && document.activeElement !== field.value)
        updateTarget(document.activeElement);
    });
  };

  const isOnKeyboard = ({ target }: Event): boolean =>
    target instanceof Element && target.closest(KEYBOARD) !== null;
  const onPointerdown = (event: PointerEvent): void => {
    if (isOnKeyboard(event)) return;
    isPointerPressed = true;
    lastInput = event.pointerType === 'touch' ? 'touch' : 'pointer';
  };
  const onPointerEnd = (): void => {
    isPointerPressed = false;
    updateAfterClick();
  };
  // A field that already has the focus receives no `focusin` when it is touched again.
  const onClick = (event: MouseEvent): void => {
    if (!isOnKeyboard(event) && event.target === document.activeElement) updateTarget(event.target);
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isDispatching || MODIFIERS.test(event.key)) return;
    lastInput = 'keys';
    close();
  };
  const onFocusin = (event: FocusEvent): void => {
    if (asTextField(event.target)) updateTarget(event.target);
    else updateAfterClick();
  };

  // No event reports that a focused field was removed or hidden.
  const mutationObserver = new MutationObserver(updateAfterClick);
  // Runs synchronously, so that the removal of a field directly after it became the target is not missed.
  watch(
    field,
    (newField) => {
      mutationObserver.disconnect();
      if (newField) mutationObserver.observe(document.body, { childList: true, subtree: true });
    },
    { flush: 'sync' },
  );
  watch(mode, () => updateTarget(document.activeElement));

  const captureOptions = { capture: true };
  onMounted(() => {
    document.addEventListener('pointerdown', onPointerdown, captureOptions);
    document.addEventListener('click', onClick, captureOptions);
    document.addEventListener('keydown', onKeydown, captureOptions);
    document.addEventListener('focusin', onFocusin);
    document.addEventListener('focusout', updateAfterClick);
    document.addEventListener('pointerup', onPointerEnd, captureOptions);
    document.addEventListener('pointercancel', onPointerEnd, captureOptions);
    updateTarget(document.activeElement);
  });
  onBeforeUnmount(() => {
    document.removeEventListener('pointerdown', onPointerdown, captureOptions);
    document.removeEventListener('click', onClick, captureOptions);
    document.removeEventListener('keydown', onKeydown, captureOptions);
    document.removeEventListener('focusin', onFocusin);
    document.removeEventListener('focusout', updateAfterClick);
    document.removeEventListener('pointerup', onPointerEnd, captureOptions);
    document.removeEventListener('pointercancel', onPointerEnd, captureOptions);
    clearTimeout(timer);
    mutationObserver.disconnect();
  });

  return {
    field,
    close,
    dispatchKeys: (dispatch) => {
      isDispatching = true;
      dispatch();
      isDispatching = false;
    },
  };
};
