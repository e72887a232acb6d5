/** Timing of registrations: values of the settings at the start of the app, and fixed values. */
import { limits } from '#shared/limits.ts';
import type { RegistrationsDeps } from '#main/registrations/context.ts';
import type { SettingsValues } from '#main/settings/schema.ts';

/** Interval between two queries for outcomes and verdicts. */
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
