/** Calls of the file chooser: removable drives and folders of the policy. */
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as files from '#shared/ipc/schemas/files.ts';

export const filesCalls = {
  /** Removable drives and folders of the policy that are connected now. */
  'files.places': call(primitives.nothing, files.places),
  'files.list': call(files.listInput, files.folderListing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
