/** Interfaces that the dialogs of a transfer expose to the panel. */
import type { ChosenEntry } from '#renderer/components/file-chooser.ts';

export interface TransferSendHandle {
  readonly open: () => void;
}

export interface TransferReceiveHandle {
  /** Opens the dialog for a transfer file. */
  readonly open: (file: ChosenEntry) => void;
}
