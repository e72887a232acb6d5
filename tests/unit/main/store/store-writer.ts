/**
 * Test process that writes to a store until it is killed: creates drafts, edits them, adds pictures and moves them to other
 * states. Every completed write is acknowledged on the standard output. Run with: node store-writer.ts <file>
 */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { newBody } from '#main/record/body.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Result } from '#shared/result.ts';

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const store = must(
  await openStore({ path: process.argv[2] ?? '', masterKey: Buffer.alloc(32, 7) }),
);

/** Acknowledges a write with one line. The synchronous write is complete before this function returns. */
const acknowledge = (record: StoredRegistration, front: string | null): void => {
  const { id, reference, rev, state, body } = record;
  writeSync(
    1,
    `${JSON.stringify({ id, reference, rev, state, name: body.fields.applicant_name_eng.value, front })}\n`,
  );
};

for (let round = 0; ; round += 1) {
  let record = must(
    await store.create({
      body: newBody(toMobileNumber('01300000042'), round),
      prefix: 'a-',
      at: round,
    }),
  );
  acknowledge(record, null);
  const writeChange = async (
    change: Parameters<typeof store.write>[1],
    front: string | null,
  ): Promise<void> => {
    const written = must(await store.write(record, change, round));
    if (!written) throw new Error('based on an outdated revision');
    record = written;
    acknowledge(record, front);
  };
  const createBodyWithName = (name: string) => ({
    ...record.body,
    fields: {
      ...record.body.fields,
      applicant_name_eng: { value: name, source: 'typed' as const, touched: true, readings: {} },
    },
  });
  await writeChange({ body: createBodyWithName(`NAME ${String(round)}`) }, null);
  const front = randomBytes(200_000);
  const frontHash = createHash('sha256').update(front).digest('hex');
  await writeChange(
    { body: createBodyWithName(`NAME ${String(round)} WITH CARD`), parts: { front } },
    frontHash,
  );
  await writeChange({ transition: { event: 'submit' }, submittedAt: round }, frontHash);
  await writeChange({ transition: { event: 'send-form' }, attempts: 1 }, frontHash);
  if (round % 3 === 0)
    await writeChange({ transition: { event: 'accepted' }, parts: { front: null } }, null);
}
