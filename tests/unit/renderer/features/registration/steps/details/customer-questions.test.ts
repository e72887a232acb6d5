import { describe, expect, it } from 'vitest';
import { fieldNames, fieldRow } from '#shared/domain/fields.ts';
import {
  customerQuestions,
  isAskedField,
} from '#renderer/features/registration/steps/details/customer-questions.ts';

describe('customerQuestions', () => {
  it('has a question in Bangla for exactly the fields that no card contains', () => {
    expect(fieldNames.filter(isAskedField)).toEqual(
      fieldNames.filter((name) => fieldRow(name).side === null),
    );
    for (const { bn, en } of Object.values(customerQuestions)) {
      expect(bn).toMatch(/[\u0980-\u09ff]/);
      expect(en).not.toMatch(/[\u0980-\u09ff]/);
    }
  });
});
