/** Moves the focus between the fields of the details, which are found by their `data-field`. */
import type { FieldName } from '#shared/domain/fields.ts';

const controlOf = (place: HTMLElement): HTMLElement =>
  place.querySelector<HTMLElement>('input:checked') ??
  place.querySelector<HTMLElement>('input, textarea, select') ??
  place;

const goTo = (place: HTMLElement): void => {
  const control = controlOf(place);
  control.focus();
  if (control instanceof HTMLInputElement && control.type === 'text') control.select();
};

/** Focuses a field and marks its text, so that typing replaces it. Nothing happens for a field that is not on screen. */
export const focusField = (within: HTMLElement, field: FieldName): void => {
  const place = within.querySelector<HTMLElement>(`[data-field="${field}"]`);
  if (place) goTo(place);
};

/** Focuses the field after the one an element belongs to. @returns false when there is none. */
export const focusNextField = (within: HTMLElement, from: HTMLElement): boolean => {
  const places = Array.from(within.querySelectorAll<HTMLElement>('[data-field]'));
  const next = places.find(
    (place) => (from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  if (next) goTo(next);
  return next !== undefined;
};
