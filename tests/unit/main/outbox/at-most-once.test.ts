import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { must, STATUS } from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const CUSTOMERS = 24;
const MINUTE_MS = 60_000;

/** Numbers that look random and are the same in every run (mulberry32). */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

describe('an outbox with random faults and restarts', () => {
  it.each([1, 2, 3])(
    'sends no form twice, loses none, and shows none as accepted that was not (run %i)',
    async (seed) => {
      const roll = random(seed);
      /** What the service saved, by NID. */
      const saved: { nid: string; mobile: string }[] = [];
      const app = { crashes: 0, restarts: 0 };
      /** Kills and restarts the app if it was to be killed since this was asked last. */
      const killIfDue = async (): Promise<void> => {
        if (app.crashes === app.restarts) return;
        app.restarts = app.crashes;
        await perTest.kill();
      };
      const { answers } = perTest.counter.service;
      answers.readCard = async () => {
        const fate = roll();
        if (fate < 0.1) return { ok: false, error: { code: 'NET-TIMEOUT' } };
        if (fate < 0.15) return { ok: false, error: { code: 'SVC-BROKEN' } };
        if (fate < 0.2) return { ok: false, error: { code: 'SESSION-ENDED' } };
        if (fate < 0.25) {
          app.crashes += 1;
          return new Promise(() => undefined);
        }
        return ok({
          fields: {},
          front: { name: 'id_front_url', value: 'f' },
          back: { name: 'id_back_url', value: 'b' },
          other: {},
        });
      };
      answers.submit = async (_token, form) => {
        const fate = roll();
        if (fate < 0.15) return { kind: 'not-sent', error: { code: 'NET-REFUSED' } };
        if (fate < 0.25) return { kind: 'session-ended', error: { code: 'SESSION-ENDED' } };
        if (fate < 0.3)
          return { kind: 'throttled', retryAfterMs: 10_000, error: { code: 'SVC-THROTTLED' } };
        if (fate < 0.35)
          return {
            kind: 'refused',
            error: { code: 'SVC-REFUSED', fields: { id_front_url: 'gone' } },
          };
        // From here on the form may have arrived before the answer, the connection or the app was lost.
        if (roll() < 0.7) saved.push({ nid: form.nid_no, mobile: form.mobile_number });
        else if (fate > 0.6) return { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } };
        if (fate < 0.45 || saved.at(-1)?.nid !== form.nid_no) {
          app.crashes += 1;
          return new Promise(() => undefined);
        }
        return fate < 0.55
          ? { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } }
          : { kind: 'accepted', detail: '' };
      };

      answers.verificationStatus = async (_token, mobile) => {
        if (roll() < 0.1)
          return { ok: false, error: { code: roll() < 0.5 ? 'NET-TIMEOUT' : 'SESSION-ENDED' } };
        const word = saved.some((entry) => entry.mobile === mobile) ? 'pending' : 'invalid';
        return ok({ ...STATUS, verdict: word, statusText: word } as const);
      };
      answers.verificationLog = async () => {
        if (roll() < 0.1) return { ok: false, error: { code: 'NET-CUT' } };
        const lines = saved.map((entry) => ({
          ...entry,
          name: 'X',
          submittedOn: '23/11/2026',
          verdict: 'pending',
        }));
        return ok({ entries: lines, complete: true });
      };

      const nids = new Map<string, string>();
      for (let number = 0; number < CUSTOMERS; number += 1) {
        const nid = `01234567${String(number).padStart(2, '0')}`;
        if (!perTest.counter.desk.session.clerk()) perTest.counter.desk.signIn(CLERK);
        nids.set(
          await perTest.submit(nid, {
            mobile_number: `013000007${String(number).padStart(2, '0')}`,
          }),
          nid,
        );
        await killIfDue();
      }
      let doubts = 0;
      /** What is not settled, one way or the other. */
      const moving = async (): Promise<number> => {
        const { waiting, attentionOrDraft } = must(await perTest.counter.registrations.counts());
        doubts = Math.max(doubts, must(await perTest.counter.store.idsByState(['unknown'])).length);
        const settled = must(
          await perTest.counter.store.idsByState(['refused', 'needs-review']),
        ).length;
        return waiting + attentionOrDraft - settled;
      };
      for (let round = 0; round < 400 && (await moving()) > 0; round += 1) {
        perTest.counter.clock.now += MINUTE_MS;
        // Wakes the sender as well.
        perTest.counter.desk.signIn(CLERK);
        await new Promise((resolve) => setTimeout(resolve, 5));
        await killIfDue();
      }

      expect(await moving()).toBe(0);
      const arrived = saved.map((entry) => entry.nid);
      expect(new Set(arrived).size).toBe(arrived.length);
      for (const [id, nid] of nids) {
        const state = await perTest.state(id);
        expect(['submitted', 'refused']).toContain(state);
        expect(state === 'submitted').toBe(arrived.includes(nid));
      }
      // The run was worth it: some arrived without anybody hearing of it, and were found.
      expect(doubts).toBeGreaterThan(0);
    },
  );
});
