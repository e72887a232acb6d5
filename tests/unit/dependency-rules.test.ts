/** The dependency rules: the tree passes, and each rule reports a deliberate violation. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');

/** A file that breaks one rule, which gives the file its name. */
const cases: [rule: string, folder: string, content: string][] = [
  ['shared-is-pure', 'src/shared', "import 'vue';\n"],
  ['renderer-knows-no-main', 'src/renderer/app', "import '#main/process/port.ts';\n"],
  ['renderer-no-node', 'src/renderer/app', "import 'node:fs';\n"],
  ['preload-is-tiny', 'src/preload', "import '#shared/ipc/contract.ts';\n"],
  [
    'customer-page-is-apart',
    'src/renderer/customer',
    "import '#renderer/composables/bridge.ts';\n",
  ],
  ['main-knows-no-page', 'src/main/settings', "import '#renderer/ui/icons.ts';\n"],
  ['electron-stays-at-the-edge', 'src/main/settings', "import 'electron';\n"],
  [
    'only-compose-constructs',
    'src/main/session',
    "import { createEkycClient } from '#main/ekyc/client.ts';\nexport { createEkycClient };\n",
  ],
  [
    'features-do-not-meet',
    'src/renderer/features/home',
    "import '#renderer/features/sign-in/SignInForm.vue';\n",
  ],
  [
    'layers-construct-only-downwards',
    'src/main/outbox',
    "import { createEkycClient } from '#main/ekyc/client.ts';\nexport { createEkycClient };\n",
  ],
  [
    'record-is-the-bottom',
    'src/main/record',
    "import type { Store } from '#main/store/port.ts';\nexport type Broken = Store;\n",
  ],
  ['store-below-outbox', 'src/main/store', "import '#main/outbox/purge.ts';\n"],
  ['outbox-below-registrations', 'src/main/outbox', "import '#main/registrations/view.ts';\n"],
  [
    'composables-below-features',
    'src/renderer/composables',
    "import '#renderer/features/home/attention.ts';\n",
  ],
  ['features-below-app', 'src/renderer/features/home', "import '#renderer/app/router.ts';\n"],
  ['ui-is-the-bottom', 'src/renderer/ui', "import '#renderer/composables/bridge.ts';\n"],
  ['no-tests-in-src', 'src/shared', "import '#tests/support/accessible-names.ts';\n"],
  ['resolvable', 'src/shared', "import './nowhere.ts';\n"],
];

/** Two files that import each other. */
const cycle: [file: string, content: string][] = [
  ['src/shared/cycle-a.ts', "import { b } from './cycle-b.ts';\nexport const a = () => b;\n"],
  ['src/shared/cycle-b.ts', "import { a } from './cycle-a.ts';\nexport const b = () => a;\n"],
];

/** Violations, as rules by file, of a run over a copy of the tree that contains every case. */
const reported = new Map<string, string[]>();
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
  const files = [
    ...cases.map(([rule, folder, content]) => [`${folder}/${rule}.ts`, content] as const),
    ...cycle,
  ];
  for (const [file, content] of files) await writeFile(path.join(copy, file), content);
  const { stdout } = await run(
    process.execPath,
    [
      path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      '-T',
      'json',
      'src',
    ],
    { cwd: copy, maxBuffer: 64 * 1024 * 1024 },
  ).catch((failure: unknown) => failure as { stdout: string });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  for (const { from, rule } of summary.violations)
    reported.set(from, [...(reported.get(from) ?? []), rule.name]);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe('dependency rules', () => {
  it.each(cases)('%s reports a violation', (rule, folder) => {
    expect(reported.get(`${folder}/${rule}.ts`)).toContain(rule);
  });

  it('a cycle of two files is reported', () => {
    const files = cycle.flatMap(([file]) => reported.get(file) ?? []);
    expect(files).toContain('no-circles');
  });

  it('no file without a deliberate violation is reported', () => {
    const broken = [
      ...cases.map(([rule, folder]) => `${folder}/${rule}.ts`),
      ...cycle.map(([file]) => file),
    ];
    expect([...reported.keys()].filter((file) => !broken.includes(file))).toEqual([]);
  });
});
