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

/** Result of the check of the audit trail. */
export const auditNotice = v.picklist(['AUDIT-BROKEN']);

/** Numbers of registrations that were salvaged from a damaged store, and that were lost. */
export const storeNoticeParams = v.object({ salvaged: v.number(), lost: v.number() });

/** `low`: the clerk is warned; `full`: no new registration can be started. */
export const disk = v.picklist(['ok', 'low', 'full']);
