/** Finds an option by its first letters, in either language. */

export interface SelectOption {
  readonly value: string;
  /** Displayed label. */
  readonly label: string;
  /** Label in the other language, which is found by typing but not displayed. */
  readonly alt?: string;
}

const PAUSE_MS = 1_000;
const normalize = (text: string): string => text.normalize('NFC').toLocaleLowerCase('en');

/** Whether a key press produced one character, rather than having the name of a key (`Enter`). */
export const isLetter = (key: string): boolean => Array.from(key).length === 1;

/** Collects letters until a pause of one second. Repeating one letter cycles through the options that start with it. */
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
      const letters = Array.from(normalize(buffer));
      const repeated = letters.length > 1 && letters.every((each) => each === letters[0]);
      const startsWith = (option: SelectOption, start: string): boolean =>
        normalize(option.label).startsWith(start) || normalize(option.alt ?? '').startsWith(start);
      const fullMatch = options.find((option) => startsWith(option, normalize(buffer)));
      if (fullMatch && letters.length > 1 && !repeated) return fullMatch.value;
      const currentIndex = options.findIndex((option) => option.value === current);
      const fromNext = [...options.slice(currentIndex + 1), ...options.slice(0, currentIndex + 1)];
      const start = repeated ? (letters[0] ?? '') : normalize(buffer);
      return fromNext.find((option) => startsWith(option, start))?.value ?? null;
    },
  };
};
