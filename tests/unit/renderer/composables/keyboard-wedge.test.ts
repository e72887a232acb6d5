import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCardCode } from '#shared/domain/card-code.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import {
  createWedge,
  type KeyPress,
  type WedgeResult,
  type WedgeSettings,
} from '#renderer/composables/keyboard-wedge.ts';
import { pressesOf, withPace } from './reader-keys.ts';

const BARCODE =
  '<pin>0012345678901</pin><name>NAMUNA ALI</name><DOB>01 Jan 1970</DOB><ds>302c0214</ds>';
const ZONE = [
  'I<BGD040824760<74<<<<<<<<<<<<<',
  '8310268F2601098BGD<<<<<<<<<<<2',
  'KHATUN<<NAMUNA<ONUSHILON<<<<<<',
];

interface Outcome {
  readonly bursts: string[];
  /** Text that a focused field gets: the keys that are passed at once or returned later, in order. */
  readonly typed: string;
  /** Number of reports of an incomplete code. */
  readonly broken: number;
  readonly answers: readonly WedgeResult[];
}

const send = (presses: readonly KeyPress[], settings: WedgeSettings = {}): Outcome => {
  const wedge = createWedge(settings);
  const bursts: string[] = [];
  let typed = '';
  let broken = 0;
  const collect = (answer: WedgeResult, key: string): void => {
    if (answer.kind === 'burst') bursts.push(answer.text);
    if (answer.kind === 'broken' || (answer.kind === 'pass' && answer.broken)) broken++;
    if (answer.kind === 'pass') typed += answer.heldKeys + (key.length === 1 ? key : '');
  };
  const answers = presses.map((press) => {
    const answer = wedge.press(press);
    collect(answer, press.key);
    return answer;
  });
  collect(wedge.handleIdle(), '');
  return { bursts, typed, broken, answers };
};

describe('createWedge with input of a reader', () => {
  it('recognises a burst by its pace and keeps its Enter or Tab from the page', () => {
    for (const end of ['Enter', 'Tab'] as const) {
      for (const gap of [0, 5, 30, 50]) {
        const { bursts, answers } = send(
          withPace([...pressesOf(BARCODE), ...pressesOf('', end)], gap),
        );
        expect(bursts).toEqual([BARCODE]);
        expect(answers.at(-1)?.kind).toBe('burst');
      }
    }
  });

  it('recognises a burst when events are delivered late', () => {
    const presses = withPace([...pressesOf(BARCODE), ...pressesOf('', 'Enter')], 12).map(
      (press, at) => ({ ...press, timeStamp: press.timeStamp + Math.floor(at / 20) * 100 }),
    );
    expect(send(presses).bursts).toEqual([BARCODE]);
  });

  it('decodes keys by their position, independent of layout and Caps Lock', () => {
    const bangla = pressesOf(BARCODE).map((press) => ({
      ...press,
      key: /^Key/.test(press.code) ? 'ক' : press.key,
    }));
    const locked = pressesOf(BARCODE).map((press) => ({
      ...press,
      key: press.key.length === 1 ? press.key.toLowerCase() : press.key,
    }));
    for (const presses of [bangla, locked])
      expect(send(withPace([...presses, ...pressesOf('', 'Enter')], 8)).bursts).toEqual([BARCODE]);
  });

  it('decodes keys of the number pad and keys without a code', () => {
    const pad = pressesOf('0123456789').map((press) => ({
      ...press,
      code: press.code.replace('Digit', 'Numpad'),
    }));
    expect(send(withPace([...pad, ...pressesOf('', 'Enter')], 5)).bursts).toEqual(['0123456789']);
    const software = pressesOf(BARCODE)
      .filter(({ key }) => key !== 'Shift')
      .map((press) => ({ ...press, code: '' }));
    expect(send(withPace([...software, ...pressesOf('', 'Enter')], 5)).bursts).toEqual([BARCODE]);
  });

  it('decodes a three-line zone with an Enter after each line, after the last, or without any', () => {
    const lines = ZONE.flatMap((line) => [...pressesOf(line), ...pressesOf('', 'Enter')]);
    expect(send(withPace(lines, 10)).bursts).toEqual([ZONE.join('\n')]);
    expect(send(withPace(lines.slice(0, -1), 10)).bursts).toEqual([ZONE.join('\n')]);
    expect(
      send(withPace([...pressesOf(ZONE.join('')), ...pressesOf('', 'Enter')], 10)).bursts,
    ).toEqual([ZONE.join('')]);
  });

  it('returns the received lines when the reader stops after one line of a zone', () => {
    expect(send(withPace([...pressesOf(ZONE[0]!), ...pressesOf('', 'Enter')], 10)).bursts).toEqual([
      ZONE[0],
    ]);
  });

  it('decodes consecutive bursts', () => {
    const one = [...pressesOf('01234567'), ...pressesOf('', 'Enter')];
    expect(send(withPace([...one, ...one], 10)).bursts).toEqual(['01234567', '01234567']);
  });

  it('recognises a reader by its configured prefix and suffix', () => {
    const settings = { prefix: '~', suffix: '#' };
    expect(send(withPace(pressesOf('~0123#'), 10), settings).bursts).toEqual(['0123']);
    expect(
      send(withPace([...pressesOf('~0123'), ...pressesOf('', 'Enter')], 100), settings).bursts,
    ).toEqual(['0123']);
    expect(
      send(withPace([...pressesOf(BARCODE), ...pressesOf('', 'Enter')], 10), settings),
    ).toMatchObject({ bursts: [], typed: BARCODE });
  });

  it('lets at most the first key of a burst reach a shortcut when no text field has the focus', () => {
    const presses = withPace([...pressesOf(BARCODE), ...pressesOf('', 'Enter')], 10).map(
      (press) => ({ ...press, inText: false }),
    );
    const passed = send(presses).answers.filter(
      (answer, at) => answer.kind === 'pass' && presses[at]?.key !== 'Shift',
    );
    expect(passed).toHaveLength(1);
  });
});

