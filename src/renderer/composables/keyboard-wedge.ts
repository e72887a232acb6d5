/**
 * Detects barcode and MRZ readers that send their data as keystrokes (keyboard wedges). They are distinguished from
 * typing by speed: many keys at most some 50 ms apart, followed by Enter or Tab. Within such a burst, keys are decoded
 * by their position on a US keyboard, which readers emulate, so that a Bangla layout or Caps Lock does not corrupt the
 * data. A reader sends control characters as chords (Ctrl+] is GS), so chords within a burst are data.
 */
import { beginsAsCardCode } from '#shared/domain/card-code.ts';

export interface KeyPress {
  readonly key: string;
  /** The physical key (`KeyboardEvent.code`). */
  readonly code: string;
  readonly shift: boolean;
  /** Whether Control is pressed without another modifier. */
  readonly ctrl?: boolean;
  /** Timestamp of the event, ms. It is correct even if a busy page handles the event late. */
  readonly timeStamp: number;
  /** Whether the focus is in a text field. More fast keys are then passed on before keys are held. */
  readonly inText: boolean;
}

export interface WedgeSettings {
  /** Configured prefix of the reader's data. If set, keys without it are never attributed to a reader. */
  readonly prefix?: string;
  /** Configured suffix of the reader's data, besides Enter or Tab. */
  readonly suffix?: string;
}

export type WedgeResult =
  /**
   * The key is passed on to the page. `heldKeys`: keys held before, which were typed by a person. `mayStartBurst`: the key may be
   * the first one of a burst, so the caller saves the content of the field. `broken`: the keys before this one were a
   * card's code without its end or its start.
   */
  | {
      readonly kind: 'pass';
      readonly heldKeys: string;
      readonly mayStartBurst: boolean;
      readonly broken: boolean;
    }
  /** The key is not passed on, because it may be part of a burst. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'burst'; readonly text: string }
  /** A card's code without its end or its start. The key is not passed on, and the caller removes keys passed on before. */
  | { readonly kind: 'broken' };

export interface Wedge {
  press(press: KeyPress): WedgeResult;
  /** Whether keys are being held. */
  readonly isHolding: boolean;
  /**
   * Called after `idleTimeoutMs` without a key. The held keys are then a burst without an end key, or were typed by a
   * person.
   */
  handleIdle(): WedgeResult;
  /** Called for keys that no reader sends (chords, repeats, input methods); cancels a burst in progress. */
  interrupt(): WedgeResult;
}

/** Maximum gap between two keys of a burst. */
const GAP_MS = 50;
/** Maximum gap of a single late key within a burst, for example on a loaded machine or a slow radio link. */
const LATE_GAP_MS = 150;
/** A burst may contain one late key per this number of keys. */
const KEYS_PER_LATE_KEY = 8;
/** Minimum length of a burst when no prefix is configured. */
const MIN_CHARACTERS = 8;
/** More characters than a reader sends. Limits how many characters of a stuck key are held. */
const MAX_CHARACTERS = 4_096;
/** Keys of a burst that are passed on before keys are held. Fast typists press three keys in a row at this speed. */
const MAX_PASSED_IN_TEXT = 3;
const MAX_PASSED_ELSEWHERE = 1;

/** Period after an interrupted code in which its remainder may follow (a stalled reader, a lost radio link). */
const RESUME_MS = 3_000;
/** Fast keys that precede a burst by at most this time are its start. */
const STARTED_BEFORE_MS = 800;

/** Longer than `LATE_GAP_MS`, so that a burst with a late key is not ended while its next key is awaited. */
export const idleTimeoutMs = 250;

/** Characters of a US keyboard without and with Shift, by `KeyboardEvent.code`, except letters and number pad digits. */
const US_CHARACTERS: Readonly<Record<string, string>> = {
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

/** The character of a key on a US keyboard; null for keys without a character. */
const usCharacter = ({ key, code, shift }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit) return digit;
  const pair = US_CHARACTERS[code];
  if (pair) return pair.charAt(shift ? 1 : 0);
  // Key events from software may have no `code`.
  return code === '' && /^[\x20-\x7e]$/.test(key) ? key : null;
};

const isEndKey = ({ key }: KeyPress): boolean => key === 'Enter' || key === 'Tab';
const isModifier = ({ key }: KeyPress): boolean =>
  ['Shift', 'CapsLock', 'NumLock', 'Control'].includes(key);

/** The control character of a chord on a US keyboard; null for other chords. All line breaks become a line feed. */
const controlCharacter = ({ code }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter === 'M' || letter === 'J') return '\n';
  if (letter) return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
  const offset = ['BracketLeft', 'Backslash', 'BracketRight', 'Digit6', 'Minus'].indexOf(code);
  return offset < 0 ? null : String.fromCharCode(0x1b + offset);
};

