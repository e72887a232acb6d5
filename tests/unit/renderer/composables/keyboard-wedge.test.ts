import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCardCode } from '#shared/domain/card-code.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import type { WedgeSettings } from '#renderer/composables/burst-text.ts';
import { createWedgeDetector, type WedgeResult } from '#renderer/composables/keyboard-wedge.ts';
import type { KeyPress } from '#renderer/composables/us-keyboard.ts';
import { createKeyPresses, setPressTimes } from './reader-keys.ts';

const BARCODE =
  '<pin>0012345678901</pin><name>NAMUNA ALI</name><DOB>01 Jan 1970</DOB><ds>302c0214</ds>';
const MRZ_LINES = [
  'I<BGD040824760<74<<<<<<<<<<<<<',
  '8310268F2601098BGD<<<<<<<<<<<2',
  'KHATUN<<NAMUNA<ONUSHILON<<<<<<',
];

interface Outcome {
  /** Data of the complete codes. */
  readonly bursts: string[];
  /** Text that a focused field gets: the keys that are passed at once or returned later, in order. */
  readonly typed: string;
  /** Number of reports of an incomplete code. */
  readonly incompleteCodes: number;
  readonly results: readonly WedgeResult[];
}

const sendPresses = (presses: readonly KeyPress[], settings: WedgeSettings = {}): Outcome => {
  const wedge = createWedgeDetector(settings);
  const bursts: string[] = [];
  let typed = '';
  let incompleteCodes = 0;
  const collect = (result: WedgeResult, key: string): void => {
    if (result.kind === 'burst') bursts.push(result.text);
    if (result.kind === 'broken' || (result.kind === 'pass' && result.broken)) incompleteCodes++;
    if (result.kind === 'pass') typed += result.heldKeys + (key.length === 1 ? key : '');
  };
  const results = presses.map((press) => {
    const result = wedge.handlePress(press);
    collect(result, press.key);
    return result;
  });
  collect(wedge.handleIdle(), '');
  return { bursts, typed, incompleteCodes, results };
};

describe('createWedgeDetector with input of a reader', () => {
  it('recognises a burst by its pace and keeps its Enter or Tab from the page', () => {
    for (const end of ['Enter', 'Tab'] as const) {
      for (const gapMs of [0, 5, 30, 50]) {
        const { bursts, results } = sendPresses(
          setPressTimes([...createKeyPresses(BARCODE), ...createKeyPresses('', end)], gapMs),
        );
        expect(bursts).toEqual([BARCODE]);
        expect(results.at(-1)?.kind).toBe('burst');
      }
    }
  });

  it('recognises a burst when events are delivered late', () => {
    const presses = setPressTimes(
      [...createKeyPresses(BARCODE), ...createKeyPresses('', 'Enter')],
      12,
    ).map((press, index) => ({
      ...press,
      timeStamp: press.timeStamp + Math.floor(index / 20) * 100,
    }));
    expect(sendPresses(presses).bursts).toEqual([BARCODE]);
  });

  it('decodes keys by their position, independent of layout and Caps Lock', () => {
    const banglaPresses = createKeyPresses(BARCODE).map((press) => ({
      ...press,
      key: /^Key/.test(press.code) ? 'ক' : press.key,
    }));
    const capsLockPresses = createKeyPresses(BARCODE).map((press) => ({
      ...press,
      key: press.key.length === 1 ? press.key.toLowerCase() : press.key,
    }));
    for (const presses of [banglaPresses, capsLockPresses])
      expect(
        sendPresses(setPressTimes([...presses, ...createKeyPresses('', 'Enter')], 8)).bursts,
      ).toEqual([BARCODE]);
  });

  it('decodes keys of the number pad and keys without a code', () => {
    const numpadPresses = createKeyPresses('0123456789').map((press) => ({
      ...press,
      code: press.code.replace('Digit', 'Numpad'),
    }));
    expect(
      sendPresses(setPressTimes([...numpadPresses, ...createKeyPresses('', 'Enter')], 5)).bursts,
    ).toEqual(['0123456789']);
    const pressesWithoutCode = createKeyPresses(BARCODE)
      .filter(({ key }) => key !== 'Shift')
      .map((press) => ({ ...press, code: '' }));
    expect(
      sendPresses(setPressTimes([...pressesWithoutCode, ...createKeyPresses('', 'Enter')], 5))
        .bursts,
    ).toEqual([BARCODE]);
  });

  it('decodes a three-line MRZ with an Enter after each line, after the last, or without any', () => {
    const lines = MRZ_LINES.flatMap((line) => [
      ...createKeyPresses(line),
      ...createKeyPresses('', 'Enter'),
    ]);
    expect(sendPresses(setPressTimes(lines, 10)).bursts).toEqual([MRZ_LINES.join('\n')]);
    expect(sendPresses(setPressTimes(lines.slice(0, -1), 10)).bursts).toEqual([
      MRZ_LINES.join('\n'),
    ]);
    expect(
      sendPresses(
        setPressTimes(
          [...createKeyPresses(MRZ_LINES.join('')), ...createKeyPresses('', 'Enter')],
          10,
        ),
      ).bursts,
    ).toEqual([MRZ_LINES.join('')]);
  });

  it('returns the received lines when the reader stops after one line of an MRZ', () => {
    expect(
      sendPresses(
        setPressTimes([...createKeyPresses(MRZ_LINES[0]!), ...createKeyPresses('', 'Enter')], 10),
      ).bursts,
    ).toEqual([MRZ_LINES[0]]);
  });

  it('decodes consecutive bursts', () => {
    const singleBurst = [...createKeyPresses('01234567'), ...createKeyPresses('', 'Enter')];
    expect(sendPresses(setPressTimes([...singleBurst, ...singleBurst], 10)).bursts).toEqual([
      '01234567',
      '01234567',
    ]);
  });

  it('recognises a reader by its configured prefix and suffix', () => {
    const settings = { prefix: '~', suffix: '#' };
    expect(sendPresses(setPressTimes(createKeyPresses('~0123#'), 10), settings).bursts).toEqual([
      '0123',
    ]);
    expect(
      sendPresses(
        setPressTimes([...createKeyPresses('~0123'), ...createKeyPresses('', 'Enter')], 100),
        settings,
      ).bursts,
    ).toEqual(['0123']);
    expect(
      sendPresses(
        setPressTimes([...createKeyPresses(BARCODE), ...createKeyPresses('', 'Enter')], 10),
        settings,
      ),
    ).toMatchObject({ bursts: [], typed: BARCODE });
  });

  it('lets at most the first key of a burst reach a shortcut when no text field has the focus', () => {
    const presses = setPressTimes(
      [...createKeyPresses(BARCODE), ...createKeyPresses('', 'Enter')],
      10,
    ).map((press) => ({ ...press, inText: false }));
    const passedResults = sendPresses(presses).results.filter(
      (result, index) => result.kind === 'pass' && presses[index]?.key !== 'Shift',
    );
    expect(passedResults).toHaveLength(1);
  });
});

