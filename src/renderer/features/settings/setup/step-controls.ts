/** Initial focus of a set-up step. */

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
