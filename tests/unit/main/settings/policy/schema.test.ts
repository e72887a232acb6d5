import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POLICY_SCHEMA_FILE, policyJsonSchema } from '#build/policy-schema.ts';

describe('published schema of the policy', () => {
  it('equals the schema generated from the settings that the policy can fix', () => {
    expect(JSON.parse(readFileSync(POLICY_SCHEMA_FILE, 'utf8'))).toEqual(
      JSON.parse(policyJsonSchema()),
    );
  });
});
