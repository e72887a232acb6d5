/** The dependency rules: the tree passes, and each rule reports a deliberate violation. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const broken: string[] = [];
/** A copy of the tree to break things in. */
let copy = '';

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'kiosk-rules-'));
  for (const name of ['src', '.dependency-cruiser.mjs', 'package.json', 'tsconfig.json']) {
    await cp(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  await cp(
    path.join(root, 'tests/support/accessible-names.ts'),
    path.join(copy, 'tests/support/accessible-names.ts'),
  );
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** Names of the rules that a run over these folders reports. */
const violations = async (...folders: string[]): Promise<string[]> => {
  const { stdout } = await run(
    process.execPath,
    [
      path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      '-T',
      'json',
      ...folders,
    ],
    { cwd: copy, maxBuffer: 64 * 1024 * 1024 },
  ).catch((failure: unknown) => failure as { stdout: string });
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return report.summary.violations.map((violation) => violation.rule.name);
};

const breakWith = async (file: string, content: string): Promise<string> => {
  const target = path.join(copy, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
  broken.push(target);
  return file;
};

afterEach(async () => {
  await Promise.all(broken.splice(0).map((file) => rm(file, { force: true })));
});

const cases: [rule: string, file: string, content: string][] = [
  ['shared-is-pure', 'src/shared/broken-on-purpose.ts', "import 'vue';\n"],
  [
    'renderer-knows-no-main',
    'src/renderer/app/broken-on-purpose.ts',
    "import '#main/process/port.ts';\n",
  ],
  ['renderer-no-node', 'src/renderer/app/broken-on-purpose.ts', "import 'node:fs';\n"],
  ['preload-is-tiny', 'src/preload/broken-on-purpose.ts', "import '#shared/ipc/contract.ts';\n"],
  [
    'main-knows-no-page',
    'src/main/settings/broken-on-purpose.ts',
    "import '#renderer/ui/icons.ts';\n",
  ],
  ['electron-stays-at-the-edge', 'src/main/settings/broken-on-purpose.ts', "import 'electron';\n"],
  [
    'only-compose-constructs',
    'src/main/session/broken-on-purpose.ts',
    "import { createEkycClient } from '#main/ekyc/client.ts';\nexport { createEkycClient };\n",
  ],
  [
    'features-do-not-meet',
    'src/renderer/features/home/broken-on-purpose.ts',
    "import '#renderer/features/sign-in/SignInForm.vue';\n",
  ],
  [
    'layers-construct-only-downwards',
    'src/main/outbox/broken-on-purpose.ts',
    "import { createEkycClient } from '#main/ekyc/client.ts';\nexport { createEkycClient };\n",
  ],
  [
    'record-is-the-bottom',
    'src/main/record/broken-on-purpose.ts',
    "import type { Store } from '#main/store/port.ts';\nexport type Broken = Store;\n",
  ],
  [
    'store-below-outbox',
    'src/main/store/broken-on-purpose.ts',
    "import '#main/outbox/purge.ts';\n",
  ],
  [
    'outbox-below-registrations',
    'src/main/outbox/broken-on-purpose.ts',
    "import '#main/registrations/view.ts';\n",
  ],
  [
    'composables-below-features',
    'src/renderer/composables/broken-on-purpose.ts',
    "import '#renderer/features/home/attention.ts';\n",
  ],
  [
    'features-below-app',
    'src/renderer/features/home/broken-on-purpose.ts',
    "import '#renderer/app/router.ts';\n",
  ],
  [
    'ui-is-the-bottom',
    'src/renderer/ui/broken-on-purpose.ts',
    "import '#renderer/composables/bridge.ts';\n",
  ],
  [
    'no-tests-in-src',
    'src/shared/broken-on-purpose.ts',
    "import '#tests/support/accessible-names.ts';\n",
  ],
  ['resolvable', 'src/shared/broken-on-purpose.ts', "import './nowhere.ts';\n"],
];

describe('dependency rules', () => {
  it.each(cases)('%s reports a violation', async (rule, file, content) => {
    expect(await violations(await breakWith(file, content))).toContain(rule);
  });

  it('a cycle of two files is reported', async () => {
    const first = await breakWith(
      'src/shared/broken-a.ts',
      "import { b } from './broken-b.ts';\nexport const a = () => b;\n",
    );
    await breakWith(
      'src/shared/broken-b.ts',
      "import { a } from './broken-a.ts';\nexport const b = () => a;\n",
    );
    expect(await violations(first)).toContain('no-circles');
  });
});
