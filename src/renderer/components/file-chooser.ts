/** Interface of the file chooser dialog. */
import type { FilePurpose } from '#shared/domain/exchange.ts';

export interface FileChooserRequest {
  /** `save` selects a folder. */
  readonly purpose: FilePurpose;
  readonly heading: string;
}

/** A file or folder, with the id from the main process's listing. */
export interface ChosenEntry {
  readonly id: string;
  readonly name: string;
}

export interface FileChooserDialog {
  /** @returns null when the dialog was cancelled or the counter was locked. */
  choose(request: FileChooserRequest): Promise<ChosenEntry | null>;
}