/** The lines of a machine-readable zone if all of them are complete; null for other text. */
const mrzLines = (text: string): string[] | null => {
  const lines = text.split('\n');
  return /^[ACI][A-Z<]/i.test(text) && lines.every((line) => line.length === 30) ? lines : null;
};
/**
 * Whether Enter may be part of the data: after one or two lines of a machine-readable zone, and between the fields of a
 * smart card's barcode.
 */
const continuesAfterLineBreak = (text: string): boolean =>
  (mrzLines(text)?.length ?? 3) < 3 || /^(?:NM|NW|OL|BR)/.test(text);
/** A line break and subsequent control characters. */
const LINE_END = /\s*\n[\u0000-\u0020]*$/;
/** Whether the data is complete without a following Enter. */
const isComplete = (text: string): boolean =>
  LINE_END.test(text) || mrzLines(text)?.length === 3 || /<\/ds>$/i.test(text);

const PASS = { kind: 'pass', heldKeys: '', mayStartBurst: false, broken: false } as const;

/** A sequence of keys at the speed of a reader: a burst, its start, or keys of a fast typist. */
interface Run {
  /** The text as typed on a US keyboard. */
  text: string;
  /** The text of the held keys in the active keyboard layout. */
  heldText: string;
  keys: number;
  lateKeys: number;
  /** Timestamps of the first and the last key. */
  readonly firstAt: number;
  lastAt: number;
}

