/** Test program for Windows: reads the policy as the installed app does. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import { readRegistryKey } from '#main/settings/policy/registry-key.ts';
import { POLICY_KEY } from '#main/app/machine.ts';

export interface PolicyQuestion {
  /** The policy file; null for none. */
  readonly file: string | null;
}

const [questionFile = '', answerFile = ''] = process.argv.slice(2);
const { file } = JSON.parse(readFileSync(questionFile, 'utf8')) as PolicyQuestion;
const registry = await readRegistryKey(POLICY_KEY);
writeFileSync(answerFile, JSON.stringify(readPolicy({ file, mustBeAdminOnly: true, registry })));
