/**
 * Writes the published forms of the policy's schema: the JSON schema, with which editors and rollout tools validate a policy file, and
 * the templates for Group Policy.
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

/** The policy's JSON schema. It omits checks that apply to a trimmed or lower-cased text, which JSON Schema cannot express. */
export const policyJsonSchema = (): string => {
  const schema = toJsonSchema(policySchema, { errorMode: 'ignore', typeMode: 'input' });
  const { $schema, ...schemaBody } = schema;
  return `${JSON.stringify({ $schema, title: 'Policy of an eKYC branch kiosk', ...schemaBody }, null, 2)}\n`;
};

if (import.meta.main) {
  await writeFile(POLICY_SCHEMA_FILE, policyJsonSchema());
  await writePolicyTemplates(POLICY_TEMPLATES_FOLDER);
}
