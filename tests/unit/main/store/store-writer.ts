/**
 * A counter that works without pause until it is killed: starts drafts, edits them, puts pictures in, moves them on, and
 * says each thing on its standard output once it is done. Run with: node store-writer.ts <file>
 */
import { mobile } from '#tests/support/numbers.ts';
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { newBody } from '#main/record/body.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { openStore } from '#main/store/store.ts';
import type { Result } from '#shared/result.ts';

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const store = must(
  await openStore({ path: process.argv[2] ?? '', masterKey: Buffer.alloc(32, 7) }),
);

/** One line, written before this returns: a kill after it cannot take it back. */
const say = (record: StoredRegistration, front: string | null): void => {
  const { id, reference, rev, state, body } = record;
  writeSync(
    1,
    `${JSON.stringify({ id, reference, rev, state, name: body.fields.applicant_name_eng.value, front })}\n`,
  );
};

for (let round = 0; ; round += 1) {
  let record = must(
    await store.create({ body: newBody(mobile('01300000042'), round), prefix: 'a-', at: round }),
  );
  say(record, null);
  const step = async (
    change: Parameters<typeof store.write>[1],
    front: string | null,
  ): Promise<void> => {
    const written = must(await store.write(record, change, round));
    if (!written) throw new Error('late');
    record = written;
    say(record, front);
  };
  const named = (name: string) => ({
    ...record.body,
    fields: {
      ...record.body.fields,
      applicant_name_eng: { value: name, source: 'typed' as const, touched: true, readings: {} },
    },
  });
  await step({ body: named(`NAME ${String(round)}`) }, null);
  const front = randomBytes(200_000);
  const sum = createHash('sha256').update(front).digest('hex');
  await step({ body: named(`NAME ${String(round)} WITH CARD`), parts: { front } }, sum);
  await step({ move: { event: 'submit' }, submittedAt: round }, sum);
  await step({ move: { event: 'send-form' }, attempts: 1 }, sum);
  if (round % 3 === 0) await step({ move: { event: 'accepted' }, parts: { front: null } }, null);
}
