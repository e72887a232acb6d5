/** The end-to-end tier: the built app on Electron, or on the stand-in host where Electron's binary is absent. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // Guards against a test that hangs, for a machine that has other work; no test waits for its own limit.
  timeout: 600_000,
  expect: { timeout: 90_000 },
  // One more than the cores: some tests wait for a limit of the product (an idle lock, a hung page) and use none meanwhile.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
