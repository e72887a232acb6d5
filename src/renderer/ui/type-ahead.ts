/** Finds an option by its first letters, in either language. */

export interface SelectOption {
  readonly value: string;
  /** Displayed label. */
  readonly label: string;
  /** Label in the other language, which is found by typing but not displayed. */
  readonly otherLabel?: string;
}

/** Time without a letter after which a new search starts. */
const PAUSE_MS = 1_000;
const normalize = (text: string): string => text.normalize('NFC').toLocaleLowerCase('en');

/** Whether a key press produced one character, rather than having the name of a key (`Enter`). */
export const isCharacterKey = (key: string): boolean => Array.from(key).length === 1;

/** Collects letters until a pause of one second. Repeating one letter cycles through the options that start with it. */
export const createTypeAhead = (now: () => number = () => performance.now()) => {
  let buffer = '';
  let lastTypedAt = -Infinity;
  const isRunning = (): boolean => buffer !== '' && now() - lastTypedAt < PAUSE_MS;
  return {
    isRunning,
    /**
     * Handles a typed letter.
     * @param current value of the selected option, from which repeated letters continue.
     * @returns the value of the option found, or null.
     */
    type: (letter: string, options: readonly SelectOption[], current: string): string | null => {
      buffer = (isRunning() ? buffer : '') + letter;
      lastTypedAt = now();
      const letters = Array.from(normalize(buffer));
      const isRepeatedLetter = letters.length > 1 && letters.every((each) => each === letters[0]);
      const startsWith = (option: SelectOption, prefix: string): boolean =>
        normalize(option.label).startsWith(prefix) ||
        normalize(option.otherLabel ?? '').startsWith(prefix);
      const fullMatch = options.find((option) => startsWith(option, normalize(buffer)));
      if (fullMatch && letters.length > 1 && !isRepeatedLetter) return fullMatch.value;
      const currentIndex = options.findIndex((option) => option.value === current);
      const optionsFromNext = [
        ...options.slice(currentIndex + 1),
        ...options.slice(0, currentIndex + 1),
      ];
      const prefix = isRepeatedLetter ? (letters[0] ?? '') : normalize(buffer);
      return optionsFromNext.find((option) => startsWith(option, prefix))?.value ?? null;
    },
  };
};
