/** Finds an option by its first letters, in either language. */

export interface SelectOption {
  readonly value: string;
  /** As shown. */
  readonly label: string;
  /** The label of the other language: found by typing, not shown. */
  readonly alt?: string;
}

const PAUSE_MS = 1_000;
const form = (text: string): string => text.normalize('NFC').toLocaleLowerCase('en');

/** Whether a key press gave one character, and is not the name of a key (`Enter`). */
export const isLetter = (key: string): boolean => Array.from(key).length === 1;

/** Keeps what was typed until a pause of a second. One letter repeated steps through the options that begin with it. */
export const createTypeAhead = (now: () => number = () => performance.now()) => {
  let buffer = '';
  let last = -Infinity;
  const running = (): boolean => buffer !== '' && now() - last < PAUSE_MS;
  return {
    running,
    /** @returns the value of the option found, or null. */
    type: (letter: string, options: readonly SelectOption[], current: string): string | null => {
      buffer = (running() ? buffer : '') + letter;
      last = now();
      const letters = Array.from(form(buffer));
      const repeated = letters.length > 1 && letters.every((each) => each === letters[0]);
      const begins = (option: SelectOption, start: string): boolean =>
        form(option.label).startsWith(start) || form(option.alt ?? '').startsWith(start);
      const whole = options.find((option) => begins(option, form(buffer)));
      if (whole && letters.length > 1 && !repeated) return whole.value;
      const at = options.findIndex((option) => option.value === current);
      const fromNext = [...options.slice(at + 1), ...options.slice(0, at + 1)];
      const start = repeated ? (letters[0] ?? '') : form(buffer);
      return fromNext.find((option) => begins(option, start))?.value ?? null;
    },
  };
};