const TODAY = { year: 2026, month: 11, day: 28 };
const later = (presses: readonly KeyPress[], ms: number): KeyPress[] =>
  presses.map((press) => ({ ...press, timeStamp: press.timeStamp + ms }));
const passedKeys = (presses: readonly KeyPress[], { answers }: Outcome): string[] =>
  presses
    .filter(
      (press, at) => answers[at]?.kind === 'pass' && !['Shift', 'Control'].includes(press.key),
    )
    .map(({ key }) => key);

describe('createWedge with control characters', () => {
  it.each(Object.entries(cardCodes).filter(([name]) => name !== 'oldTail'))(
    'decodes the complete code %s',
    (_name, code) => {
      const { bursts } = send(withPace([...pressesOf(code), ...pressesOf('', 'Enter')], 10));
      expect(bursts).toEqual([code]);
      expect(readCardCode(bursts[0]!, TODAY)).not.toBeNull();
    },
  );

  it('keeps control characters from the page inside a burst and immediately after it', () => {
    for (const control of Array.from({ length: 26 }, (_, at) => String.fromCharCode(at + 1)).filter(
      (each) => !'\n\r'.includes(each),
    )) {
      const keys = withPace(
        [
          ...pressesOf(`<pin>0123456789${control}</pin>`),
          ...pressesOf('', 'Enter'),
          ...pressesOf(control),
        ],
        10,
      );
      for (const inText of [true, false]) {
        const presses = keys.map((press) => ({ ...press, inText }));
        const outcome = send(presses);
        expect(outcome.bursts).toEqual([`<pin>0123456789${control}</pin>`]);
        expect(passedKeys(presses, outcome)).toEqual(Array.from(inText ? '<pi' : '<'));
      }
    }
  });

  it('keeps control characters from the page after an incomplete code', () => {
    const head = withPace(pressesOf('NMMD. RAFIQ MIA'), 10);
    const presses = [...head, ...later(withPace(pressesOf('\u0004'), 10), 1_000)];
    const outcome = send(presses);
    expect(outcome).toMatchObject({ bursts: [], broken: 1 });
    expect(passedKeys(presses, outcome)).toEqual(Array.from('NMM'));
  });

  it('ends the data at control characters that stand for Enter', () => {
    for (const end of ['\r', '\n', '\r\n'])
      expect(send(withPace(pressesOf(BARCODE + end), 10)).bursts).toEqual([BARCODE]);
  });

  it('separates the fields of a smart card when the separator arrives as Enter', () => {
    const lines = cardCodes.smartGs
      .split('\u001d')
      .flatMap((field) => [...pressesOf(field), ...pressesOf('', 'Enter')]);
    const { bursts } = send(withPace(lines, 10));
    expect(bursts).toHaveLength(1);
    expect(readCardCode(bursts[0]!, TODAY)?.text).toMatchObject({
      nid: '0123456789',
      oldNid: '19800012345678901',
    });
  });

  it('passes a chord through when no burst is in progress', () => {
    const chord = withPace(pressesOf('\u0004'), 200);
    expect(passedKeys(chord, send(chord))).toEqual(['d']);
    const typed = [...withPace(pressesOf('namuna'), 90), ...later(chord, 1_000)];
    expect(send(typed)).toMatchObject({ bursts: [], broken: 0, typed: 'namunad' });
  });
});

