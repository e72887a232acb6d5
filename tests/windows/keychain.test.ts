/** Tests the keychain on Windows (Wine) with Credential Manager through the shipped library. */
import { describe, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import type { KeychainQuestion } from './programs/keychain.ts';
import { runOnWindows } from './run.ts';

const runProgram = async (question: KeychainQuestion): Promise<unknown> =>
  (await runOnWindows('keychain.ts', question)).answer;

describe('createKeychain on Windows', () => {
  it('passes the keychain contract', async () => {
    const outcomes = (await runProgram({ contract: true })) as {
      title: string;
      failure: string | null;
    }[];
    expect(outcomes.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(outcomes.map(({ title }) => title)).toContain('keeps the master key after its creation');
  });

  it('returns a secret written by another process', async () => {
    expect(await runProgram({ write: 'টোকেন 123' })).toEqual(ok(undefined));
    expect(await runProgram({ read: true })).toBe('টোকেন 123');
  });
});
