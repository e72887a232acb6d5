/**
 * Writes what is published of the policy's schema: the JSON schema, which editors and rollout tools check a file against, and the
 * templates for Group Policy.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { policySchema } from '#main/settings/policy/schema.ts';
import { TEMPLATES_FOLDER, writePolicyTemplates } from './group-policy/templates.ts';

export const POLICY_SCHEMA_FILE = path.resolve(
  import.meta.dirname,
  '../resources/policy.schema.json',
);
export const POLICY_TEMPLATES_FOLDER = path.join(import.meta.dirname, 'windows', TEMPLATES_FOLDER);

/** Checks of a trimmed or lower-cased text cannot be expressed in JSON schema; the others can. */
export const policyJsonSchema = (): string => {
  const schema = toJsonSchema(policySchema, { errorMode: 'ignore', typeMode: 'input' });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: 'Policy of an eKYC branch kiosk', ...rest }, null, 2)}\n`;
};

if (import.meta.main) {
  await writeFile(POLICY_SCHEMA_FILE, policyJsonSchema());
  await writePolicyTemplates(POLICY_TEMPLATES_FOLDER);
}
