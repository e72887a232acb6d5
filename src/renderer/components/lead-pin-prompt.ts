/** Interface that `LeadPinFields` exposes to the dialog containing it. */
import type { AppError } from '#shared/result.ts';

export interface LeadPinPrompt {
  /** Validates the fields. @returns the PIN, or null when it is missing or invalid; the fields then display the error. */
  readonly requirePin: () => Promise<string | null>;
  readonly focus: () => void;
  /** Reports a failed action. @returns whether it concerns the PIN or a key; the fields then display it. */
  readonly reject: (error: AppError) => boolean;
}
