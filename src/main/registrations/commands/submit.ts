/** Submits a registration: validates all of it again and stores it durably before the result is reported. */
import type { ConsentView } from '#shared/domain/consent.ts';
import { err, ok } from '#shared/result.ts';
import { isOutcomeReview, mayEdit } from '#main/record/review.ts';
import { valuesOf } from '#main/record/fields.ts';
import type { StoredRegistration } from '#main/record/stored-registration.ts';
import { checkSubmission } from '#main/record/submission.ts';
import type { RegistrationContext } from '#main/registrations/context.ts';
import { withoutCrops } from '#main/registrations/picture-meta.ts';
import type { SubmitCommand } from '#main/registrations/port.ts';

type SubmittedConsent = Parameters<SubmitCommand['submit']>[1];

/** A consent given on the customer's display is recorded by main; the page only states that it was given there. */
const consentEvidenceOf = (
  { displayConsent, now }: RegistrationContext,
  { id, createdAt, body }: StoredRegistration,
  { ageMs, ...consent }: SubmittedConsent,
): ConsentView | null =>
  consent.by === 'customer-display'
    ? (displayConsent?.(id, valuesOf(body)) ?? null)
    : { ...consent, at: Math.max(createdAt, now() - ageMs) };

export const submitCommand = (context: RegistrationContext): SubmitCommand => {
  const {
    store,
    client,
    session,
    records,
    backgroundReading,
    sender,
    now,
    toViewResult,
    currentClerk,
  } = context;
  return {
    submit: async (id, consent) => {
      const stored = await records.get(id);
      if (!stored.ok) return stored;
      if (!mayEdit(stored.data)) return err('REG-STATE');
      const allowed = context.checkRegistrationAllowed?.() ?? ok(undefined);
      if (!allowed.ok) return allowed;
      const valid = checkSubmission(
        stored.data.body,
        consentEvidenceOf(context, stored.data, consent),
        {
          ...context,
          now: now(),
        },
      );
      if (!valid.ok) return valid;
      if (!store.persistent) {
        // A store in memory keeps no queue after a restart, so a registration that cannot be sent now is not accepted.
        const reachable = session.clerk() ? await client.probe() : err('SESSION-NEEDED');
        if (!reachable.ok) return err('KEY-UNAVAILABLE');
      }
      const written = await records.update(id, (record) => {
        const { body } = record;
        if (isOutcomeReview(record)) return err('REG-STATE');
        const evidence = consentEvidenceOf(context, record, consent);
        const stillValid = checkSubmission(body, evidence, { ...context, now: now() });
        if (!stillValid.ok) return stillValid;
        const clerk = currentClerk() ?? body.clerk;
        const reading = backgroundReading.adopt(id, clerk);
        if (reading) sender.adopt(id, reading);
        const workarounds = { newHandles: false, smallerPhoto: false };
        return ok({
          transition: { event: 'submit' },
          body: { ...withoutCrops(body), clerk, consent: evidence, lastError: null, workarounds },
          // The scans are not needed after the submission.
          parts: { 'front-source': null, 'back-source': null },
          submittedAt: now(),
          notBefore: 0,
          waitsFor: null,
        });
      });
      if (written.ok) sender.wake('changed', id);
      return toViewResult(written);
    },
  };
};