describe('createWedge with an incomplete code', () => {
  const codes = Object.entries({
    old: cardCodes.old17,
    smart: cardCodes.smartGs,
    zone: ZONE.join(''),
  });

  it.each(codes)(
    'keeps every key of the %s from the page, wherever the reader pauses',
    (_name, code) => {
      for (let at = 9; at < code.length - 2; at += 3) {
        for (const pause of [200, 400, 2_500]) {
          const presses = [
            ...withPace(pressesOf(code.slice(0, at)), 10),
            ...later(
              withPace([...pressesOf(code.slice(at)), ...pressesOf('', 'Enter')], 10),
              at * 10 + pause,
            ),
          ];
          const { bursts, broken, answers } = send(presses);
          const label = `${code.slice(0, at)} … ${pause}`;
          expect(broken, label).toBeGreaterThan(0);
          expect(bursts, label).toEqual([]);
          expect(answers.at(-1)?.kind, label).not.toBe('pass');
        }
      }
    },
  );

  it('accepts the next complete reading', () => {
    const presses = [
      ...withPace(pressesOf(BARCODE.slice(0, 40)), 10),
      ...later(withPace([...pressesOf(BARCODE), ...pressesOf('', 'Enter')], 10), 1_500),
    ];
    expect(send(presses)).toMatchObject({ bursts: [BARCODE], broken: 1 });
  });

  it('leaves later typing of a person unchanged', () => {
    const presses = [
      ...withPace(pressesOf(BARCODE.slice(0, 40)), 10),
      ...later(withPace([...pressesOf('Namuna Ali'), ...pressesOf('', 'Enter')], 90), 900),
    ];
    const { typed, broken, answers } = send(presses);
    expect(broken).toBe(1);
    expect(typed).toBe(`${BARCODE.slice(0, 3)}Namuna Ali`);
    expect(answers.at(-1)?.kind).toBe('pass');
  });
});

describe('createWedge with input of a person', () => {
  it('never reports fast typing as a reader', () => {
    for (const gap of [60, 90, 140]) {
      const { bursts, typed, answers } = send(
        withPace([...pressesOf('Namuna Ali 01234'), ...pressesOf('', 'Enter')], gap),
      );
      expect(bursts).toEqual([]);
      expect(typed).toBe('Namuna Ali 01234');
      expect(answers.at(-1)).toEqual({
        kind: 'pass',
        heldKeys: '',
        mayStartBurst: false,
        broken: false,
      });
    }
  });

  it('returns held keys in the active layout after a short fast sequence', () => {
    const fastKeys = withPace(pressesOf('abcdef'), 10).map((press, at) => ({
      ...press,
      key: 'কখগঘঙচ'.charAt(at),
    }));
    expect(send(fastKeys)).toMatchObject({ bursts: [], typed: 'কখগঘঙচ' });
    const entered = withPace([...pressesOf('abcdef'), ...pressesOf('', 'Enter')], 10);
    expect(send(entered)).toMatchObject({ bursts: [], typed: 'abcdef' });
  });

  it('loses no key for any input without a long burst', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ]{1,30}$/), gaps, (text, pauses) => {
        let now = 0;
        const presses = pressesOf(text).map((press, at) => ({
          ...press,
          timeStamp: (now += pauses[at] ?? 0),
        }));
        expect(send(presses)).toMatchObject({ bursts: [], typed: text });
      }),
    );
  });
});
