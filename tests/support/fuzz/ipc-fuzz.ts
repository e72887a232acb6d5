/** Sends generated messages to a composed app, checks each answer and counts the outcomes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from '#shared/ipc/contract.ts';
import { CHANNEL_PREFIX, callNames, type CallName } from '#shared/ipc/names.ts';
import { appError } from '#shared/ipc/schemas/primitives.ts';
import type { Result } from '#shared/result.ts';
import { CLERK_MOBILE, LEAD_PIN, PIN, type CounterState, type FuzzCounter } from './counter.ts';
import { hostileValue, MARK, MARK_NUMBER } from './hostile-values.ts';
import { nearValidValue, validValue, type Known } from './schema-values.ts';

const PIN_MOST_CHARS = 20;
const ID_TEXT = '00000000-0000-4000-8000-000000000000';

/** Calls that take seconds when their input is valid. */
const slowCalls: readonly CallName[] = [
  'diagnostics.checks',
  'diagnostics.blankSheet',
  'scanner.scan',
  'registration.readCard',
];
const MAX_SLOW = 3;
/** Of the registrations that the counter had, most are gone. */
const LATEST = 2;
const AT_A_TIME = 5;
const PICTURE = path.resolve(import.meta.dirname, '../../../resources/samples/smart-photo.jpg');

const strangeFrames: readonly unknown[] = [
  null,
  { url: 'https://example.org/', parent: null },
  { url: 'app://kiosk.example.org/index.html', parent: null },
  { url: 'app://kiosk/index.html', parent: {} },
  { url: MARK, parent: null },
];

export interface FuzzCount {
  messages: number;
  answered: number;
  refused: number;
  readonly codes: Map<string, number>;
}

/** Messages between two searches of log and audit trail; small enough for the log's rotation to lose nothing. */
const LOOK_EVERY = 1_000;

const answerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), data: v.unknown() }),
  v.strictObject({ ok: v.literal(false), error: v.strictObject(appError.entries) }),
]);

const describeInput = (input: unknown): string => inspect(input, { depth: 4 }).slice(0, 400);

/** The value as a message delivers it; a value that cannot be cloned is passed as it is. */
const sent = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
};

/** Throws unless the answer is one that the contract allows. */
const checkAnswer = (name: CallName, input: unknown, answer: Result<unknown>): void => {
  const wrong = (what: string): Error => new Error(`${what}: ${name} ${describeInput(input)}`);
  if (!v.is(answerSchema, answer)) throw wrong('no envelope');
  // An envelope that could not be sent would be an exception of Electron's.
  if (!isDeepStrictEqual(structuredClone(answer), answer)) throw wrong('not a value');
  if (!answer.ok) {
    // The app returns IPC-INTERNAL when a handler threw or violated its own contract.
    if (answer.error.code === 'IPC-INTERNAL') throw wrong('an exception');
    return;
  }
  if (!v.is(calls[name].output, answer.data)) throw wrong('no valid answer');
};

/**
 * @param count messages to send, spread evenly over all calls.
 * @param seed makes the same messages again.
 */
export const fuzzCounter = async (
  counter: FuzzCounter,
  state: CounterState,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzCount> => {
  const known: Known = {
    texts: (regex, most) => {
      if (regex) return regex.test(ID_TEXT) ? counter.ids.slice(-LATEST) : [];
      return most === PIN_MOST_CHARS
        ? [PIN, LEAD_PIN, MARK]
        : [CLERK_MOBILE, MARK, '0123456789', ''];
    },
    bytes: [await readFile(PICTURE)],
  };
  const kinds = callNames.map((name) => {
    const { input } = calls[name];
    return fc.oneof(
      { arbitrary: validValue(input, known), weight: 3 },
      { arbitrary: nearValidValue(input, known), weight: 4 },
      { arbitrary: hostileValue, weight: 3 },
    );
  });
  const inputs: unknown[][] = callNames.map(() => []);
  /** A few at a time, so that they name registrations which the counter still has. */
  const nextInput = (index: number, round: number): unknown => {
    const waiting = inputs[index] ?? [];
    if (waiting.length === 0)
      waiting.push(
        ...fc.sample(kinds[index] ?? hostileValue, {
          numRuns: AT_A_TIME,
          seed: seed + index * count + round,
        }),
      );
    return waiting.shift();
  };
  const result: FuzzCount = { messages: 0, answered: 0, refused: 0, codes: new Map() };
  const slow = new Map<CallName, number>();

  const lookIntoRecords = async (): Promise<void> => {
    const records = await counter.records();
    const places = [MARK, String(MARK_NUMBER), 'handler-unexpected-error', 'output-invalid'];
    const found = places.filter((text) => records.includes(text));
    if (found.length > 0) {
      const line = records.split('\n').find((text) => found.some((part) => text.includes(part)));
      throw new Error(`in the records after ${result.messages} messages: ${line ?? ''}`);
    }
  };

  for (let round = 0; result.messages < count; round += 1) {
    for (const [index, name] of callNames.entries()) {
      if (result.messages >= count) break;
      const input = sent(nextInput(index, round));
      if (slowCalls.includes(name) && v.is(calls[name].input, input)) {
        const before = slow.get(name) ?? 0;
        if (before >= MAX_SLOW) continue;
        slow.set(name, before + 1);
      }
      await counter.enter(state);
      const frame = round % 25 === 7 ? strangeFrames[round % strangeFrames.length] : undefined;
      const answer = await counter.send(CHANNEL_PREFIX + name, input, frame);
      checkAnswer(name, input, answer);
      result.messages += 1;
      if (answer.ok) result.answered += 1;
      else {
        result.refused += 1;
        const { code } = answer.error;
        result.codes.set(code, (result.codes.get(code) ?? 0) + 1);
      }
      if (result.messages % LOOK_EVERY === 0) await lookIntoRecords();
    }
  }
  await lookIntoRecords();
  return result;
};
