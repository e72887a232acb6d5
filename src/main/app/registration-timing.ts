/** Times of the registrations: those of the settings as they are at the start, and the fixed ones. */
import { limits } from '#shared/limits.ts';
import type { RegistrationsDeps } from '#main/registrations/context.ts';
import type { SettingsValues } from '#main/settings/schema.ts';

/** Pause between two queries for outcomes and verdicts. */
const POLL_GAP_MS = 1_500;

export const registrationTiming = ({
  quietPeriodMs,
  purgeGraceMs,
  retentionDays,
}: SettingsValues): RegistrationsDeps['timing'] => ({
  quietPeriodMs,
  purgeGraceMs,
  retentionDays,
  pollGapMs: POLL_GAP_MS,
  undoDiscardMs: limits.undoDiscardMs,
});
