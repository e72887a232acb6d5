import type { AppError } from '#shared/result.ts';

/** Interface of `LeadPinFields` for the dialog that contains it. */
export interface LeadPinAsker {
  /** @returns the PIN to act with, or null when there is none yet and the fields say why. */
  readonly ask: () => Promise<string | null>;
  readonly focus: () => void;
  /** @returns whether the failure is about the PIN, and is shown there. */
  readonly refuse: (error: AppError) => boolean;
}
