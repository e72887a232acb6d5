import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POLICY_SCHEMA_FILE, policyJsonSchema } from '#build/policy-schema.ts';

describe('the published schema of the policy', () => {
  it('says what the app accepts', () => {
    expect(JSON.parse(readFileSync(POLICY_SCHEMA_FILE, 'utf8'))).toEqual(
      JSON.parse(policyJsonSchema()),
    );
  });
});
