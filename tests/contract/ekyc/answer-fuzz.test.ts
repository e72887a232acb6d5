/** Short fuzz test of the service's answers, which runs for every change; `tests/faults/fuzz/answers.test.ts` is the long one. */
import { afterEach, expect, it } from 'vitest';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { recordAnswerCorpus } from '#tests/support/fuzz/answer-corpus.ts';
import { mutateAnswer } from '#tests/support/fuzz/answer-faults.ts';
import {
  checkAnswer,
  createFuzzClient,
  startScriptedServer,
  type AnswerStatistics,
  type ScriptedServer,
} from '#tests/support/fuzz/answer-fuzz.ts';

const BODIES = 1_200;

let server: ScriptedServer;
afterEach(() => server.close());

it('the client returns a value or an error of the right class for any answer', async () => {
  const corpus = await recordAnswerCorpus();
  server = await startScriptedServer();
  const client = createFuzzClient(server);
  const random = createSeededRandom(1);
  const count: AnswerStatistics = { bodies: 0, outcomes: new Map() };
  for (const answer of corpus) await checkAnswer(client, server, answer.call, answer, count);
  while (count.bodies < BODIES) {
    const answer = random.pick(corpus);
    await checkAnswer(client, server, answer.call, mutateAnswer(answer, random), count);
  }
  expect(count.outcomes.get('ok') ?? 0).toBeGreaterThan(0);
});
