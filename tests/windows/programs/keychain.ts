/** Test program for Windows: runs the keychain contract with Credential Manager, or writes or reads one secret. */
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { createKeychain } from '#main/keychain/keychain.ts';
import { runAll } from './vitest-on-node.ts';

export type KeychainQuestion =
  { readonly contract: true } | { readonly write: string } | { readonly read: true };

const [questionFile = '', answerFile = ''] = process.argv.slice(2);
const question = JSON.parse(readFileSync(questionFile, 'utf8')) as KeychainQuestion;
const keychain = createKeychain({ service: 'ekyc-branch-kiosk-windows-test' });

// The contract imports vitest, which does not run under Wine.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'vitest'
      ? { url: new URL('./vitest-on-node.ts', import.meta.url).href, shortCircuit: true }
      : nextResolve(specifier, context),
});

const answerQuestion = async (): Promise<unknown> => {
  if ('write' in question) return keychain.set('kept', new TextEncoder().encode(question.write));
  if ('read' in question) {
    const result = await keychain.get('kept');
    await keychain.delete('kept');
    return result.ok && result.data ? new TextDecoder().decode(result.data) : result;
  }
  const { describeKeychain: keychainContract } =
    await import('#tests/unit/main/keychain/contract.ts');
  keychainContract(keychain, false);
  return runAll();
};

writeFileSync(answerFile, JSON.stringify(await answerQuestion()));
