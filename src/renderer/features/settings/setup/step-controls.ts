/** Focus within a set-up step: its first control, and the field after another one. */

const CONTROLS = 'input:not([readonly]), select, button';

const isEmptyField = (control: HTMLElement): boolean =>
  control instanceof HTMLInputElement && control.type === 'text' && control.value === '';

/** @returns the first field with an error, otherwise the first empty one, otherwise the first control. */
export const firstControl = (step: HTMLElement): HTMLElement | undefined => {
  const controls = [...step.querySelectorAll<HTMLElement>(CONTROLS)];
  return (
    controls.find((control) => control.getAttribute('aria-invalid') === 'true') ??
    controls.find(isEmptyField) ??
    controls[0]
  );
};

/** @returns the field after the given one; undefined after the last one. */
export const nextField = (step: HTMLElement, field: HTMLElement): HTMLElement | undefined => {
  const fields = [...step.querySelectorAll<HTMLElement>('input:not([readonly]), select')];
  return fields[fields.indexOf(field) + 1];
};