export const createWedge = ({ prefix = '', suffix = '' }: WedgeSettings = {}): Wedge => {
  let run: Run | null = null;
  /** Time of the last burst's end. Characters that a reader sends after its Enter (LF, EOT) are discarded. */
  let endedAt = Number.NEGATIVE_INFINITY;
  /** Time of the last interruption, and the start of the interrupted code. */
  let brokenAt = Number.NEGATIVE_INFINITY;
  let brokenStart = '';
  /** End of the last run of fast keys that was no burst; reset by a run of a single key, which is slow typing. */
  let fastRunEndedAt = Number.NEGATIVE_INFINITY;

  const isPrefixed = (text: string): boolean => prefix !== '' && text.startsWith(prefix);
  const isLongEnough = (text: string): boolean =>
    prefix === '' ? text.length >= MIN_CHARACTERS : isPrefixed(text);
  const payloadOf = (text: string): string => {
    const withoutPrefix = isPrefixed(text) ? text.slice(prefix.length) : text;
    return suffix !== '' && withoutPrefix.endsWith(suffix)
      ? withoutPrefix.slice(0, -suffix.length)
      : withoutPrefix;
  };
  /** The first tag, or the first two characters of a code without tags. */
  const startOf = (text: string): string =>
    payloadOf(text).slice(0, payloadOf(text).startsWith('<') ? 5 : 2);
  /** Whether a run is the remainder of an interrupted code, rather than a second reading of the card. */
  const isRemainder = ({ firstAt, keys, text }: Run): boolean =>
    keys > 1 && firstAt - brokenAt <= RESUME_MS && startOf(text) !== brokenStart;
  const startsLikeCode = ({ text }: Run): boolean =>
    (prefix === '' || isPrefixed(text)) && beginsAsCardCode(payloadOf(text));
  /** Whether a run is an incomplete code or its remainder. Other fast text may come from software that types. */
  const isBroken = (broken: Run): boolean =>
    (startsLikeCode(broken) &&
      (isLongEnough(broken.text) || /^[<I]/.test(payloadOf(broken.text)))) ||
    (isRemainder(broken) && isLongEnough(broken.text));

  const cancelRun = (): WedgeResult & { kind: 'pass' } => {
    const endedRun = run;
    run = null;
    if (!endedRun) return PASS;
    const broken = isBroken(endedRun);
    const isSlow = endedRun.keys === 1;
    if (broken && !isRemainder(endedRun)) brokenStart = startOf(endedRun.text);
    if (broken) brokenAt = endedRun.lastAt;
    else if (isSlow) brokenAt = Number.NEGATIVE_INFINITY;
    fastRunEndedAt = broken || isSlow ? Number.NEGATIVE_INFINITY : endedRun.lastAt;
    return {
      kind: 'pass',
      heldKeys: broken ? '' : endedRun.heldText,
      mayStartBurst: false,
      broken,
    };
  };

  const completeRun = (endedRun: Run, at: number): WedgeResult => {
    const wasRemainder = isRemainder(endedRun);
    run = null;
    endedAt = at;
    brokenAt = Number.NEGATIVE_INFINITY;
    return wasRemainder
      ? { kind: 'broken' }
      : { kind: 'burst', text: payloadOf(endedRun.text.replace(LINE_END, '')) };
  };

  const isContinuation = (
    { timeStamp }: KeyPress,
    { keys, lateKeys, lastAt, text }: Run,
  ): boolean => {
    const gap = timeStamp - lastAt;
    if (gap <= GAP_MS) return true;
    return (
      gap <= LATE_GAP_MS &&
      (isPrefixed(text) || (keys >= MIN_CHARACTERS && (lateKeys + 1) * KEYS_PER_LATE_KEY <= keys))
    );
  };
  const isHeld = (current: Run, inText: boolean): boolean =>
    current.heldText !== '' ||
    isPrefixed(current.text) ||
    (prefix === '' && current.keys > (inText ? MAX_PASSED_IN_TEXT : MAX_PASSED_ELSEWHERE));

  /**
   * The answer to an end key or chord after a cancelled run. The key is not passed on if the run is an interrupted code.
   */
  const suppressIfBroken = (cancelled: WedgeResult & { kind: 'pass' }): WedgeResult =>
    cancelled.broken ? { kind: 'broken' } : cancelled;

  const handleEnd = (current: Run, press: KeyPress): WedgeResult => {
    if (!isLongEnough(current.text) && !isRemainder(current)) return suppressIfBroken(cancelRun());
    if (press.key !== 'Enter' || !continuesAfterLineBreak(payloadOf(current.text)))
      return completeRun(current, press.timeStamp);
    current.text += '\n';
    current.lastAt = press.timeStamp;
    return { kind: 'hold' };
  };

  /** Handles an end key or chord outside a run. The key is held directly after a burst and after an interrupted code. */
  const handleAfterRun = (press: KeyPress): WedgeResult => {
    const { timeStamp } = press;
    const followsBurst = timeStamp - endedAt <= GAP_MS;
    const followsInterruption = timeStamp - brokenAt <= RESUME_MS;
    if (followsBurst) endedAt = timeStamp;
    // The reader sends one end key; further ones are typed by a person.
    if (isEndKey(press)) brokenAt = Number.NEGATIVE_INFINITY;
    return followsBurst || followsInterruption ? { kind: 'hold' } : PASS;
  };

  const startRun = (press: KeyPress, text: string): void => {
    const { timeStamp } = press;
    run = { text, heldText: '', keys: 1, lateKeys: 0, firstAt: timeStamp, lastAt: timeStamp };
  };

  const addCharacter = (current: Run, press: KeyPress, character: string): WedgeResult => {
    if (press.timeStamp - current.lastAt > GAP_MS) current.lateKeys++;
    current.lastAt = press.timeStamp;
    current.text += character;
    current.keys++;
    if (suffix !== '' && current.text.endsWith(suffix) && isLongEnough(current.text))
      return completeRun(current, press.timeStamp);
    if (!press.ctrl && !isHeld(current, press.inText)) return PASS;
    current.heldText += press.key.length === 1 && !press.ctrl ? press.key : '';
    return { kind: 'hold' };
  };

  /** Within a burst a chord is a control character; elsewhere it is typed by a person. */
  const handleChord = (current: Run, press: KeyPress): WedgeResult => {
    const character = controlCharacter(press);
    const isWithinBurst = isHeld(current, press.inText) || current.firstAt - brokenAt <= RESUME_MS;
    return character !== null && isWithinBurst
      ? addCharacter(current, press, character)
      : cancelRun();
  };

  return {
    get isHolding() {
      return run !== null && run.heldText !== '';
    },
    press: (press) => {
      if (isModifier(press)) {
        // The gap to the next key is measured from a modifier within a burst.
        if (run && press.timeStamp - run.lastAt <= GAP_MS) run.lastAt = press.timeStamp;
        return PASS;
      }
      let cancelled: WedgeResult & { kind: 'pass' } = PASS;
      if (run && !isContinuation(press, run)) {
        // A late end key was pressed by a person, because complete data needs no end key.
        if (isLongEnough(run.text) && isComplete(payloadOf(run.text)))
          return completeRun(run, run.lastAt);
        cancelled = cancelRun();
        if (isEndKey(press) || press.ctrl) return suppressIfBroken(cancelled);
      }
      if (isEndKey(press) || press.ctrl)
        return run
          ? press.ctrl
            ? handleChord(run, press)
            : handleEnd(run, press)
          : handleAfterRun(press);
      const character = usCharacter(press);
      if (character === null || (run && run.text.length >= MAX_CHARACTERS))
        return run ? cancelRun() : cancelled;
      if (run) return addCharacter(run, press, character);
      startRun(press, character);
      return { ...cancelled, mayStartBurst: press.timeStamp - fastRunEndedAt > STARTED_BEFORE_MS };
    },
    handleIdle: () =>
      run && isLongEnough(run.text) && isComplete(payloadOf(run.text))
        ? completeRun(run, run.lastAt)
        : cancelRun(),
    interrupt: cancelRun,
  };
};
