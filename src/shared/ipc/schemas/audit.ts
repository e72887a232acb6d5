/** Schemas of the export of the audit trail. */
import * as v from 'valibot';
import { pinText } from './lock.ts';
import { count, id } from './primitives.ts';

export const exportInput = v.strictObject({ leadPin: pinText, folder: id });

/** Ed25519 public key, 32 bytes in base64; null before the first export. */
export const auditKey = v.object({ publicKey: v.nullable(v.string()) });
export const exportedTrail = v.object({ name: v.string(), entries: count, publicKey: v.string() });
