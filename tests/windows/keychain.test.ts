/** The keychain on Windows (Wine): Credential Manager, through the library that the app ships. */
import { describe, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import type { KeychainQuestion } from './programs/keychain.ts';
import { runOnWindows } from './run.ts';

const ask = async (question: KeychainQuestion): Promise<unknown> =>
  (await runOnWindows('keychain.ts', question)).answer;

describe('the keychain of Windows', () => {
  it('fulfils the keychain contract', async () => {
    const outcomes = (await ask({ contract: true })) as { title: string; failure: string | null }[];
    expect(outcomes.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(outcomes.map(({ title }) => title)).toContain(
      'keeps the master key: made once, the same ever after',
    );
  });

  it('returns to one process what another wrote', async () => {
    expect(await ask({ write: 'টোকেন 123' })).toEqual(ok(undefined));
    expect(await ask({ read: true })).toBe('টোকেন 123');
  });
});