const TODAY = { year: 2026, month: 11, day: 28 };
const delayPresses = (presses: readonly KeyPress[], delayMs: number): KeyPress[] =>
  presses.map((press) => ({ ...press, timeStamp: press.timeStamp + delayMs }));
const listPassedKeys = (presses: readonly KeyPress[], { results }: Outcome): string[] =>
  presses
    .filter(
      (press, index) =>
        results[index]?.kind === 'pass' && !['Shift', 'Control'].includes(press.key),
    )
    .map(({ key }) => key);

describe('createWedgeDetector with control characters', () => {
  it.each(Object.entries(cardCodes).filter(([name]) => name !== 'oldTail'))(
    'decodes the complete code %s',
    (_name, code) => {
      const { bursts } = sendPresses(
        setPressTimes([...createKeyPresses(code), ...createKeyPresses('', 'Enter')], 10),
      );
      expect(bursts).toEqual([code]);
      expect(readCardCode(bursts[0]!, TODAY)).not.toBeNull();
    },
  );

  it('keeps control characters from the page inside a burst and immediately after it', () => {
    for (const control of Array.from({ length: 26 }, (_, index) =>
      String.fromCharCode(index + 1),
    ).filter((each) => !'\n\r'.includes(each))) {
      const keys = setPressTimes(
        [
          ...createKeyPresses(`<pin>0123456789${control}</pin>`),
          ...createKeyPresses('', 'Enter'),
          ...createKeyPresses(control),
        ],
        10,
      );
      for (const inText of [true, false]) {
        const presses = keys.map((press) => ({ ...press, inText }));
        const outcome = sendPresses(presses);
        expect(outcome.bursts).toEqual([`<pin>0123456789${control}</pin>`]);
        expect(listPassedKeys(presses, outcome)).toEqual(Array.from(inText ? '<pi' : '<'));
      }
    }
  });

  it('keeps control characters from the page after an incomplete code', () => {
    const firstPresses = setPressTimes(createKeyPresses('NMMD. RAFIQ MIA'), 10);
    const presses = [
      ...firstPresses,
      ...delayPresses(setPressTimes(createKeyPresses('\u0004'), 10), 1_000),
    ];
    const outcome = sendPresses(presses);
    expect(outcome).toMatchObject({ bursts: [], incompleteCodes: 1 });
    expect(listPassedKeys(presses, outcome)).toEqual(Array.from('NMM'));
  });

  it('ends the data at control characters that stand for Enter', () => {
    for (const end of ['\r', '\n', '\r\n'])
      expect(sendPresses(setPressTimes(createKeyPresses(BARCODE + end), 10)).bursts).toEqual([
        BARCODE,
      ]);
  });

  it('separates the fields of a smart card when the separator arrives as Enter', () => {
    const lines = cardCodes.smartGs
      .split('\u001d')
      .flatMap((field) => [...createKeyPresses(field), ...createKeyPresses('', 'Enter')]);
    const { bursts } = sendPresses(setPressTimes(lines, 10));
    expect(bursts).toHaveLength(1);
    expect(readCardCode(bursts[0]!, TODAY)?.text).toMatchObject({
      nid: '0123456789',
      oldNid: '19800012345678901',
    });
  });

  it('passes a chord through when no burst is in progress', () => {
    const chord = setPressTimes(createKeyPresses('\u0004'), 200);
    expect(listPassedKeys(chord, sendPresses(chord))).toEqual(['d']);
    const typed = [...setPressTimes(createKeyPresses('namuna'), 90), ...delayPresses(chord, 1_000)];
    expect(sendPresses(typed)).toMatchObject({ bursts: [], incompleteCodes: 0, typed: 'namunad' });
  });
});

