/** Schemas of the state of the store and its disk. */
import * as v from 'valibot';

export const storeNotice = v.picklist([
  'STORE-KEY-LOST',
  'STORE-DAMAGED',
  'STORE-ROLLED-BACK',
  'STORE-LOST',
  'STORE-RECORD',
  'KEY-UNAVAILABLE',
  'STORE-FULL',
  'STORE-WRITE',
  'STORE-NEWER',
]);

/** What the check of the audit trail found. */
export const auditNotice = v.picklist(['AUDIT-BROKEN']);

/** How many registrations of a damaged store came over into the new one, and how many did not. */
export const storeNoticeParams = v.object({ salvaged: v.number(), lost: v.number() });

/** `low`: the clerk is told; `full`: no new registration begins. */
export const disk = v.picklist(['ok', 'low', 'full']);
