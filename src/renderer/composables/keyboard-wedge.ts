/**
 * Detects barcode and MRZ readers that send their data as keystrokes (keyboard wedges). They differ from a person in
 * speed: keys at most some 50 ms apart, many of them, and Enter or Tab at the end. Inside such a burst the keys are
 * decoded by their physical position on a US keyboard, which readers emulate, so that a Bangla layout or Caps Lock does
 * not garble the data. Control characters arrive as chords (Ctrl+] is GS); inside a burst they are data.
 */
import { beginsAsCardCode } from '#shared/domain/card-code.ts';

export interface KeyPress {
  readonly key: string;
  /** The physical key (`KeyboardEvent.code`). */
  readonly code: string;
  readonly shift: boolean;
  /** Control is down, and no other modifier of a chord. */
  readonly ctrl?: boolean;
  /** Timestamp of the event, ms. A busy page handles events late, but their timestamps stay correct. */
  readonly timeStamp: number;
  /** Whether the focus is in a text field; there more fast keys are passed on before the rest is held. */
  readonly inText: boolean;
}

export interface WedgeSettings {
  /** Configured prefix of the reader's data; if set, keys without it are never treated as a reader's. */
  readonly prefix?: string;
  /** Configured suffix of the reader's data, besides Enter or Tab. */
  readonly suffix?: string;
}

export type WedgeAnswer =
  /**
   * The key is passed on to the page. `giveBack` are held keys that turned out to be typed by a person. `broken` has
   * the meaning of the answer `broken`, for the keys held before this one.
   */
  | {
      readonly kind: 'pass';
      readonly giveBack: string;
      readonly starts: boolean;
      readonly broken: boolean;
    }
  /** The key is not passed on, because it may be part of a burst. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'burst'; readonly text: string }
  /**
   * A card's code without its end or its beginning. The key is not passed on; keys passed on before are to be removed.
   */
  | { readonly kind: 'broken' };

export interface Wedge {
  press(press: KeyPress): WedgeAnswer;
  /** Whether keys are held back. */
  readonly holds: boolean;
  /** No key for `idleTimeoutMs`: the held keys are a burst without an end, or were typed by a person. */
  rest(): WedgeAnswer;
  /** A key that no reader sends (a chord, a repeat, an input method); it cancels a burst in progress. */
  interrupt(): WedgeAnswer;
}

const GAP_MS = 50;
/** Limit for a single late key inside a burst, for example on a loaded machine or a slow radio link. */
const LATE_GAP_MS = 150;
const LATE_ONE_IN = 8;
const LEAST_CHARACTERS = 8;
/** More than a reader sends; limits how long the keys of a stuck key are held. */
const MOST_CHARACTERS = 4_096;
/** Keys of a burst that reach the page before the rest is held; a good typist can press three in a row as fast. */
const PASSED_IN_TEXT = 3;
const PASSED_ELSEWHERE = 1;

/** Time after an interrupted code within which its rest may follow (a stalled reader, a lost radio link). */
const RESUME_MS = 3_000;
/** A few fast keys that precede a burst by at most this time are its beginning. */
const STARTED_BEFORE_MS = 800;

/** Longer than the longest gap, so that a burst that arrives late is not broken by the wait for its next key. */
export const idleTimeoutMs = 250;

const PLAIN: Readonly<Record<string, string>> = {
  Space: '  ',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  IntlBackslash: '\\|',
  Digit0: '0)',
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
};

/** The character of a key on a US keyboard; null for keys that type none. */
const usCharacter = ({ key, code, shift }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit) return digit;
  const pair = PLAIN[code];
  if (pair) return pair.charAt(shift ? 1 : 0);
  // Key events from software may have no `code`.
  return code === '' && /^[\x20-\x7e]$/.test(key) ? key : null;
};

const isEnd = ({ key }: KeyPress): boolean => key === 'Enter' || key === 'Tab';
const isModifier = ({ key }: KeyPress): boolean =>
  ['Shift', 'CapsLock', 'NumLock', 'Control'].includes(key);

/** The control character of a chord on a US keyboard; null for chords that have none. Line ends are all one. */
const controlCharacter = ({ code }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter === 'M' || letter === 'J') return '\n';
  if (letter) return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
  const at = ['BracketLeft', 'Backslash', 'BracketRight', 'Digit6', 'Minus'].indexOf(code);
  return at < 0 ? null : String.fromCharCode(0x1b + at);
};

