/** Finds the control of a set-up step that gets the focus next: the first one, or the field after another one. */

const FIELD_SELECTOR = 'input:not([readonly]), select';
const CONTROL_SELECTOR = `${FIELD_SELECTOR}, button`;

const isEmptyField = (control: HTMLElement): boolean =>
  control instanceof HTMLInputElement && control.type === 'text' && control.value === '';

/** @returns the first field with an error, otherwise the first empty one, otherwise the first control. */
export const firstControl = (step: HTMLElement): HTMLElement | undefined => {
  const controls = [...step.querySelectorAll<HTMLElement>(CONTROL_SELECTOR)];
  return (
    controls.find((control) => control.getAttribute('aria-invalid') === 'true') ??
    controls.find(isEmptyField) ??
    controls[0]
  );
};

/** @returns the field that follows `field`, or undefined after the last one. */
export const nextField = (step: HTMLElement, field: HTMLElement): HTMLElement | undefined => {
  const fields = [...step.querySelectorAll<HTMLElement>(FIELD_SELECTOR)];
  return fields[fields.indexOf(field) + 1];
};
