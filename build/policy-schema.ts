/** Writes the JSON schema of the machine-wide policy, which editors and rollout tools check a file against. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { policySchema } from '#main/settings/policy/schema.ts';

export const POLICY_SCHEMA_FILE = path.resolve(
  import.meta.dirname,
  '../resources/policy.schema.json',
);

/** Checks of a trimmed or lower-cased text cannot be expressed in JSON schema; the others can. */
export const policyJsonSchema = (): string => {
  const schema = toJsonSchema(policySchema, { errorMode: 'ignore', typeMode: 'input' });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: 'Policy of an eKYC branch kiosk', ...rest }, null, 2)}\n`;
};

if (import.meta.main) await writeFile(POLICY_SCHEMA_FILE, policyJsonSchema());
