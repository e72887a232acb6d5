import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditFacts } from '#main/audit/events.ts';
import { auditCalls } from '#main/audit/call-audit.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import { callNames } from '#shared/ipc/names.ts';
import { err, ok } from '#shared/result.ts';
import { CLERK, createAuditFixture } from './audit-fixture.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const EXCERPT_LENGTH = 6;

const customerArbitrary = fc.record({
  name: fc.stringMatching(/^[A-Z]{6,12} [A-Z]{6,12}$/),
  bangla: fc.constantFrom('মোহাম্মদ রহিম উদ্দিন', 'ফাতেমা খাতুন পরীক্ষা'),
  nid: fc.stringMatching(/^[1-9][0-9]{9}$/),
  mobile: fc.stringMatching(/^01[3-9][0-9]{8}$/),
  dob: fc.stringMatching(/^19[4-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|2[0-8])$/),
  address: fc.stringMatching(/^[a-z]{6,20}, [a-z]{6,20}$/),
});
type Customer = typeof customerArbitrary extends fc.Arbitrary<infer C> ? C : never;

/** Returns every run of six characters of every value. */
const excerptsOf = (customer: Customer): string[] =>
  Object.values(customer).flatMap((value) =>
    Array.from({ length: value.length - EXCERPT_LENGTH + 1 }, (_, from) =>
      value.slice(from, from + EXCERPT_LENGTH),
    ),
  );
/** Removes hashes, ids and times, because their digits may equal an excerpt of a value by chance. */
const removeHashesAndTimes = (line: string): string =>
  line
    .replaceAll(/"(?:hash|previous|id)":"[0-9a-f]+"/g, '')
    .replace(/"at":"[^"]+"/, '')
    .replaceAll(ID, '');

describe('personal data in the audit trail', () => {
  it('is never written, whatever the calls contain and return', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(customerArbitrary, { minLength: 1, maxLength: 3 }),
        async (customers) => {
          const fixture = await createAuditFixture();
          const audit = fixture.start();
          for (const customer of customers) {
            const view = {
              id: ID,
              reference: '0142-3-0001',
              createdAt: Number.MAX_SAFE_INTEGER,
              fields: customer,
              transferred: 1,
              imported: 1,
              ...customer,
            };
            const failure = err('SVC-REFUSED', {
              service: customer.name,
              fields: { nid: customer.nid },
            });
            for (const result of [ok(view), failure]) {
              const handlers = Object.fromEntries(
                callNames.map((name) => [name, async () => result]),
              ) as unknown as Handlers;
              const audited = auditCalls(handlers, { audit, clerk: () => CLERK, now: Date.now });
              const input = {
                id: ID,
                ...customer,
                note: customer.name,
                reason: customer.address,
                decision: customer.bangla,
                values: customer,
                scanner: customer.name,
                to: customer.nid,
                changes: { helpline: customer.mobile, [customer.nid]: customer.name },
              };
              for (const name of callNames)
                await (audited[name] as (value: unknown) => Promise<unknown>)(input);
            }
          }
          await audit.stop();
          const lines = await fixture.readLines();
          expect(lines.length).toBeGreaterThan(customers.length * 20);
          const text = lines.map(removeHashesAndTimes).join('\n');
          for (const excerpt of customers.flatMap(excerptsOf)) expect(text).not.toContain(excerpt);
          expect(text).not.toContain(CLERK);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is refused in place of a permitted value', async () => {
    const fixture = await createAuditFixture();
    const audit = fixture.start();
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
    const text = (await fixture.readLines()).join('\n');
    expect(text).not.toMatch(/Rahim|1300001234/);
    expect(text.match(/\[refused\]/g)).toHaveLength(6);
  });
});
