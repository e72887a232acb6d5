/** Detects text fields, and changes their content with the input events that typing dispatches. */

export type TextField = HTMLInputElement | HTMLTextAreaElement;

const TEXT_INPUT_TYPES = /^(text|search|tel|url|email|password|number)$/;

/** @returns the element if it is a field for text input, otherwise null. */
export const asTextField = (element: EventTarget | null): TextField | null => {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && TEXT_INPUT_TYPES.test(element.type)
    ? element
    : null;
};

/** Dispatches the input event after a change of the text. */
export const dispatchInput = (field: TextField): void => {
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

/** Replaces the selection by a text. The text is appended for input types without a selection (`number`, `email`). */
export const replaceSelection = (field: TextField, text: string): void => {
  const { selectionStart: start, selectionEnd: end } = field;
  if (start === null) field.value += text;
  else {
    field.setRangeText(text, start, end ?? start);
    field.setSelectionRange(start + text.length, start + text.length);
  }
  dispatchInput(field);
};
