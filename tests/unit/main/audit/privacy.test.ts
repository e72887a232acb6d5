import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditFacts } from '#main/audit/events.ts';
import { auditCalls } from '#main/audit/call-audit.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import { callNames } from '#shared/ipc/names.ts';
import { err, ok } from '#shared/result.ts';
import { CLERK, createBench } from './trail.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const PIECE_LENGTH = 6;

const customer = fc.record({
  name: fc.stringMatching(/^[A-Z]{6,12} [A-Z]{6,12}$/),
  bangla: fc.constantFrom('মোহাম্মদ রহিম উদ্দিন', 'ফাতেমা খাতুন পরীক্ষা'),
  nid: fc.stringMatching(/^[1-9][0-9]{9}$/),
  mobile: fc.stringMatching(/^01[3-9][0-9]{8}$/),
  dob: fc.stringMatching(/^19[4-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|2[0-8])$/),
  address: fc.stringMatching(/^[a-z]{6,20}, [a-z]{6,20}$/),
});
type Customer = typeof customer extends fc.Arbitrary<infer C> ? C : never;

/** Returns every run of six characters of every value. */
const piecesOf = (person: Customer): string[] =>
  Object.values(person).flatMap((value) =>
    Array.from({ length: value.length - PIECE_LENGTH + 1 }, (_, from) =>
      value.slice(from, from + PIECE_LENGTH),
    ),
  );
/** Removes hashes, ids and times, because their digits may equal a piece of a value by chance. */
const removeHashesAndTimes = (line: string): string =>
  line
    .replaceAll(/"(?:hash|previous|id)":"[0-9a-f]+"/g, '')
    .replace(/"at":"[^"]+"/, '')
    .replaceAll(ID, '');

describe('personal data in the audit trail', () => {
  it('is never written, whatever the calls contain and return', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(customer, { minLength: 1, maxLength: 3 }), async (people) => {
        const bench = await createBench();
        const audit = bench.start();
        for (const person of people) {
          const view = {
            id: ID,
            reference: '0142-3-0001',
            createdAt: Number.MAX_SAFE_INTEGER,
            fields: person,
            transferred: 1,
            imported: 1,
            ...person,
          };
          const failed = err('SVC-REFUSED', { service: person.name, fields: { nid: person.nid } });
          for (const answer of [ok(view), failed]) {
            const handlers = Object.fromEntries(
              callNames.map((name) => [name, async () => answer]),
            ) as unknown as Handlers;
            const audited = auditCalls(handlers, { audit, clerk: () => CLERK, now: Date.now });
            const input = {
              id: ID,
              ...person,
              note: person.name,
              reason: person.address,
              decision: person.bangla,
              values: person,
              scanner: person.name,
              to: person.nid,
              changes: { helpline: person.mobile, [person.nid]: person.name },
            };
            for (const name of callNames)
              await (audited[name] as (value: unknown) => Promise<unknown>)(input);
          }
        }
        await audit.stop();
        const lines = await bench.lines();
        expect(lines.length).toBeGreaterThan(people.length * 20);
        const text = lines.map(removeHashesAndTimes).join('\n');
        for (const piece of people.flatMap(piecesOf)) expect(text).not.toContain(piece);
        expect(text).not.toContain(CLERK);
      }),
      { numRuns: 25 },
    );
  });

  it('is refused in place of a permitted value', async () => {
    const bench = await createBench();
    const audit = bench.start();
    audit.record('registration.begun', {
      clerk: null,
      registration: 'Rahim Uddin',
      reference: '0142-3-01300001234',
      version: '01300001234',
      count: 1_300_001_234,
      ...({
        settings: ['Rahim Uddin'],
        decision: 'Rahim',
        name: 'Rahim Uddin',
      } as unknown as AuditFacts),
    });
    await audit.stop();
    const text = (await bench.lines()).join('\n');
    expect(text).not.toMatch(/Rahim|1300001234/);
    expect(text.match(/\[refused\]/g)).toHaveLength(6);
  });
});