const zoneLines = (text: string): string[] | null => {
  const lines = text.split('\n');
  return /^[ACI][A-Z<]/i.test(text) && lines.every((line) => line.length === 30) ? lines : null;
};
/** Whether an Enter may be part of the data: after one or two lines of a machine-readable zone, between a smart card's fields. */
const goesOnAfterLine = (text: string): boolean =>
  (zoneLines(text)?.length ?? 3) < 3 || /^(?:NM|NW|OL|BR)/.test(text);
/** The end of a line, and control characters after it. */
const LINE_END = /\s*\n[\u0000-\u0020]*$/;
/** Whether the data is complete without an Enter after it. */
const isWhole = (text: string): boolean =>
  LINE_END.test(text) || zoneLines(text)?.length === 3 || /<\/ds>$/i.test(text);

const PASS = { kind: 'pass', giveBack: '', starts: false, broken: false } as const;

interface Run {
  /** The text on a US keyboard. */
  text: string;
  /** The text of the held keys in the active keyboard layout. */
  held: string;
  keys: number;
  late: number;
  /** When its first and its last key came. */
  readonly first: number;
  last: number;
}

export const createWedge = ({ prefix = '', suffix = '' }: WedgeSettings = {}): Wedge => {
  let run: Run | null = null;
  /** When the last burst ended; characters that a reader sends after its Enter (LF, EOT) are discarded. */
  let endedAt = Number.NEGATIVE_INFINITY;
  /** When the last code was interrupted, and its beginning. */
  let brokenAt = Number.NEGATIVE_INFINITY;
  let brokenStart = '';
  /** When the last run of fast keys ended that was no burst; reset by a slower key. */
  let fastAt = Number.NEGATIVE_INFINITY;

  const isPrefixed = (text: string): boolean => prefix !== '' && text.startsWith(prefix);
  const isLong = (text: string): boolean =>
    prefix === '' ? text.length >= LEAST_CHARACTERS : isPrefixed(text);
  const data = (text: string): string => {
    const head = isPrefixed(text) ? text.slice(prefix.length) : text;
    return suffix !== '' && head.endsWith(suffix) ? head.slice(0, -suffix.length) : head;
  };
  /** The first tag, or the first two characters of a code without tags. */
  const startOf = (text: string): string => data(text).slice(0, data(text).startsWith('<') ? 5 : 2);
  /** Whether the text is the rest of an interrupted code, and not a second reading of the card. */
  const resumes = ({ first, keys, text }: Run): boolean =>
    keys > 1 && first - brokenAt <= RESUME_MS && startOf(text) !== brokenStart;
  const beginsAsCode = ({ text }: Run): boolean =>
    (prefix === '' || isPrefixed(text)) && beginsAsCardCode(data(text));
  /** Only a code, or the rest of an interrupted one; any other text may come from software that types for a person. */
  const isBroken = (broken: Run): boolean =>
    (beginsAsCode(broken) && (isLong(broken.text) || /^[<I]/.test(data(broken.text)))) ||
    (resumes(broken) && isLong(broken.text));

  const abandon = (): WedgeAnswer & { kind: 'pass' } => {
    const ended = run;
    run = null;
    if (!ended) return PASS;
    const broken = isBroken(ended);
    const isSlow = ended.keys === 1;
    if (broken && !resumes(ended)) brokenStart = startOf(ended.text);
    if (broken) brokenAt = ended.last;
    else if (isSlow) brokenAt = Number.NEGATIVE_INFINITY;
    fastAt = broken || isSlow ? Number.NEGATIVE_INFINITY : ended.last;
    return { kind: 'pass', giveBack: broken ? '' : ended.held, starts: false, broken };
  };

  const finish = (ended: Run, at: number): WedgeAnswer => {
    const rest = resumes(ended);
    run = null;
    endedAt = at;
    brokenAt = Number.NEGATIVE_INFINITY;
    return rest
      ? { kind: 'broken' }
      : { kind: 'burst', text: data(ended.text.replace(LINE_END, '')) };
  };

  const goesOn = ({ timeStamp }: KeyPress, { keys, late, last, text }: Run): boolean => {
    const gap = timeStamp - last;
    if (gap <= GAP_MS) return true;
    return (
      gap <= LATE_GAP_MS &&
      (isPrefixed(text) || (keys >= LEAST_CHARACTERS && (late + 1) * LATE_ONE_IN <= keys))
    );
  };
  const isHeld = (current: Run, inText: boolean): boolean =>
    current.held !== '' ||
    isPrefixed(current.text) ||
    (prefix === '' && current.keys > (inText ? PASSED_IN_TEXT : PASSED_ELSEWHERE));

  /**
   * The answer for an end key or chord after a run: `broken`, and so not passed on, if the run is an interrupted code.
   */
  const swallow = (before: WedgeAnswer & { kind: 'pass' }): WedgeAnswer =>
    before.broken ? { kind: 'broken' } : before;

  const end = (current: Run, press: KeyPress): WedgeAnswer => {
    if (!isLong(current.text) && !resumes(current)) return swallow(abandon());
    if (press.key !== 'Enter' || !goesOnAfterLine(data(current.text)))
      return finish(current, press.timeStamp);
    current.text += '\n';
    current.last = press.timeStamp;
    return { kind: 'hold' };
  };

  /** An end key or chord outside a run: held if it follows a burst at once or an interrupted code, else passed on. */
  const follow = (press: KeyPress): WedgeAnswer => {
    const { timeStamp } = press;
    const follows = timeStamp - endedAt <= GAP_MS;
    const resumed = timeStamp - brokenAt <= RESUME_MS;
    if (follows) endedAt = timeStamp;
    // The first Enter belongs to the reader, the next one to a person.
    if (isEnd(press)) brokenAt = Number.NEGATIVE_INFINITY;
    return follows || resumed ? { kind: 'hold' } : PASS;
  };

  const begin = (press: KeyPress, text: string): void => {
    const { timeStamp } = press;
    run = { text, held: '', keys: 1, late: 0, first: timeStamp, last: timeStamp };
  };

  const add = (current: Run, press: KeyPress, character: string): WedgeAnswer => {
    if (press.timeStamp - current.last > GAP_MS) current.late++;
    current.last = press.timeStamp;
    current.text += character;
    current.keys++;
    if (suffix !== '' && current.text.endsWith(suffix) && isLong(current.text))
      return finish(current, press.timeStamp);
    if (!press.ctrl && !isHeld(current, press.inText)) return PASS;
    current.held += press.key.length === 1 && !press.ctrl ? press.key : '';
    return { kind: 'hold' };
  };

  /** A chord is a control character inside a burst, and a person's input everywhere else. */
  const chord = (current: Run, press: KeyPress): WedgeAnswer => {
    const character = controlCharacter(press);
    const isInside = isHeld(current, press.inText) || current.first - brokenAt <= RESUME_MS;
    return character !== null && isInside ? add(current, press, character) : abandon();
  };

  return {
    get holds() {
      return run !== null && run.held !== '';
    },
    press: (press) => {
      if (isModifier(press)) {
        // A modifier inside a burst counts as a key for the gap to the next one.
        if (run && press.timeStamp - run.last <= GAP_MS) run.last = press.timeStamp;
        return PASS;
      }
      let before: WedgeAnswer & { kind: 'pass' } = PASS;
      if (run && !goesOn(press, run)) {
        // A late end key was pressed by a person; complete data needs no end key.
        if (isLong(run.text) && isWhole(data(run.text))) return finish(run, run.last);
        before = abandon();
        if (isEnd(press) || press.ctrl) return swallow(before);
      }
      if (isEnd(press) || press.ctrl)
        return run ? (press.ctrl ? chord(run, press) : end(run, press)) : follow(press);
      const character = usCharacter(press);
      if (character === null || (run && run.text.length >= MOST_CHARACTERS))
        return run ? abandon() : before;
      if (run) return add(run, press, character);
      begin(press, character);
      return { ...before, starts: press.timeStamp - fastAt > STARTED_BEFORE_MS };
    },
    rest: () =>
      run && isLong(run.text) && isWhole(data(run.text)) ? finish(run, run.last) : abandon(),
    interrupt: abandon,
  };
};
