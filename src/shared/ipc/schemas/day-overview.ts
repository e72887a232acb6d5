/** Schema of today's overview on Home. The rows are masked. */
import * as v from 'valibot';
import { outboxRow } from './outbox.ts';
import { count, epochMs } from './primitives.ts';
import { registrationRow } from './registration.ts';

export const dayOverview = v.object({
  /** Number of registrations submitted per hour of today (0 to 23), in order. Hours without registrations are omitted. */
  hours: v.array(v.object({ hour: count, count })),
  /** Average duration from the creation of the draft to the submission; null when nothing was submitted. */
  averageMs: v.nullable(count),
  /** Newest first. */
  last: v.array(
    v.object({
      ...registrationRow.entries,
      submittedAt: epochMs,
      waitsFor: outboxRow.entries.waitsFor,
    }),
  ),
});
