/**
 * Detects barcode and MRZ readers that send their data as keystrokes (keyboard wedges). They are distinguished from
 * typing by speed: many keys at most some 50 ms apart, followed by Enter or Tab. A reader sends control characters as
 * chords (Ctrl+] is GS), so chords within such a burst are data.
 */
import {
  continuesAfterLineBreak,
  createBurstTextFormat,
  isComplete,
  MIN_BURST_CHARACTERS,
  removeLineEnd,
  startOfPayload,
  type WedgeSettings,
} from './burst-text.ts';
import {
  controlCharacter,
  isEndKey,
  isModifier,
  usCharacter,
  type KeyPress,
} from './us-keyboard.ts';

export type WedgeResult =
  /**
   * The key is passed on to the page. `heldKeys`: keys held before, which were typed by a person. `mayStartBurst`: the
   * key may be the first one of a burst, so the caller saves the content of the field. `broken`: the keys before this
   * one were a card's code without its end or its start.
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

export interface WedgeDetector {
  handlePress(press: KeyPress): WedgeResult;
  /** Whether keys are being held. */
  readonly isHolding: boolean;
  /**
   * Called after `IDLE_TIMEOUT_MS` without a key. The held keys are then a burst without an end key, or were typed by a
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
/** More characters than a reader sends. Limits how many characters of a stuck key are held. */
const MAX_CHARACTERS = 4_096;
/** Keys of a burst that are passed on before keys are held. Fast typists press three keys in a row at this speed. */
const MAX_PASSED_IN_TEXT = 3;
const MAX_PASSED_ELSEWHERE = 1;

/** Maximum time between an interrupted code and its remainder (a stalled reader, an interrupted radio link). */
const MAX_REMAINDER_DELAY_MS = 3_000;
/** Fast keys that precede a burst by at most this time are its start. */
const MAX_START_LEAD_MS = 800;

/** Longer than `LATE_GAP_MS`, so that a burst with a late key is not ended while its next key is awaited. */
export const IDLE_TIMEOUT_MS = 250;

const PASS = { kind: 'pass', heldKeys: '', mayStartBurst: false, broken: false } as const;

/** A sequence of keys at the speed of a reader: a burst, its start, or keys of a fast typist. */
interface Run {
  /** The text as typed on a US keyboard. */
  text: string;
  /** The text of the held keys in the active keyboard layout. */
  heldText: string;
  keyCount: number;
  lateKeyCount: number;
  /** Timestamps of the first and the last key. */
  readonly firstAt: number;
  lastAt: number;
}

