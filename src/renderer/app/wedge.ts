/**
 * Barcode and MRZ readers that type what they read, as a keyboard would. What tells them from a person is their pace: keys
 * at most some 50 ms apart, many of them, and Enter or Tab at the end. Inside such a burst the keys are read by their place
 * on a US keyboard, which is what readers send: a Bangla layout or Caps Lock does not garble it.
 */

export interface KeyPress {
  readonly key: string;
  /** The physical key (`KeyboardEvent.code`). */
  readonly code: string;
  readonly shift: boolean;
  /** Milliseconds, of the event itself: a busy page gets its events late, but not their times. */
  readonly timeStamp: number;
  /** Whether the focus is where text is typed: there a person's first fast keys are let through, elsewhere hardly any. */
  readonly inText: boolean;
}

export interface WedgeSettings {
  /** What the reader types before its data, when it is set up so: then nothing without it is taken for a reader. */
  readonly prefix?: string;
  /** What it types after its data, besides Enter or Tab. */
  readonly suffix?: string;
}

export type WedgeAnswer =
  /** The key goes where it was going. `giveBack` are keys held before that were a person's after all. */
  | { readonly kind: 'pass'; readonly giveBack: string; readonly starts: boolean }
  /** The key is kept from the page: it looks like part of a burst. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'burst'; readonly text: string };

export interface Wedge {
  press(press: KeyPress): WedgeAnswer;
  /** No key came for a while (`patienceMs`): what was held is a burst without an end, or a person's. */
  rest(): WedgeAnswer;
  /** A key that no reader types (a chord, a repeat, an input method): the burst, if there was one, is none. */
  interrupt(): WedgeAnswer;
}

const GAP_MS = 50;
/** A single late key inside a burst: a loaded machine, a slow radio. */
const LATE_GAP_MS = 150;
const LATE_ONE_IN = 8;
const LEAST_CHARACTERS = 8;
/** A reader's data is shorter; a stuck key is not held for ever. */
const MOST_CHARACTERS = 4_096;
/** So many keys of a burst reach the page before they are held: three fast keys in a row a good typist manages. */
const PASSED_IN_TEXT = 3;
const PASSED_ELSEWHERE = 1;

/** Longer than the longest gap, so that a burst that arrives late is not broken by the wait for its next key. */
export const patienceMs = 250;

const PLAIN: Readonly<Record<string, string>> = {
  Space: '  ', Minus: '-_', Equal: '=+', BracketLeft: '[{', BracketRight: ']}', Backslash: '\\|', Semicolon: ';:', Quote: '\'"',
  Backquote: '`~', Comma: ',<', Period: '.>', Slash: '/?', IntlBackslash: '\\|', Digit0: '0)', Digit1: '1!', Digit2: '2@', Digit3: '3#',
  Digit4: '4$', Digit5: '5%', Digit6: '6^', Digit7: '7&', Digit8: '8*', Digit9: '9(', NumpadAdd: '++', NumpadSubtract: '--',
  NumpadMultiply: '**', NumpadDivide: '//', NumpadDecimal: '..',
};

/** The character of a key on a US keyboard; null for keys that type none. */
const usCharacter = ({ key, code, shift }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit) return digit;
  const pair = PLAIN[code];
  if (pair) return pair.charAt(shift ? 1 : 0);
  // Keys sent by software may name no place.
  return code === '' && /^[\x20-\x7e]$/.test(key) ? key : null;
};

const isEnd = ({ key }: KeyPress): boolean => key === 'Enter' || key === 'Tab';
const isModifier = ({ key }: KeyPress): boolean => ['Shift', 'CapsLock', 'NumLock'].includes(key);

/** One or two whole lines of a machine-readable zone: the Enter after them belongs to the data. */
const isZoneBegun = (text: string): boolean => {
  const lines = text.split('\n');
  return lines.length < 3 && /^[ACI][A-Z<]/i.test(text) && lines.every((line) => line.length === 30);
};

interface Run {
  /** As a US keyboard writes it. */
  text: string;
  /** What a person would have written with the held keys, in the layout that is on. */
  held: string;
  keys: number;
  late: number;
  last: number;
}

export const createWedge = ({ prefix = '', suffix = '' }: WedgeSettings = {}): Wedge => {
  let run: Run | null = null;

  const isPrefixed = (text: string): boolean => prefix !== '' && text.startsWith(prefix);
  const isLong = (text: string): boolean => (prefix === '' ? text.length >= LEAST_CHARACTERS : isPrefixed(text));
  const data = (text: string): string => {
    const head = isPrefixed(text) ? text.slice(prefix.length) : text;
    return suffix !== '' && head.endsWith(suffix) ? head.slice(0, -suffix.length) : head;
  };

  const interrupt = (): WedgeAnswer & { kind: 'pass' } => {
    const giveBack = run?.held ?? '';
    run = null;
    return { kind: 'pass', giveBack, starts: false };
  };

  const burst = (text: string): WedgeAnswer => {
    run = null;
    return { kind: 'burst', text: data(text) };
  };

  const goesOn = ({ timeStamp }: KeyPress, { keys, late, last, text }: Run): boolean => {
    const gap = timeStamp - last;
    if (gap <= GAP_MS) return true;
    return gap <= LATE_GAP_MS && (isPrefixed(text) || (keys >= LEAST_CHARACTERS && (late + 1) * LATE_ONE_IN <= keys));
  };

  const end = (press: KeyPress): WedgeAnswer => {
    if (!run || !isLong(run.text)) return interrupt();
    if (press.key !== 'Enter' || !isZoneBegun(run.text)) return burst(run.text);
    run.text += '\n';
    run.last = press.timeStamp;
    return { kind: 'hold' };
  };

  return {
    press: (press) => {
      if (isModifier(press)) return { kind: 'pass', giveBack: '', starts: false };
      let giveBack = '';
      if (run && !goesOn(press, run)) {
        // An end that comes late is a person's, but data that ended with a line is whole.
        if (run.text.endsWith('\n')) return burst(run.text.trimEnd());
        giveBack = interrupt().giveBack;
      }
      if (isEnd(press)) return run ? end(press) : { kind: 'pass', giveBack, starts: false };
      const character = usCharacter(press);
      if (character === null || (run && run.text.length >= MOST_CHARACTERS)) return run ? interrupt() : { kind: 'pass', giveBack, starts: false };
      if (!run) {
        run = { text: character, held: '', keys: 1, late: 0, last: press.timeStamp };
        return { kind: 'pass', giveBack, starts: true };
      }
      if (press.timeStamp - run.last > GAP_MS) run.late++;
      run.last = press.timeStamp;
      run.text += character;
      run.keys++;
      if (suffix !== '' && run.text.endsWith(suffix) && isLong(run.text)) return burst(run.text);
      const holds = run.held !== '' || isPrefixed(run.text) || (prefix === '' && run.keys > (press.inText ? PASSED_IN_TEXT : PASSED_ELSEWHERE));
      if (!holds) return { kind: 'pass', giveBack: '', starts: false };
      run.held += press.key.length === 1 ? press.key : '';
      return { kind: 'hold' };
    },
    rest: () => (run?.text.endsWith('\n') ? burst(run.text.trimEnd()) : interrupt()),
    interrupt,
  };
};
