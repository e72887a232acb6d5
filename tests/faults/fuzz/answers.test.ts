/**
 * Fuzzes the client with mutated service answers over a real socket. Each must result in a value of the call or an error of the expected
 * class; none may throw, and no markup may get into a displayed text.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EkycClient } from '#main/ekyc/port.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { recordAnswerCorpus, type WireAnswer } from '#tests/support/fuzz/answer-corpus.ts';
import { malformedResponses, mutateAnswer } from '#tests/support/fuzz/answer-faults.ts';
import {
  checkAnswer,
  createFuzzClient,
  startScriptedServer,
  type AnswerStatistics,
  type ScriptedServer,
} from '#tests/support/fuzz/answer-fuzz.ts';

const BODIES = 24_000;
const BROKEN_BODIES = 1_000;
const SEED = 20_261_129;

describe('malformed answers of the service', () => {
  let server: ScriptedServer;
  let client: EkycClient;
  let corpus: readonly WireAnswer[];
  beforeAll(async () => {
    corpus = await recordAnswerCorpus();
    server = await startScriptedServer();
    client = createFuzzClient(server);
  });
  afterAll(() => server.close());

  const printReport = (title: string, count: AnswerStatistics): void => {
    const outcomes = [...count.outcomes].sort(([, a], [, b]) => b - a);
    process.stdout.write(
      `\nAnswer fuzz, ${title}: ${count.bodies} bodies from ${corpus.length} answers: ` +
        `${outcomes.map(([name, times]) => `${name} ${times}`).join(', ')}\n`,
    );
  };

  it('result in a value or an error of the right class when their bytes or values are changed', async () => {
    const random = createSeededRandom(SEED);
    const count: AnswerStatistics = { bodies: 0, outcomes: new Map() };
    for (const answer of corpus) await checkAnswer(client, server, answer.call, answer, count);
    while (count.bodies < BODIES) {
      const answer = random.pick(corpus);
      await checkAnswer(client, server, answer.call, mutateAnswer(answer, random), count);
    }
    printReport('changed', count);
    expect(count.bodies).toBeGreaterThanOrEqual(BODIES);
    // Some answers must be accepted; otherwise the fuzz tests only the rejection of answers.
    expect(count.outcomes.get('ok') ?? 0).toBeGreaterThan(BODIES / 20);
    expect(count.outcomes.get('accepted') ?? 0).toBeGreaterThan(0);
  });

  it('result in an error, and for step 2 in an unknown outcome, when they are truncated or no HTTP', async () => {
    const random = createSeededRandom(SEED);
    const count: AnswerStatistics = { bodies: 0, outcomes: new Map() };
    while (count.bodies < BROKEN_BODIES) {
      const answer = random.pick(corpus);
      await checkAnswer(
        client,
        server,
        answer.call,
        random.pick(malformedResponses)(answer),
        count,
      );
    }
    printReport('no HTTP', count);
  });
});
