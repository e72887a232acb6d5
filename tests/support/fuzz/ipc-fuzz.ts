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
import { hostileValue, MARKER, MARKER_NUMBER } from './hostile-values.ts';
import { nearValidValue, validValue, type KnownValues } from './schema-values.ts';

const PIN_MAX_CHARS = 20;
const SAMPLE_ID = '00000000-0000-4000-8000-000000000000';

/** Calls that take seconds when their input is valid. */
const slowCalls: readonly CallName[] = [
  'diagnostics.checks',
  'diagnostics.blankSheet',
  'scanner.scan',
  'registration.readCard',
];
const MAX_SLOW_CALLS = 3;
/** Number of the newest ids that messages use. Most older registrations no longer exist. */
const LATEST_ID_COUNT = 2;
const BATCH_SIZE = 5;
/** One round in so many sends its messages from a foreign frame; the first is round 7. */
const FOREIGN_FRAME_INTERVAL = 25;
const FIRST_FOREIGN_ROUND = 7;
const PICTURE = path.resolve(import.meta.dirname, '../../../resources/samples/smart-photo.jpg');

const foreignFrames: readonly unknown[] = [
  null,
  { url: 'https://example.org/', parent: null },
  { url: 'app://kiosk.example.org/index.html', parent: null },
  { url: 'app://kiosk/index.html', parent: {} },
  { url: MARKER, parent: null },
];

export interface FuzzStatistics {
  messages: number;
  answered: number;
  refused: number;
  readonly codes: Map<string, number>;
}

/** Messages between two searches of log and audit trail, few enough that the log's rotation removes no unsearched line. */
const MESSAGES_PER_SEARCH = 1_000;

const answerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), data: v.unknown() }),
  v.strictObject({ ok: v.literal(false), error: v.strictObject(appError.entries) }),
]);

const describeInput = (input: unknown): string => inspect(input, { depth: 4 }).slice(0, 400);

/** The value as a message delivers it; a value that cannot be cloned is passed unchanged. */
const cloneAsMessage = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
};

/** Throws unless the answer is one that the contract allows. */
const checkAnswer = (name: CallName, input: unknown, answer: Result<unknown>): void => {
  const failure = (problem: string): Error =>
    new Error(`${problem}: ${name} ${describeInput(input)}`);
  if (!v.is(answerSchema, answer)) throw failure('no envelope');
  // Electron throws when an envelope cannot be cloned.
  if (!isDeepStrictEqual(structuredClone(answer), answer)) throw failure('not a value');
  if (!answer.ok) {
    // The app returns IPC-INTERNAL when a handler threw or violated its own contract.
    if (answer.error.code === 'IPC-INTERNAL') throw failure('an exception');
    return;
  }
  if (!v.is(calls[name].output, answer.data)) throw failure('no valid answer');
};

/**
 * @param count messages to send, spread evenly over all calls.
 * @param seed the same seed generates the same messages.
 */
export const runIpcFuzz = async (
  counter: FuzzCounter,
  state: CounterState,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzStatistics> => {
  const knownValues: KnownValues = {
    texts: (regex, maxChars) => {
      if (regex)
        return regex.test(SAMPLE_ID) ? counter.registrationIds.slice(-LATEST_ID_COUNT) : [];
      return maxChars === PIN_MAX_CHARS
        ? [PIN, LEAD_PIN, MARKER]
        : [CLERK_MOBILE, MARKER, '0123456789', ''];
    },
    bytes: [await readFile(PICTURE)],
  };
  const arbitraries = callNames.map((name) => {
    const { input } = calls[name];
    return fc.oneof(
      { arbitrary: validValue(input, knownValues), weight: 3 },
      { arbitrary: nearValidValue(input, knownValues), weight: 4 },
      { arbitrary: hostileValue, weight: 3 },
    );
  });
  const inputs: unknown[][] = callNames.map(() => []);
  /** Inputs are generated in small batches, so that they contain ids of registrations that still exist. */
  const nextInput = (index: number, round: number): unknown => {
    const batch = inputs[index] ?? [];
    if (batch.length === 0)
      batch.push(
        ...fc.sample(arbitraries[index] ?? hostileValue, {
          numRuns: BATCH_SIZE,
          seed: seed + index * count + round,
        }),
      );
    return batch.shift();
  };
  const result: FuzzStatistics = { messages: 0, answered: 0, refused: 0, codes: new Map() };
  const slowCallCounts = new Map<CallName, number>();

  const searchRecords = async (): Promise<void> => {
    const records = await counter.readRecords();
    const forbidden = [MARKER, String(MARKER_NUMBER), 'handler-unexpected-error', 'output-invalid'];
    const foundTexts = forbidden.filter((text) => records.includes(text));
    if (foundTexts.length > 0) {
      const line = records
        .split('\n')
        .find((text) => foundTexts.some((foundText) => text.includes(foundText)));
      throw new Error(`in the records after ${result.messages} messages: ${line ?? ''}`);
    }
  };

  for (let round = 0; result.messages < count; round += 1) {
    for (const [index, name] of callNames.entries()) {
      if (result.messages >= count) break;
      const input = cloneAsMessage(nextInput(index, round));
      if (slowCalls.includes(name) && v.is(calls[name].input, input)) {
        const previousCount = slowCallCounts.get(name) ?? 0;
        if (previousCount >= MAX_SLOW_CALLS) continue;
        slowCallCounts.set(name, previousCount + 1);
      }
      await counter.enter(state);
      const frame =
        round % FOREIGN_FRAME_INTERVAL === FIRST_FOREIGN_ROUND
          ? foreignFrames[round % foreignFrames.length]
          : undefined;
      const answer = await counter.send(CHANNEL_PREFIX + name, input, frame);
      checkAnswer(name, input, answer);
      result.messages += 1;
      if (answer.ok) result.answered += 1;
      else {
        result.refused += 1;
        const { code } = answer.error;
        result.codes.set(code, (result.codes.get(code) ?? 0) + 1);
      }
      if (result.messages % MESSAGES_PER_SEARCH === 0) await searchRecords();
    }
  }
  await searchRecords();
  return result;
};
