/** Interfaces that the header and the dialogs of the outbox expose to the screen. */
import type { OutboxRow } from '#shared/domain/outbox.ts';
import type { Decision } from '#shared/domain/registration.ts';

export interface OutboxHeaderHandle {
  readonly focusSearch: () => void;
  /** Clears the search if its field has the focus. @returns whether there was a text to clear. */
  readonly clearFocusedSearch: () => boolean;
}

export interface OutboxDialogsHandle {
  readonly openDiscard: (row: OutboxRow) => void;
  readonly openTakeOver: (row: OutboxRow) => void;
  /** Opens the dialog for a decision about the selected row. */
  readonly openDecision: (decision: Decision) => void;
}