describe('createWedgeDetector with an incomplete code', () => {
  const codes = Object.entries({
    old: cardCodes.old17,
    smart: cardCodes.smartGs,
    mrz: MRZ_LINES.join(''),
  });

  it.each(codes)(
    'keeps every key of the %s from the page, wherever the reader pauses',
    (_name, code) => {
      for (let pauseIndex = 9; pauseIndex < code.length - 2; pauseIndex += 3) {
        for (const pauseMs of [200, 400, 2_500]) {
          const presses = [
            ...setPressTimes(createKeyPresses(code.slice(0, pauseIndex)), 10),
            ...delayPresses(
              setPressTimes(
                [...createKeyPresses(code.slice(pauseIndex)), ...createKeyPresses('', 'Enter')],
                10,
              ),
              pauseIndex * 10 + pauseMs,
            ),
          ];
          const { bursts, incompleteCodes, results } = sendPresses(presses);
          const label = `${code.slice(0, pauseIndex)} … ${pauseMs}`;
          expect(incompleteCodes, label).toBeGreaterThan(0);
          expect(bursts, label).toEqual([]);
          expect(results.at(-1)?.kind, label).not.toBe('pass');
        }
      }
    },
  );

  it('accepts the next complete code', () => {
    const presses = [
      ...setPressTimes(createKeyPresses(BARCODE.slice(0, 40)), 10),
      ...delayPresses(
        setPressTimes([...createKeyPresses(BARCODE), ...createKeyPresses('', 'Enter')], 10),
        1_500,
      ),
    ];
    expect(sendPresses(presses)).toMatchObject({ bursts: [BARCODE], incompleteCodes: 1 });
  });

  it('passes on what a person types afterwards', () => {
    const presses = [
      ...setPressTimes(createKeyPresses(BARCODE.slice(0, 40)), 10),
      ...delayPresses(
        setPressTimes([...createKeyPresses('Namuna Ali'), ...createKeyPresses('', 'Enter')], 90),
        900,
      ),
    ];
    const { typed, incompleteCodes, results } = sendPresses(presses);
    expect(incompleteCodes).toBe(1);
    expect(typed).toBe(`${BARCODE.slice(0, 3)}Namuna Ali`);
    expect(results.at(-1)?.kind).toBe('pass');
  });
});

describe('createWedgeDetector with keys typed by a person', () => {
  it('never reports fast typing as a reader', () => {
    for (const gapMs of [60, 90, 140]) {
      const { bursts, typed, results } = sendPresses(
        setPressTimes(
          [...createKeyPresses('Namuna Ali 01234'), ...createKeyPresses('', 'Enter')],
          gapMs,
        ),
      );
      expect(bursts).toEqual([]);
      expect(typed).toBe('Namuna Ali 01234');
      expect(results.at(-1)).toEqual({
        kind: 'pass',
        heldKeys: '',
        mayStartBurst: false,
        broken: false,
      });
    }
  });

  it('returns held keys in the active layout after a short fast sequence', () => {
    const fastKeys = setPressTimes(createKeyPresses('abcdef'), 10).map((press, index) => ({
      ...press,
      key: 'কখগঘঙচ'.charAt(index),
    }));
    expect(sendPresses(fastKeys)).toMatchObject({ bursts: [], typed: 'কখগঘঙচ' });
    const fastKeysWithEnter = setPressTimes(
      [...createKeyPresses('abcdef'), ...createKeyPresses('', 'Enter')],
      10,
    );
    expect(sendPresses(fastKeysWithEnter)).toMatchObject({ bursts: [], typed: 'abcdef' });
  });

  it('loses no key for any input without a long burst', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ]{1,30}$/), gaps, (text, pausesMs) => {
        let now = 0;
        const presses = createKeyPresses(text).map((press, index) => ({
          ...press,
          timeStamp: (now += pausesMs[index] ?? 0),
        }));
        expect(sendPresses(presses)).toMatchObject({ bursts: [], typed: text });
      }),
    );
  });
});
