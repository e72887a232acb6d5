/** Rows of the list of drives, folders and files. */
import type { IconName } from '#renderer/ui/icons.ts';

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly icon: IconName;
  /** Kind of drive; empty for the content of a folder. */
  readonly detail: string;
  readonly bytes: number | null;
  readonly modifiedAt: number | null;
}
