import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const CUSTOMER_COUNT = 24;
const MINUTE_MS = 60_000;

/** Returns a generator of pseudo-random numbers that are the same in every run (mulberry32). */
const createSeededRandom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

describe('outbox with random faults and restarts', () => {
  it.each([1, 2, 3])(
    'sends no form twice, loses none, and shows only saved forms as submitted (seed %i)',
    async (seed) => {
      const random = createSeededRandom(seed);
      /** The customers that the service saved. */
      const saved: { nid: string; mobile: string }[] = [];
      const counts = { crashes: 0, restarts: 0 };
      /** Kills and restarts the app when a call has requested a crash since the last restart. */
      const restartAfterCrash = async (): Promise<void> => {
        if (counts.crashes === counts.restarts) return;
        counts.restarts = counts.crashes;
        await fixture.kill();
      };
      const { answers } = fixture.counter.fakeClient;
      answers.readCard = async () => {
        const chance = random();
        if (chance < 0.1) return { ok: false, error: { code: 'NET-TIMEOUT' } };
        if (chance < 0.15) return { ok: false, error: { code: 'SVC-BROKEN' } };
        if (chance < 0.2) return { ok: false, error: { code: 'SESSION-ENDED' } };
        if (chance < 0.25) {
          counts.crashes += 1;
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
        const chance = random();
        if (chance < 0.15) return { kind: 'not-sent', error: { code: 'NET-REFUSED' } };
        if (chance < 0.25) return { kind: 'session-ended', error: { code: 'SESSION-ENDED' } };
        if (chance < 0.3)
          return { kind: 'throttled', retryAfterMs: 10_000, error: { code: 'SVC-THROTTLED' } };
        if (chance < 0.35)
          return {
            kind: 'refused',
            error: { code: 'SVC-REFUSED', fields: { id_front_url: 'gone' } },
          };
        // From here on the service may save the form before the answer is lost or the app crashes.
        if (random() < 0.7) saved.push({ nid: form.nid_no, mobile: form.mobile_number });
        else if (chance > 0.6) return { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } };
        if (chance < 0.45 || saved.at(-1)?.nid !== form.nid_no) {
          counts.crashes += 1;
          return new Promise(() => undefined);
        }
        return chance < 0.55
          ? { kind: 'unknown', error: { code: 'SEND-UNKNOWN' } }
          : { kind: 'accepted', detail: '' };
      };

      answers.verificationStatus = async (_token, mobile) => {
        if (random() < 0.1)
          return { ok: false, error: { code: random() < 0.5 ? 'NET-TIMEOUT' : 'SESSION-ENDED' } };
        const verdict = saved.some((entry) => entry.mobile === mobile) ? 'pending' : 'invalid';
        return ok({ ...INVALID_STATUS, verdict, statusText: verdict } as const);
      };
      answers.verificationLog = async () => {
        if (random() < 0.1) return { ok: false, error: { code: 'NET-CUT' } };
        const lines = saved.map((entry) => ({
          ...entry,
          name: 'X',
          submittedOn: '23/11/2026',
          verdict: 'pending',
        }));
        return ok({ entries: lines, complete: true });
      };

      const nids = new Map<string, string>();
      for (let index = 0; index < CUSTOMER_COUNT; index += 1) {
        const nid = `01234567${String(index).padStart(2, '0')}`;
        if (!fixture.counter.fakeSession.session.clerk()) fixture.counter.fakeSession.signIn(CLERK);
        nids.set(
          await fixture.submit(nid, {
            mobile_number: `013000007${String(index).padStart(2, '0')}`,
          }),
          nid,
        );
        await restartAfterCrash();
      }
      let maxUnknown = 0;
      /** Returns the number of registrations without a final state. */
      const countUnsettled = async (): Promise<number> => {
        const { waiting, attentionOrDraft } = unwrap(await fixture.counter.registrations.counts());
        maxUnknown = Math.max(
          maxUnknown,
          unwrap(await fixture.counter.store.idsByState(['unknown'])).length,
        );
        const settled = unwrap(
          await fixture.counter.store.idsByState(['refused', 'needs-review']),
        ).length;
        return waiting + attentionOrDraft - settled;
      };
      for (let round = 0; round < 400 && (await countUnsettled()) > 0; round += 1) {
        fixture.counter.clock.now += MINUTE_MS;
        // A sign-in also starts the sender.
        fixture.counter.fakeSession.signIn(CLERK);
        await new Promise((resolve) => setTimeout(resolve, 5));
        await restartAfterCrash();
      }

      expect(await countUnsettled()).toBe(0);
      const savedNids = saved.map((entry) => entry.nid);
      expect(new Set(savedNids).size).toBe(savedNids.length);
      for (const [id, nid] of nids) {
        const state = await fixture.readState(id);
        expect(['submitted', 'refused']).toContain(state);
        expect(state === 'submitted').toBe(savedNids.includes(nid));
      }
      // The run is only meaningful if some outcomes were unknown and had to be settled.
      expect(maxUnknown).toBeGreaterThan(0);
    },
  );
});
