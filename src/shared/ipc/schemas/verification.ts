/** Schemas of the export of the verification log. */
import * as v from 'valibot';
import { logExportValues } from '#shared/domain/verification.ts';
import { pinText } from './lock.ts';
import { count, id, logFilter } from './registration.ts';

export const exportLogInput = v.strictObject({ leadPin: pinText, folder: id, filter: logFilter });
export const exportedLog = v.object({
  /** Name that the main process gave the file. */
  name: v.string(),
  entries: count,
  values: v.picklist(logExportValues),
});
