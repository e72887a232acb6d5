/** Moves the focus between the fields of the details, which are identified by `data-field`. */
import type { FieldName } from '#shared/domain/fields.ts';

const controlOf = (element: HTMLElement): HTMLElement =>
  element.querySelector<HTMLElement>('input:checked') ??
  element.querySelector<HTMLElement>('input, textarea, select') ??
  element;

const focusControl = (element: HTMLElement): void => {
  const control = controlOf(element);
  control.focus();
  if (
    control instanceof HTMLTextAreaElement ||
    (control instanceof HTMLInputElement && control.type === 'text')
  )
    control.select();
};

/** Focuses a field and selects its text, so that typing replaces it. Does nothing when the field is not displayed. */
export const focusField = (container: HTMLElement, field: FieldName): void => {
  const element = container.querySelector<HTMLElement>(`[data-field="${field}"]`);
  if (element) focusControl(element);
};

/** Focuses the first field after an element. @returns false when there is none. */
export const focusNextField = (container: HTMLElement, from: HTMLElement): boolean => {
  const elements = Array.from(container.querySelectorAll<HTMLElement>('[data-field]'));
  const next = elements.find(
    (element) => (from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  if (next) focusControl(next);
  return next !== undefined;
};