export const createWedgeDetector = (settings: WedgeSettings = {}): WedgeDetector => {
  const { prefix = '' } = settings;
  const { isPrefixed, hasSuffix, isLongEnough, payloadOf, startsLikeCode } =
    createBurstTextFormat(settings);
  let run: Run | null = null;
  /** Time of the last burst's end. Characters that a reader sends after its Enter (LF, EOT) are discarded. */
  let endedAt = Number.NEGATIVE_INFINITY;
  /** Time of the last interruption, and the start of the interrupted code. */
  let brokenAt = Number.NEGATIVE_INFINITY;
  let brokenStart = '';
  /** End of the last run of fast keys that was no burst; reset by a run of a single key, which is slow typing. */
  let fastRunEndedAt = Number.NEGATIVE_INFINITY;

  /** Whether a run is the remainder of an interrupted code, rather than a second reading of the card. */
  const isRemainder = ({ firstAt, keyCount, text }: Run): boolean =>
    keyCount > 1 &&
    firstAt - brokenAt <= MAX_REMAINDER_DELAY_MS &&
    startOfPayload(payloadOf(text)) !== brokenStart;
  /**
   * Whether a run is an incomplete code or its remainder. Other fast text may come from software that types. A start
   * with `<` (a tag) or `I` (a machine-readable zone) is sufficient; other codes start with letters of words, so that a
   * minimum length is required.
   */
  const isBroken = (endedRun: Run): boolean =>
    (startsLikeCode(endedRun.text) &&
      (isLongEnough(endedRun.text) || /^[<I]/.test(payloadOf(endedRun.text)))) ||
    (isRemainder(endedRun) && isLongEnough(endedRun.text));

  const cancelRun = (): WedgeResult & { kind: 'pass' } => {
    const endedRun = run;
    run = null;
    if (!endedRun) return PASS;
    const broken = isBroken(endedRun);
    const isSlow = endedRun.keyCount === 1;
    if (broken && !isRemainder(endedRun)) brokenStart = startOfPayload(payloadOf(endedRun.text));
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
      : { kind: 'burst', text: payloadOf(removeLineEnd(endedRun.text)) };
  };

  const isContinuation = (
    { timeStamp }: KeyPress,
    { keyCount, lateKeyCount, lastAt, text }: Run,
  ): boolean => {
    const gap = timeStamp - lastAt;
    if (gap <= GAP_MS) return true;
    return (
      gap <= LATE_GAP_MS &&
      (isPrefixed(text) ||
        (keyCount >= MIN_BURST_CHARACTERS && (lateKeyCount + 1) * KEYS_PER_LATE_KEY <= keyCount))
    );
  };
  const areKeysHeld = (current: Run, inText: boolean): boolean =>
    current.heldText !== '' ||
    isPrefixed(current.text) ||
    (prefix === '' && current.keyCount > (inText ? MAX_PASSED_IN_TEXT : MAX_PASSED_ELSEWHERE));

  /**
   * The result for an end key or chord after a cancelled run. The key is not passed on if the run is an interrupted code.
   */
  const suppressIfBroken = (cancelled: WedgeResult & { kind: 'pass' }): WedgeResult =>
    cancelled.broken ? { kind: 'broken' } : cancelled;

  const handleEndKey = (current: Run, press: KeyPress): WedgeResult => {
    if (!isLongEnough(current.text) && !isRemainder(current)) return suppressIfBroken(cancelRun());
    if (press.key !== 'Enter' || !continuesAfterLineBreak(payloadOf(current.text)))
      return completeRun(current, press.timeStamp);
    current.text += '\n';
    current.lastAt = press.timeStamp;
    return { kind: 'hold' };
  };

  /** Handles an end key or chord outside a run. The key is held directly after a burst and after an interrupted code. */
  const handleKeyOutsideRun = (press: KeyPress): WedgeResult => {
    const { timeStamp } = press;
    const followsBurst = timeStamp - endedAt <= GAP_MS;
    const followsInterruption = timeStamp - brokenAt <= MAX_REMAINDER_DELAY_MS;
    if (followsBurst) endedAt = timeStamp;
    // The reader sends one end key; further ones are typed by a person.
    if (isEndKey(press)) brokenAt = Number.NEGATIVE_INFINITY;
    return followsBurst || followsInterruption ? { kind: 'hold' } : PASS;
  };

  const startRun = (press: KeyPress, text: string): void => {
    const { timeStamp } = press;
    run = {
      text,
      heldText: '',
      keyCount: 1,
      lateKeyCount: 0,
      firstAt: timeStamp,
      lastAt: timeStamp,
    };
  };

  const addCharacter = (current: Run, press: KeyPress, character: string): WedgeResult => {
    if (press.timeStamp - current.lastAt > GAP_MS) current.lateKeyCount++;
    current.lastAt = press.timeStamp;
    current.text += character;
    current.keyCount++;
    if (hasSuffix(current.text) && isLongEnough(current.text))
      return completeRun(current, press.timeStamp);
    if (!press.ctrl && !areKeysHeld(current, press.inText)) return PASS;
    current.heldText += press.key.length === 1 && !press.ctrl ? press.key : '';
    return { kind: 'hold' };
  };

  /** Within a burst a chord is a control character; elsewhere it is typed by a person. */
  const handleChord = (current: Run, press: KeyPress): WedgeResult => {
    const character = controlCharacter(press);
    const isWithinBurst =
      areKeysHeld(current, press.inText) || current.firstAt - brokenAt <= MAX_REMAINDER_DELAY_MS;
    return character !== null && isWithinBurst
      ? addCharacter(current, press, character)
      : cancelRun();
  };

  return {
    get isHolding() {
      return run !== null && run.heldText !== '';
    },
    handlePress: (press) => {
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
            : handleEndKey(run, press)
          : handleKeyOutsideRun(press);
      const character = usCharacter(press);
      if (character === null || (run && run.text.length >= MAX_CHARACTERS))
        return run ? cancelRun() : cancelled;
      if (run) return addCharacter(run, press, character);
      startRun(press, character);
      return { ...cancelled, mayStartBurst: press.timeStamp - fastRunEndedAt > MAX_START_LEAD_MS };
    },
    handleIdle: () =>
      run && isLongEnough(run.text) && isComplete(payloadOf(run.text))
        ? completeRun(run, run.lastAt)
        : cancelRun(),
    interrupt: cancelRun,
  };
};
