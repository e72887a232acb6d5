/** Schemas of the file chooser. Entries have opaque ids: no path crosses the bridge in either direction. */
import * as v from 'valibot';
import { filePurposes, placeKinds } from '#shared/domain/exchange.ts';
import { count, epochMs, id } from './primitives.ts';

export const places = v.object({
  places: v.array(
    v.object({ id, kind: v.picklist(placeKinds), name: v.string(), writable: v.boolean() }),
  ),
});

export const listInput = v.strictObject({ folder: id, purpose: v.picklist(filePurposes) });
export const folderListing = v.object({
  /** Path from the drive or policy folder to this folder. */
  trail: v.array(v.object({ id, name: v.string() })),
  writable: v.boolean(),
  entries: v.array(
    v.object({
      id,
      kind: v.picklist(['folder', 'file']),
      name: v.string(),
      /** Null for a folder. */
      bytes: v.nullable(count),
      modifiedAt: v.nullable(epochMs),
    }),
  ),
  /** Number of entries that are not listed, because the folder has too many. */
  left: count,
});

/** Destination folder of a file. */
export const folderInput = v.strictObject({ folder: id });
/** Name that the main process gave the file. */
export const savedFile = v.object({ name: v.string() });
